"""Work a published result out again, with nothing but the file and the office's public key. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from onelane.office.bookings import ranking

Proved = Callable[[bytes, bytes], bytes | None]
"""Return the output of the random function for an input when the proof is the office's, else None."""


class Faulty(Exception):  # noqa: N818 - an answer, not an error
    """The result does not hold; `code` says what of it."""

    def __init__(self, code: str, where: str = "") -> None:
        """Keep what does not hold, and where."""
        super().__init__(code)
        self.code, self.where = code, where


@dataclass(frozen=True, slots=True)
class Verified:
    """A result that holds: how many wishes and places, and the line of a serial that was looked for."""

    wishes: int
    given: int
    line: dict[str, Any] | None


def verify(told: Any, proved: Proved, serial: str = "") -> Verified:
    """Check a result from its parts: root, proof, seed, order and places; raise Faulty with the first that is wrong."""
    try:
        entries = [_entry(one) for one in told["ranked"]]
        places = {int(key): int(count) for key, count in told["places"].items()}
        proof, seed = bytes.fromhex(told["proof"]), bytes.fromhex(told["seed"])
        root = str(told["root"])
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise Faulty("form") from wrong
    if ranking.root_of(entries, places) != root:
        raise Faulty("root")
    if proved(ranking.question(root), proof) != seed:
        raise Faulty("proof")
    again = ranking.allot(entries, places, seed)
    for mine, line in zip(again, told["ranked"], strict=True):
        if mine.entry.name != line["serial"] or mine.rank != line.get("rank"):
            raise Faulty("order", str(line["serial"]))
        if mine.session != line.get("session"):
            raise Faulty("place", str(line["serial"]))
        if not mine.draw.startswith(str(line.get("draw"))) or not line.get("draw"):
            raise Faulty("draw", str(line["serial"]))
    given = sum(one.session is not None for one in again)
    return Verified(len(again), given, next((one for one in told["ranked"] if one["serial"] == serial), None))


def _entry(one: dict[str, Any]) -> ranking.Entry:
    permit = one["permit_on"]
    return ranking.Entry(
        str(one["serial"]), datetime.fromisoformat(one["key"]), date.fromisoformat(permit) if permit else None,
        tuple(int(session) for session in one["wished"]),
    )  # fmt: skip
