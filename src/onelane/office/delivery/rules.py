"""The life of a parcel (邮件), and what a carrier's notice may still change: values in, answer out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from onelane.kernel.numbers import tracking
from onelane.kernel.refusal import Refused

State = Literal["packing", "packed", "handed_over", "on_the_way", "held", "delivered", "lost", "returned", "void"]
Deed = Literal["pack", "unpack", "hand_over", "travel", "hold", "deliver", "lose", "return", "void"]
STATES: tuple[State, ...] = get_args(State)

MOVES: dict[State, dict[Deed, State]] = {
    "packing": {"pack": "packed", "void": "void"},
    "packed": {"unpack": "packing", "hand_over": "handed_over", "void": "void"},
    "handed_over": {
        "travel": "on_the_way", "hold": "held", "deliver": "delivered", "lose": "lost", "return": "returned",
    },
    "on_the_way": {
        "travel": "on_the_way", "hold": "held", "deliver": "delivered", "lose": "lost", "return": "returned",
    },
    "held": {"travel": "on_the_way", "hold": "held", "deliver": "delivered", "lose": "lost", "return": "returned"},
    "lost": {"travel": "on_the_way", "deliver": "delivered", "return": "returned"},  # what was lost may be found
    "delivered": {},
    "returned": {},
    "void": {},
}  # fmt: skip
WITH_CARRIER: frozenset[State] = frozenset({"handed_over", "on_the_way", "held", "lost"})
AT_THE_OFFICE: frozenset[State] = frozenset({"packing", "packed"})
BY_NOTICE: dict[str, Deed] = {
    "accepted": "travel",
    "in_transit": "travel",
    "out_for_delivery": "travel",
    "held": "hold",
    "delivered": "deliver",
    "lost": "lose",
    "returned": "return",
}
"""What a carrier says, and the deed it is; names of the carrier's own are turned into these by the gateway."""


def moved(state: State, deed: Deed) -> State:
    """Return the state after a deed; refuse `delivery.not_now` where the table has none."""
    if deed not in MOVES[state]:
        raise Refused("delivery.not_now", state=state, deed=deed)
    return MOVES[state][deed]


def after_notice(state: State, event: str, *, at: datetime, last: datetime | None) -> State:
    """Return the state after a carrier's notice; one older than what is known, or of the past, changes nothing.

    Notices come twice and in any order: an end (delivered, returned) counts whenever it comes, a station on the way
    only while it is news.
    """
    deed = BY_NOTICE.get(event)
    if deed is None:
        raise Refused("delivery.unknown_event", event=event[:40])
    if deed not in MOVES[state] or (deed not in {"deliver", "return"} and last is not None and at < last):
        return state
    return MOVES[state][deed]


@dataclass(frozen=True, slots=True)
class Within:
    """Both readings of "within 36 hours by EMS": handed to the post, and in the letter-box."""

    hours: int
    posted: timedelta | None
    delivered: timedelta | None

    @property
    def posted_in_time(self) -> bool | None:
        """Tell whether it was with the post in time; None while it is not."""
        return None if self.posted is None else self.posted <= timedelta(hours=self.hours)

    @property
    def delivered_in_time(self) -> bool | None:
        """Tell whether it was in the letter-box in time; None while it is not."""
        return None if self.delivered is None else self.delivered <= timedelta(hours=self.hours)


def within(hours: int, *, approved: datetime, handed_over: datetime | None, delivered: datetime | None) -> Within:
    """Measure both readings from the approval; the promise of the seed article is the first."""
    return Within(
        hours,
        None if handed_over is None else handed_over - approved,
        None if delivered is None else delivered - approved,
    )


def number(form: str, prefix: str, serial: int) -> str:
    """Write a tracking number: `s10` with its check digit (UPU S10), or `domestic`, 13 digits of EMS."""
    if form == "s10":
        return tracking.make(prefix, serial % 10**8)
    return tracking.check(f"{prefix}{serial:0{13 - len(prefix)}d}"[:13])
