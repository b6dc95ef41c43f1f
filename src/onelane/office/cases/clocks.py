"""The legal clock (办理期限) of one case: its plan's limit, its pauses, its office's calendar."""

from __future__ import annotations

from onelane.kernel.calendar import calendar_of
from onelane.office.cases.deadlines import REGISTRATION, Deadline, Limit, Pause
from onelane.office.cases.models import Case
from onelane.office.cases.plans import snapshot_of
from onelane.office.cases.queries import pauses
from onelane.registers.offices.queries import settings_of


def deadline_of(case_id: int) -> Deadline:
    """Return the clock of a case: it began with the case and stands still while the citizen is asked (R164 art.12)."""
    case = Case.objects.get(pk=case_id)
    days = snapshot_of(case.plan_id)["limit_working_days"]
    limit = Limit(REGISTRATION.name, days, REGISTRATION.article) if isinstance(days, int) else REGISTRATION
    stops = [Pause(one.since, one.until, one.why) for one in pauses(case.pk)]
    return Deadline(limit, case.opened_at, calendar_of({}, settings_of(case.office_id).names("office.hours")), stops)
