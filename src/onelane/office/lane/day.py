"""One day of the lane: how many cars, how long from door to door, and each visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection

from onelane.kernel import clock
from onelane.office.lane.models import Ticket

# Door to door: from the arrival at the lane entry to the end of the case, finished visits of the day only.
_FIGURES = """
SELECT count(*), count(DISTINCT t.case_id), count(*) FILTER (WHERE finished),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes) FILTER (WHERE finished),
  percentile_cont(0.9) WITHIN GROUP (ORDER BY minutes) FILTER (WHERE finished),
  count(*) FILTER (WHERE finished AND minutes <= %(target)s),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY before)
FROM (
  SELECT t.case_id, c.state = 'finished' AS finished,
    extract(epoch FROM c.ended_at - t.arrived_at) / 60 AS minutes,
    extract(epoch FROM t.taken_at - t.arrived_at) / 60 AS before
  FROM lane_ticket t JOIN cases_case c ON c.id = t.case_id
  WHERE t.office_id = %(office)s AND t.day = %(day)s
) AS t
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """A day in figures; minutes are None before the first car is finished."""

    tickets: int
    cases: int
    finished: int
    half: int | None
    most: int | None
    on_target: int
    before_ticket: int | None

    @property
    def queues(self) -> str:
        """How many queues were joined per case; the promise of the lane is 1.0."""
        return f"{self.tickets / self.cases:.1f}" if self.cases else "—"

    @property
    def share(self) -> int | None:
        """The share of finished cars within the target, in percent."""
        return round(100 * self.on_target / self.finished) if self.finished else None


@dataclass(frozen=True, slots=True)
class Visited:
    """One visit of a day as a line of a table."""

    label: str
    number: str
    state: str
    ticket_state: str
    steps: tuple[str, ...]
    arrived_at: datetime
    ended_at: datetime | None
    minutes: int
    priority: str
    priority_reason: str
    away_reason: str


def figures(office: str, day: date, *, target: int) -> Figures:
    """Return a day in figures; `target` is in minutes; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, {"office": office, "day": day, "target": target})
        tickets, cases, finished, half, most, on_target, before = cursor.fetchone() or (0, 0, 0, None, None, 0, None)
    return Figures(tickets, cases, finished, _whole(half), _whole(most), on_target, _whole(before))


def _whole(minutes: float | None) -> int | None:
    return None if minutes is None else round(float(minutes))


def visits(
    office: str, day: date, *, before: int | None = None, aside: bool = False, limit: int | None = None
) -> list[Visited]:
    """Return the visits of a day, latest first, below the ticket number `before`; only those set aside when asked."""
    found = Ticket.objects.select_related("case").filter(office_id=office, day=day)
    if aside:
        found = found.filter(state__in=["made", "away", "absent"])
    if before is not None:
        found = found.filter(number__lt=before)
    now = clock.now()
    return [_visited(ticket, now) for ticket in found.order_by("-number", "-pk")[:limit]]


def _visited(ticket: Ticket, now: datetime) -> Visited:
    case = ticket.case
    end = min(now, datetime.combine(ticket.day + timedelta(days=1), time(), clock.OFFICE_ZONE))
    minutes = ((case.ended_at or end) - ticket.arrived_at) / timedelta(minutes=1)
    return Visited(
        label=ticket.label,
        number=case.number,
        state=case.state,
        ticket_state=ticket.state,
        steps=(*case.taken, *case.ready_steps),
        arrived_at=ticket.arrived_at,
        ended_at=case.ended_at,
        minutes=max(0, int(minutes)),
        priority=ticket.priority,
        priority_reason=ticket.priority_reason,
        away_reason=ticket.away_reason,
    )
