"""The legal clock (办理期限) of one case: its plan's limit, its pauses, its office's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min

from onelane.office.cases.deadlines import REGISTRATION, Deadline, Limit, Pause, Segment, Standing
from onelane.office.cases.models import Case, Work
from onelane.office.cases.plans import snapshot_of
from onelane.office.cases.queries import pauses
from onelane.registers.offices.days import calendar

ACCEPTANCE = "acceptance"


@dataclass(frozen=True, slots=True)
class Explained:
    """Where the legal clock of a case stands: the last day in time, and how every day until now was counted."""

    due: date | None
    standing: Standing
    used: int
    segments: tuple[Segment, ...]


def deadline(case_id: int, now: datetime) -> Explained:
    """Return where the clock of a case stands at a moment, and why."""
    found = deadline_of(case_id)
    return Explained(found.due(now), found.standing(now), found.used(now), tuple(found.explain(now)))


def deadline_of(case_id: int) -> Deadline:
    """Return the clock of a case: it began with acceptance and stands still while the citizen is asked (R164 art.12).

    A path without acceptance, and a case not accepted yet, count from the opening.
    """
    case = Case.objects.get(pk=case_id)
    days = snapshot_of(case.plan_id)["limit_working_days"]
    limit = Limit(REGISTRATION.name, days, REGISTRATION.article) if isinstance(days, int) else REGISTRATION
    stops = [Pause(one.since, one.until, one.why) for one in pauses(case.pk)]
    return Deadline(limit, accepted_at(case) or case.opened_at, calendar(case.office_id), stops)


def accepted_at(case: Case) -> datetime | None:
    """Return when the papers were first accepted (受理); what is sent back later does not begin a new limit."""
    accepted = Work.objects.filter(case_id=case.pk, step=ACCEPTANCE, outcome="done").aggregate(at=Min("ended_at"))
    found: datetime | None = accepted["at"]
    return found
