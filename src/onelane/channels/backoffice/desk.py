"""What the three inner desks share: one piece of work in hand, what waits, and the undo of the last deed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from onelane.channels.shared.access import actor_of
from onelane.kernel import clock
from onelane.office.cases import queries as cases
from onelane.office.stations import waiting as work
from onelane.records import live
from onelane.registers.offices import queries as offices

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.kernel.actor import Actor
    from onelane.office.stations.waiting import Waiting

SHOWN = 20  # of the queue; how many more wait is told as a number


@dataclass(frozen=True, slots=True)
class Undo:
    """What may be taken back, and for how long."""

    url: str
    seconds: int
    text: str


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits at a desk: the first of it, and how many there are."""

    rows: list[Waiting]
    count: int

    @property
    def more(self) -> int:
        """Return how many are not shown."""
        return self.count - len(self.rows)


def queue_of(actor: Actor, step: str) -> Queue:
    """Return what waits at a station."""
    rows = work.waiting(actor.office, step, limit=SHOWN)
    count = len(rows) if len(rows) < SHOWN else cases.count_work(actor.office, step)
    return Queue(rows, count)


def in_hand(actor: Actor, step: str) -> int | None:
    """Return the key of the case that the actor has in hand at a station, or None."""
    mine = cases.mine(actor, step)
    return None if mine is None else mine.case_id


def undo_of(actor: Actor, step: str, url_name: str) -> Undo | None:
    """Return the actor's last completion of a step that may still be taken back, or None."""
    seconds, now = offices.settings_of(actor.office).integer("case.undo_seconds"), clock.now()
    done = cases.last_done(actor, step, now - timedelta(seconds=seconds))
    if done is None or done.ended_at is None:
        return None
    left = seconds - int((now - done.ended_at).total_seconds())
    text = gettext("Case %(number)s is done.") % {"number": done.case.number}
    return Undo(reverse(url_name, args=[done.case_id]), left, text)


def frame(request: HttpRequest, step: str, name: str) -> dict[str, object]:
    """Return what every page of a desk shows beside its work; `name` begins the names of its doors."""
    actor = actor_of(request)
    return {
        "undo": undo_of(actor, step, f"backoffice:{name}-undo"),
        "queue": queue_of(actor, step),
        "topic": live.station(actor.office, step),
        "doors": {one: f"backoffice:{name}-{one}" for one in ("next", "queue", "done", "release")},
        "step": step,
    }
