"""Hold the numbers of a drawn list: the first free ones in the order that the random function fixed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction

from onelane.kernel.refusal import Refused
from onelane.office.plates.series import LETTER, Series

TRIES = 100
_WINDOW = 64

LOOK = "SELECT plate, state, claim FROM plates_number WHERE category = %(category)s AND plate = ANY(%(plates)s)"

# The list is fixed before this statement runs, so nothing is sorted or scanned: fifty rows by their key. SKIP LOCKED
# never waits while it holds rows itself, so two draws cannot stand in each other's way; a row it steps over is waited
# for afterwards, with nothing in hand. The locked keys go through an array: joined to them, a row that was given back
# meanwhile would be looked for anew and miscounted.
HOLD = """
UPDATE plates_number SET state = 'held', held_for_id = %(case)s, held_until = %(until)s, claim = %(claim)s
WHERE category = %(category)s AND plate = ANY(ARRAY(
  SELECT plate FROM plates_number
  WHERE category = %(category)s AND plate = ANY(%(plates)s) AND state = 'free' FOR UPDATE SKIP LOCKED
))
RETURNING plate
"""

WAIT = "SELECT 1 FROM plates_number WHERE category = %(category)s AND plate = ANY(%(plates)s) FOR UPDATE"


@dataclass(frozen=True, slots=True)
class Holder:
    """For whom numbers of a category are held, until when, and by what name receipts cite it."""

    category: str
    case: int
    until: datetime
    claim: str


@dataclass(slots=True)
class Listed:
    """The numbers of a list in drawn order, and those passed over: place, state's letter, who has it."""

    plates: list[str] = field(default_factory=list)
    gone: list[tuple[int, str, str]] = field(default_factory=list)


class _InFlight(Exception):  # noqa: N818 - says what the number is
    """A number that stood free is being taken or given back at this very moment."""

    def __init__(self, plate: str) -> None:
        super().__init__(plate)
        self.plate = plate


def hold(numbers: Series, order: Iterator[int], *, size: int, holder: Holder) -> Listed:
    """Hold the first `size` free numbers of an order; refuse `plates.crowded` when others keep coming first."""
    drawn = list(islice(order, _WINDOW))
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return _hold(numbers, drawn, order, size, holder)
        except _InFlight as moving:
            _wait(moving.plate, holder)
    raise Refused("plates.crowded")


def _hold(numbers: Series, drawn: list[int], order: Iterator[int], size: int, holder: Holder) -> Listed:
    """Go through the order a window at a time; `drawn` remembers it for another try."""
    listed, at = Listed(), 0
    while len(listed.plates) < size:
        if at == len(drawn):
            drawn += islice(order, at * 3)
        window = drawn[at:]
        if not window:
            break
        at += _take_from(numbers, window, size, holder, listed)
    return listed


def _take_from(numbers: Series, window: list[int], size: int, holder: Holder, listed: Listed) -> int:
    """Hold what is free of a window until the list is full, and return how many places were gone through."""
    plates = {place: numbers.plate(place) for place in window}
    known = _look(list(plates.values()), holder)
    wanted: list[int] = []
    seen = 0
    for place in window:
        if len(listed.plates) + len(wanted) == size:
            break
        seen += 1
        if known[plates[place]][0] == "free":
            wanted.append(place)
    held = _take([plates[place] for place in wanted], holder)
    missed = [plates[place] for place in wanted if plates[place] not in held]
    known |= _look(missed, holder) if missed else {}
    for place in window[:seen]:
        state, claim = known[plates[place]]
        if plates[place] in held:
            listed.plates.append(plates[place])
        elif state == "free":
            raise _InFlight(plates[place])
        else:
            listed.gone.append((place, LETTER[state], claim))
    return seen


def _look(plates: list[str], holder: Holder) -> dict[str, tuple[str, str]]:
    told: dict[str, Any] = {"category": holder.category, "plates": plates}
    with connection.cursor() as cursor:
        cursor.execute(LOOK, told)
        return {plate: (state, claim) for plate, state, claim in cursor.fetchall()}


def _take(wanted: list[str], holder: Holder) -> set[str]:
    told: dict[str, Any] = {"category": holder.category, "plates": wanted, "case": holder.case, "until": holder.until}
    with connection.cursor() as cursor:
        cursor.execute(HOLD, told | {"claim": holder.claim})
        return {plate for (plate,) in cursor.fetchall()}


def _wait(plate: str, holder: Holder) -> None:
    """Wait until whoever moves a number has ended; the lock taken for that is let go again at once."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(WAIT, {"category": holder.category, "plates": [plate]})
        transaction.set_rollback(True)  # of this savepoint alone
