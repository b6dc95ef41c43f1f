"""The order of the one queue; the office and its twin use these very rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

# One dictionary shows a ticket's whole life; `actions` walk it and nobody else writes `state`.
MOVES: Mapping[str, frozenset[str]] = {
    "made": frozenset({"waiting", "finished", "cancelled", "carried"}),
    "waiting": frozenset({"away", "absent", "finished", "cancelled", "carried"}),
    "away": frozenset({"waiting", "finished", "cancelled", "carried"}),
    "absent": frozenset({"waiting", "finished", "cancelled", "carried"}),
    "carried": frozenset({"waiting", "finished", "cancelled"}),  # the case goes on another day, with a new number
    "finished": frozenset({"waiting"}),  # only by the undo of the last step
    "cancelled": frozenset(),
}
OVER = frozenset({"finished", "cancelled"})

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
    equally fast, so the order between two tickets never changes, and somebody who has waited longer than head start
    and grace together is never overtaken: nobody starves. With an appointment the head start counts from its
    beginning, but a place is never worse than that of a walk-in; later than `grace` after it one is a walk-in.
    """
    if appointment_at is None:
        return arrived_at - head_start
    kept = arrived_at <= appointment_at + grace
    return min(arrived_at, appointment_at - head_start) if kept else arrived_at


def next_ticket(waiting: Iterable[Waiting]) -> Waiting | None:
    """Return who is called next, or None when nobody waits."""
    return min(waiting, key=lambda one: (one.rank_at, one.order), default=None)


def rank_after_absence(*, rank: datetime, left_at: datetime, back_at: datetime, penalty: timedelta) -> datetime:
    """Return the fair place of somebody who did not come when called and is back.

    The time away does not count as waiting and costs `penalty` at least, but nobody falls behind those who arrive now.
    """
    behind = rank + max(back_at - left_at, penalty)
    return min(behind, max(rank, back_at))


def may_recall(*, calls: int, limit: int) -> bool:
    """Tell whether a called owner may be called once more: `calls` counts the first call, `limit` those after it."""
    return calls <= limit


def may_be_missed(*, calls: int, waited: timedelta, after: timedelta) -> bool:
    """Tell whether a ticket may be called a no-show: its owner was called again, or had time enough to come."""
    return calls > 1 or waited >= after


def may_return(*, absences: int, limit: int) -> bool:
    """Tell whether somebody who did not come may get a place again the same day."""
    return absences <= limit


def tickets_given(*, local: datetime, working_day: bool, opens: time, until: time) -> bool:
    """Tell whether the entry gives tickets at an office's local time: from the opening to the last ticket, no break."""
    return working_day and opens <= local.time() <= until


def lane_full(*, waiting: int, limit: int) -> bool:
    """Tell whether the lane holds so many that the entry offers another time instead."""
    return waiting >= limit


def carried_over(*, begun: bool, carry: bool) -> bool:
    """Tell whether at closing an unfinished case goes on another day: only when some step of it was done."""
    return begun and carry
