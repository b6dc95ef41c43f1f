"""A published result is worked out again by a stranger; whatever is changed in it is found."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from onelane.command import __main__ as command
from onelane.office.bookings import ranking, verifying
from onelane.office.plates import vrf

SECRET = bytes(range(32))
KEY = vrf.public_key(SECRET)
DAY = datetime(2026, 12, 31, 16, tzinfo=UTC)


def published() -> dict[str, Any]:
    """Return a result as the office publishes it: six wishes on three places."""
    entries = [
        ranking.Entry(f"W{n}", DAY + timedelta(days=n // 3), date(2024, 2, 29) if n % 2 else None, (7, 8))
        for n in range(6)
    ]
    places = {7: 2, 8: 1}
    root = ranking.root_of(entries, places)
    proof = vrf.prove(SECRET, ranking.question(root))
    seed = vrf.proof_to_hash(proof)
    rows = [
        {
            "rank": one.rank, "serial": one.entry.name, "key": one.entry.key.isoformat(),
            "permit_on": one.entry.permit_on.isoformat() if one.entry.permit_on else None, "draw": one.draw[:16],
            "wished": [*one.entry.sessions], "session": one.session,
        }
        for one in ranking.allot(entries, places, seed)
    ]  # fmt: skip
    return {"root": root, "proof": proof.hex(), "seed": seed.hex(), "places": {"7": 2, "8": 1}, "ranked": rows}


def proved(alpha: bytes, proof: bytes) -> bytes | None:
    return vrf.verify(KEY, alpha, proof)


def test_a_result_holds_and_shows_a_line() -> None:
    told = published()

    good = verifying.verify(told, proved, told["ranked"][3]["serial"])

    assert (good.wishes, good.given) == (6, 3)
    assert good.line is not None
    assert good.line["rank"] == 4


def swapped(told: dict[str, Any]) -> None:
    told["ranked"][0], told["ranked"][1] = told["ranked"][1], told["ranked"][0]


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "an earlier key": (lambda told: told["ranked"][5].update(key=DAY.isoformat()), "root"),
    "another permit": (lambda told: told["ranked"][5].update(permit_on="2020-01-01"), "root"),
    "a wish left out": (lambda told: told["ranked"].pop(), "root"),
    "a place more": (lambda told: told["places"].update({"8": 2}), "root"),
    "another seed": (lambda told: told.update(seed="00" * 64), "proof"),
    "another proof": (lambda told: told.update(proof="00" * 80), "proof"),
    "two lines swapped": (swapped, "order"),
    "a place given to somebody else": (lambda told: told["ranked"][5].update(session=7), "place"),
    "a place taken away": (lambda told: told["ranked"][0].update(session=None), "place"),
    "another drawn value": (lambda told: told["ranked"][0].update(draw="ffff"), "draw"),
    "no drawn value": (lambda told: told["ranked"][0].pop("draw"), "draw"),
    "no list": (lambda told: told.pop("ranked"), "form"),
    "a key that is no time": (lambda told: told["ranked"][0].update(key="soon"), "form"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_is_changed_is_found(name: str) -> None:
    change, code = CHANGES[name]
    told = copy.deepcopy(published())
    change(told)

    with pytest.raises(verifying.Faulty) as found:
        verifying.verify(told, proved)
    assert found.value.code == code


@pytest.mark.parametrize("told", [None, [], "x", 7, {}])
def test_what_is_no_result_is_told_so(told: object) -> None:
    with pytest.raises(verifying.Faulty, match="form"):
        verifying.verify(told, proved)


def test_the_command_needs_the_file_and_the_key_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told, file, key = published(), tmp_path / "places-1.json", tmp_path / "key.txt"
    file.write_text(json.dumps(told), encoding="utf-8")
    key.write_text(f"draw {KEY.hex()}\n", encoding="ascii")
    words = ["places", "verify", str(file), "--key", str(key)]

    assert command.main([*words, "--serial", told["ranked"][0]["serial"]]) == 0
    said = capsys.readouterr().out
    assert "3 places for 6 wishes" in said
    assert "is number 1: a place in session" in said
    assert command.main([*words, "--serial", "W99"]) == 0
    assert "W99 is not in this list." in capsys.readouterr().out

    told["ranked"][5]["session"] = 7
    file.write_text(json.dumps(told), encoding="utf-8")
    assert command.main(words) == 1
    assert "another place than the order gives" in capsys.readouterr().out
    assert command.main([*words, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["fault"] == "place"


def test_a_file_that_is_not_there_or_no_key_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = tmp_path / "key.txt"
    key.write_text("nothing\n", encoding="ascii")

    assert command.main(["places", "verify", str(tmp_path / "none.json"), "--key", str(key)]) == 1
    assert "holds no line" in capsys.readouterr().err
    key.write_text(f"draw {KEY.hex()}\n", encoding="ascii")
    assert command.main(["places", "verify", str(tmp_path / "none.json"), "--key", str(key)]) == 1
    assert "cannot be read" in capsys.readouterr().err
