"""When an application is due (办结期限): the end of the last working day that the law leaves."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from onelane.kernel.clock import OFFICE_ZONE
from onelane.office.cases import clocks
from onelane.registers.offices.queries import settings_of


def due_at(case_id: int, office: str, now: datetime) -> datetime:
    """Return the moment at which a case is late: closing time of the day its limit ends; tomorrow while it stops."""
    day = clocks.deadline_of(case_id).due(now)
    if day is None:
        return now + timedelta(days=1)
    return datetime.combine(day, _closing(office), OFFICE_ZONE)


def _closing(office: str) -> time:
    hours = settings_of(office).names("office.hours")
    return max((time.fromisoformat(span.split("-")[1]) for span in hours), default=time(17))


def post_due_at(approved: datetime, office: str) -> datetime:
    """Return until when what was approved must be with the post; these hours run by the clock on the wall (SEED)."""
    return approved + timedelta(hours=settings_of(office).integer("online.post_hours"))
