"""Watch the clocks of the online office: warn a desk before a limit breaks, throw forgotten drafts away."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.cases.applications import queries
from onelane.office.cases.applications.models import Application
from onelane.office.stations import applying
from onelane.records import journal, live
from onelane.registers.offices.models import Office
from onelane.registers.offices.queries import settings_of


def warn(*, office: str, at: datetime | None = None) -> int:
    """Note and tell each application of an office whose limit breaks soon, once; return how many (督办)."""
    at = at or clock.now()
    within = timedelta(hours=settings_of(office).integer("online.warn_hours"))
    found = [one for one in queries.soon_due(at, within) if one.office_id == office]
    desks: Counter[str] = Counter(one.desk for one in found if _note(one, at))
    for desk, count in desks.items():
        live.tell(live.station(office, desk), "late", {"count": count})
    return sum(desks.values())


@transaction.atomic
def _note(one: Application, at: datetime) -> bool:
    mine = Application.objects.filter(pk=one.pk, warned_at=None, desk=one.desk)
    if not mine.update(warned_at=at):
        return False  # another worker was first, or it has moved on
    watch = Actor(id="clocks", role="system", office=one.office_id)
    due = one.due_at.isoformat() if one.due_at else ""
    journal.note(watch, "case.escalated", chain=f"case:{one.pk}", subject=one.desk, detail={"due": due}, at=at)
    return True


def warn_all() -> None:
    """Watch the clocks of every office."""
    for office in Office.objects.values_list("pk", flat=True):
        warn(office=office)


def expire_drafts() -> int:
    """Throw away the drafts that nobody has touched for the office's number of days; return how many."""
    now, thrown = clock.now(), 0
    for office in Office.objects.values_list("pk", flat=True):
        for case_id in queries.expired_drafts(office, now, settings_of(office).integer("online.draft_days")):
            applying.expire(case_id=case_id, at=now)
            thrown += 1
    return thrown
