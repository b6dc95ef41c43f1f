"""What a kiosk may do now, how its parts stand, and how long somebody may stand before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Literal, get_args

PartState = Literal["ok", "low", "out", "away", "unknown"]
Part = Literal["printer", "reader", "camera"]
PARTS: tuple[Part, ...] = get_args(Part)
PART_STATES: tuple[PartState, ...] = get_args(PartState)
WORST_FIRST: tuple[PartState, ...] = ("away", "out", "low", "unknown", "ok")

SlipState = Literal["made", "printing", "printed", "failed"]
SLIP_MOVES: Mapping[SlipState, frozenset[SlipState]] = {
    "made": frozenset({"printing"}),
    "printing": frozenset({"printed", "failed", "printing"}),
    "failed": frozenset({"printing"}),
    "printed": frozenset({"printing"}),  # once more, because it got lost or was torn
}
"""The whole life of a slip of paper; a print that nobody heard the end of may be tried again."""

UseEnd = Literal["", "done", "left", "timed_out", "refused", "signed_out"]
USE_ENDS: tuple[UseEnd, ...] = get_args(UseEnd)

CODE_LASTS = timedelta(minutes=30)  # a code for a new machine
LOGIN_LASTS = timedelta(minutes=3)  # a code for the phone
STAY = timedelta(minutes=3)  # without a press, then the seat is empty whatever the page thinks
LONGEST_STAY = timedelta(minutes=20)
OFFLINE_AFTER = timedelta(seconds=45)
LONGEST_WHY = 120
PRINTING_TAKES = timedelta(seconds=20)  # longer, and nobody knows whether it came out


def is_open(at: datetime, opens: time | None, closes: time | None) -> bool:
    """Tell whether a machine serves at this moment of the office's day; without hours of its own it always does."""
    now = at.time()
    return (opens is None or opens <= now) and (closes is None or now < closes)


def parts_told(told: Mapping[str, object]) -> dict[Part, PartState]:
    """Read what a machine says of its parts; what it does not say, or says in words of its own, is unknown."""
    return {part: _state(told.get(part)) for part in PARTS}


def _state(told: object) -> PartState:
    for one in PART_STATES:
        if one == told:
            return one
    return "unknown"


def worst(parts: Mapping[Part, PartState]) -> PartState:
    """Return the state that staff have to hear of first."""
    return next((one for one in WORST_FIRST if one in parts.values()), "unknown")


def is_offline(seen_at: datetime | None, now: datetime) -> bool:
    """Tell whether a machine has been silent for too long."""
    return seen_at is None or now - seen_at > OFFLINE_AFTER


def serves(service: str, own: Sequence[str]) -> bool:
    """Tell whether a machine offers a service; one without a list of its own offers them all."""
    return not own or service in own


def may_move(now: str, to: SlipState) -> bool:
    """Tell whether a slip may go from one state to another."""
    return any(to in moves for state, moves in SLIP_MOVES.items() if state == now)


REFUSALS: Mapping[str, str] = {
    "away": "kiosk.paper_away", "out": "kiosk.paper_out", "torn": "kiosk.paper_torn",
}  # fmt: skip
"""What is said when a slip did not come out, by why."""
