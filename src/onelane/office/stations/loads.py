"""How busy the office is at this moment: what waits at each station, and what each counter does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from onelane.office.cases.models import Work
from onelane.office.lane.models import Standby
from onelane.registers.offices.models import Counter
from onelane.registers.offices.queries import counters_of

# The time a visit began counts, not the time at this station: nobody is forgotten by being handed on.
_LOADS = """
SELECT step, count(*) FILTER (WHERE ready), count(*) FILTER (WHERE NOT ready), min(since) FILTER (WHERE ready)
FROM (
  SELECT unnest(c.ready_steps) AS step, true AS ready, coalesce(t.arrived_at, c.opened_at) AS since
  FROM cases_case c LEFT JOIN lane_ticket t ON t.case_id = c.id
  WHERE c.office_id = %(office)s AND c.state = 'open' AND c.ended_at IS NULL
  UNION ALL
  SELECT unnest(c.taken), false, coalesce(t.arrived_at, c.opened_at)
  FROM cases_case c LEFT JOIN lane_ticket t ON t.case_id = c.id
  WHERE c.office_id = %(office)s AND c.state = 'open' AND c.ended_at IS NULL
) AS work GROUP BY step
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What waits at a station and what is in hand; `oldest` is when the longest visit among those waiting began."""

    waiting: int
    in_hand: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """A counter and what it does: `serving`, `called`, `standby` or `free`."""

    counter: Counter
    state: str
    since: datetime | None
    step: str
    case: str
    ticket: str


NOTHING = Load(0, 0, None)


def loads(office: str) -> dict[str, Load]:
    """Return the load of every station that has any; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_LOADS, {"office": office})
        return {step: Load(ready, taken, oldest) for step, ready, taken, oldest in cursor.fetchall()}


def places(office: str) -> list[Place]:
    """Return every counter in the order of the signs with what it does now; three statements."""
    live = Work.objects.select_related("case__ticket").filter(office_id=office, ended_at=None, counter__isnull=False)
    at_work = {work.counter_id: work for work in live}
    standing_by = dict(Standby.objects.filter(office_id=office).values_list("counter_id", "since"))
    return [_place(counter, at_work.get(counter.pk), standing_by.get(counter.pk)) for counter in counters_of(office)]


def _place(counter: Counter, work: Work | None, since: datetime | None) -> Place:
    if work is None:
        return Place(counter, "standby" if since else "free", since, "", "", "")
    ticket = getattr(work.case, "ticket", None)
    return Place(
        counter=counter,
        state="serving" if work.began_at else "called",
        since=work.began_at or work.taken_at,
        step=work.step,
        case=work.case.number,
        ticket=ticket.label if ticket is not None else "",
    )
