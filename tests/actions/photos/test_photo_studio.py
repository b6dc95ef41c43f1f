"""The measuring process: limited, replaced when it dies, and nobody sees another's picture."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

import faces
from onelane.gateways.faces import process, studio
from onelane.office.photos.gateway import Measured, Unmeasured
from onelane.office.photos.rules import Frame


@pytest.fixture(autouse=True)
def _no_process_is_left() -> Iterator[None]:
    yield
    studio.stop()


def test_the_process_may_use_little_memory_and_write_no_file() -> None:
    number = studio.warm()
    assert isinstance(studio.Studio().measure(faces.jpeg(faces.good()), Frame()), Measured)

    limits = Path(f"/proc/{number}/limits").read_text(encoding="ascii")
    told = {line[:25].strip(): line[26:].split()[0] for line in limits.splitlines()[1:]}
    assert told["Max address space"] == str(process.MEMORY)
    assert told["Max file size"] == "0"
    assert told["Max core file size"] == "0"


def test_a_dead_process_is_replaced_for_the_next_picture() -> None:
    picture, frame = faces.jpeg(faces.good()), Frame()
    first = studio.warm()
    os.kill(first, signal.SIGKILL)
    studio._running.child.wait()  # type: ignore[union-attr]  # it was just started

    assert isinstance(studio.Studio().measure(picture, frame), Measured)
    assert studio.warm() != first


def test_a_process_that_dies_of_a_picture_gives_no_answer_and_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio, "COMMAND", ("false",))
    assert isinstance(studio.Studio().measure(b"anything", Frame()), Unmeasured)


def test_a_process_that_is_too_slow_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio, "COMMAND", ("sleep", "60"))
    monkeypatch.setattr(studio, "SECONDS", 0.1)
    number = studio.warm()

    assert studio.Studio().measure(b"x", Frame()) == Unmeasured("too slow")
    assert not Path(f"/proc/{number}").exists()


@pytest.mark.parametrize(
    "crafted", [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a" + bytes(64), os.urandom(4096)]
)
def test_what_is_no_picture_ends_nothing(crafted: bytes) -> None:
    number = studio.warm()

    assert isinstance(studio.Studio().measure(crafted, Frame()), Unmeasured)
    assert studio.warm() == number


def test_what_was_measured_of_one_is_gone_with_the_next() -> None:
    tilted, right = faces.jpeg(faces.tilted(faces.good())), faces.jpeg(faces.good())
    first = studio.Studio().measure(tilted, Frame())
    second = studio.Studio().measure(right, Frame())
    third = studio.Studio().measure(tilted, Frame())

    assert first == third
    assert first != second


def test_no_answer_holds_points_of_a_face() -> None:
    """What recognises somebody is never told by the process: sizes, angles, light; no points, no vector."""
    found = studio.Studio().measure(faces.jpeg(faces.good()), Frame())
    assert isinstance(found, Measured)
    assert all(isinstance(value, int | float) for value in vars_of(found.measures).values())
    assert not {name for name in vars_of(found.measures) if "point" in name or "landmark" in name}


def vars_of(measures: object) -> dict[str, object]:
    return {name: getattr(measures, name) for name in measures.__slots__}  # type: ignore[attr-defined]  # a slotted dataclass
