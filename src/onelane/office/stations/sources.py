"""Where cases come from (来源) and which run out of time (临期): for whoever answers for the office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Min

from onelane.kernel import clock
from onelane.office.cases.deadlines import REGISTRATION, Deadline, Limit, Pause
from onelane.office.cases.models import Case, Work
from onelane.office.cases.models import Pause as Stop
from onelane.office.cases.plans import snapshot_of
from onelane.registers.offices import days

# Tickets of the lane and submitted applications of one day, by the way they came.
_SOURCES = """
SELECT 'lane', count(*) FROM lane_ticket WHERE office_id = %(office)s AND day = %(day)s
UNION ALL
SELECT channel, count(*) FROM applications_application
WHERE office_id = %(office)s AND submitted_at >= %(begin)s AND submitted_at < %(end)s GROUP BY channel
"""
SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sources:
    """How many cases of a day came by the lane, a kiosk, a window, or online."""

    lane: int = 0
    kiosk: int = 0
    window: int = 0
    online: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.lane + self.kiosk + self.window + self.online


@dataclass(frozen=True, slots=True)
class AtRisk:
    """An open case whose limit ends today or has ended."""

    number: str
    due: date
    late: bool


def sources(office: str, day: date) -> Sources:
    """Return how the cases of a day came; one statement."""
    begin = datetime.combine(day, time(), clock.OFFICE_ZONE)
    end = begin + timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute(_SOURCES, {"office": office, "day": day, "begin": begin, "end": end})
        found: dict[str, int] = dict(cursor.fetchall())
    lane, kiosk, window = (found.pop(name, 0) for name in ("lane", "kiosk", "window"))
    return Sources(lane, kiosk, window, sum(found.values()))


def at_risk(office: str, at: datetime, *, limit: int = 50) -> list[AtRisk]:
    """Return open cases whose legal limit ends today or is over, the most urgent first; three statements.

    Only the oldest `limit` cases of earlier days are looked at; those that stand still while the citizen is asked
    are not at risk.
    """
    morning = at.astimezone(clock.OFFICE_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    cases = list(
        Case.objects.filter(office_id=office, ended_at=None, opened_at__lt=morning)
        .exclude(state="draft")
        .order_by("opened_at")[:limit]
    )
    accepted, pauses = _accepted(cases), _pauses(cases)
    working = days.calendar(office)
    found = []
    for case in cases:
        allowed = snapshot_of(case.plan_id).get("limit_working_days")
        limits = Limit(REGISTRATION.name, allowed, REGISTRATION.article) if isinstance(allowed, int) else REGISTRATION
        deadline = Deadline(limits, accepted.get(case.pk) or case.opened_at, working, pauses[case.pk])
        due = deadline.due(at)
        if due is not None and due <= morning.date():
            found.append(AtRisk(case.number, due, late=due < morning.date()))
    return sorted(found, key=lambda one: (one.due, one.number))


def _accepted(cases: Iterable[Case]) -> dict[int, datetime]:
    done = Work.objects.filter(case__in=[one.pk for one in cases], step="acceptance", outcome="done")
    return dict(done.values_list("case_id").annotate(Min("ended_at")))


def _pauses(cases: Iterable[Case]) -> dict[int, list[Pause]]:
    found: dict[int, list[Pause]] = defaultdict(list)
    for one in Stop.objects.filter(case__in=[case.pk for case in cases]).order_by("since"):
        found[one.case_id].append(Pause(one.since, one.until, one.why))
    return found
