"""The lane at one moment (现场), as estimates and the floor plan need it: who is inside, what is in hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from onelane.kernel import clock

HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)

# Everybody of today who is on the way; `live_cases` is walked, ended cases are not in it.
_INSIDE = """
SELECT c.id, c.rank_at, t.arrived_at, c.marking, c.taken, c.ready_steps, c.plan_id, p.service, c.present
FROM cases_case c JOIN lane_ticket t ON t.case_id = c.id JOIN cases_plan p ON p.digest = c.plan_id
WHERE c.office_id = %(office)s AND c.ended_at IS NULL AND c.state = 'open' AND t.day = %(day)s
ORDER BY c.rank_at, c.id
"""
# What is in hand, and what ended within the hour; `work_by_day` begins with office and begin.
_WORKS = """
SELECT w.case_id, w.step, w.counter_id, w.taken_at, w.ended_at, w.outcome
FROM cases_work w
WHERE w.office_id = %(office)s AND w.taken_at >= %(morning)s AND (w.ended_at IS NULL OR w.ended_at >= %(since)s)
"""
_ARRIVALS = """
SELECT count(*) FILTER (WHERE arrived_at >= %(quarter)s), count(*) FROM lane_ticket
WHERE office_id = %(office)s AND day = %(day)s AND arrived_at >= %(since)s
"""


@dataclass(frozen=True, slots=True)
class Here:
    """One case of today that is on its way; `done` must be read from the marking with its path."""

    case_id: int
    rank_at: datetime
    arrived_at: datetime
    marking: frozenset[str]
    taken: frozenset[str]
    ready: frozenset[str]
    plan: str
    service: str
    present: bool


@dataclass(frozen=True, slots=True)
class Worked:
    """One performance of a step, in hand or ended within the hour."""

    case_id: int
    step: str
    counter: str
    taken_at: datetime
    ended_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Floor:
    """The lane at one moment."""

    at: datetime
    here: tuple[Here, ...]
    works: tuple[Worked, ...]
    arrivals: tuple[int, int]


def floor(office: str, at: datetime | None = None) -> Floor:
    """Return everybody inside, what is in hand and what the last hour showed; three statements."""
    at = at or clock.now()
    local = at.astimezone(clock.OFFICE_ZONE)
    told: dict[str, str | date | datetime] = {
        "office": office, "day": local.date(), "since": at - HOUR, "quarter": at - QUARTER,
        "morning": local.replace(hour=0, minute=0, second=0, microsecond=0),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_INSIDE, told)
        here = tuple(
            Here(case, rank, arrived, frozenset(marking), frozenset(taken), frozenset(ready), plan, service, present)
            for case, rank, arrived, marking, taken, ready, plan, service, present in cursor.fetchall()
        )
        cursor.execute(_WORKS, told)
        works = tuple(
            Worked(case, step, str(counter or ""), taken, ended, outcome)
            for case, step, counter, taken, ended, outcome in cursor.fetchall()
        )
        cursor.execute(_ARRIVALS, told)
        quarter, hour = cursor.fetchone() or (0, 0)
    return Floor(at, here, works, (quarter, hour))
