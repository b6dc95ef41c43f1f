"""The order of the one queue; the office and its twin use these very rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

# One dictionary shows a ticket's whole life; `actions` walk it and nobody else writes `state`.
MOVES: Mapping[str, frozenset[str]] = {
    "made": frozenset({"waiting", "cancelled"}),
    "waiting": frozenset({"away", "absent", "finished", "cancelled"}),
    "away": frozenset({"waiting", "finished", "cancelled"}),
    "absent": frozenset({"waiting", "finished", "cancelled"}),
    "finished": frozenset({"waiting"}),  # only by the undo of the last step
    "cancelled": frozenset(),
}

PRIORITIES = (
    "ordinary",
    "appointment",
    "priority",
)  # priority: soldiers, elderly, disabled, pregnant; the reason is noted


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody in the queue: `rank_at` is the fair place, `order` breaks a tie by who came first."""

    rank_at: datetime
    order: int


def rank_at(
    *,
    arrived_at: datetime,
    head_start: timedelta,
    appointment_at: datetime | None = None,
    grace: timedelta = timedelta(),
) -> datetime:
    """Return the moment that fixes a place in the queue: the earlier, the sooner called.

    A priority class gets a head start of so many minutes over those who arrive at the same time. Everybody ages
    equally fast, so the order between two tickets never changes and somebody who has waited longer than the head
    start is never overtaken: nobody starves. Whoever keeps an appointment ranks as if he had arrived when it
    begins; whoever comes later than `grace` after it ranks as a walk-in.
    """
    kept = appointment_at is not None and arrived_at <= appointment_at + grace
    base = appointment_at if kept and appointment_at is not None else arrived_at
    return base - head_start


def next_ticket(waiting: Iterable[Waiting]) -> Waiting | None:
    """Return who is called next, or None when nobody waits."""
    return min(waiting, key=lambda one: (one.rank_at, one.order), default=None)


def rank_after_absence(*, rank: datetime, left_at: datetime, back_at: datetime) -> datetime:
    """Return the fair place of somebody who comes back: the time away does not count as waiting, the rest does."""
    return rank + max(back_at - left_at, timedelta())


def may_recall(*, calls: int, limit: int) -> bool:
    """Tell whether a called owner may be called once more; `limit` counts all calls, the first included."""
    return calls < limit


def may_return(*, absences: int, limit: int) -> bool:
    """Tell whether somebody who did not come may get a place again the same day."""
    return absences <= limit
