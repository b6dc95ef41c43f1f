"""The wording of refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from onelane.channels.shared import wording
from onelane.channels.shared.wording import WordingError


def test_a_refusal_is_said_in_the_readers_language() -> None:
    assert wording.say("auth.locked", {"minutes": 7}, "zh-hans").startswith("试错次数太多，请7分钟后")
    assert "wait 7 minutes" in wording.say("auth.locked", {"minutes": 7}, "en")


def test_a_fact_that_was_not_given_leaves_a_gap_and_no_fault() -> None:
    assert "…" in wording.say("auth.locked", {}, "en")


def test_an_unworded_refusal_is_said_in_general_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    told = wording.say("nobody.wrote_this", {}, "en")

    assert "nobody.wrote_this" in told
    assert "has no wording" in caplog.text


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("auth.wrong_role", 403),
        ("auth.signed_out", 401),
        ("plates.taken_by_nobody", 409),
        ("cases.not_found", 404),
        ("uploads.too_large", 413),
        ("cases.whatever", 422),
        ("requests.unreadable", 400),
    ],
)
def test_the_status_follows_from_the_code_unless_the_file_names_one(code: str, status: int) -> None:
    assert wording.status_of(code) == status


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('["a.b"]\nzh = "x"', "a.toml: a.b: zh and en are both needed"),
        ('["a.b"]\nzh = "{x}"\nen = "{y}"', "different facts"),
        ('["a"]\nzh = "x"\nen = "y"', "written room.reason"),
        ('["a.b"]\nzh = "x"\nen = "y"\nfr = "z"', "fr is not known"),
        ('["a.b"]\nzh = "x"\nen = "y"\nstatus = 500', "from 400 to 499"),
        ('["a.b"', "a.toml"),
        ("x = 1", "outside a table"),
    ],
)
def test_a_mistake_in_a_file_names_file_and_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(wording, "FOLDER", tmp_path)
    with pytest.raises(WordingError, match=told.replace(".", r"\.")):
        wording.sentences.__wrapped__()


def test_a_code_worded_twice_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text('["a.b"]\nzh = "x"\nen = "y"', encoding="utf-8")
    monkeypatch.setattr(wording, "FOLDER", tmp_path)
    with pytest.raises(WordingError, match="twice"):
        wording.sentences.__wrapped__()
