"""What becomes of a case that was stopped on suspicion (嫌疑调查), once the investigators have answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases import actions as cases
from onelane.office.cases.models import Case
from onelane.office.inspection.models import Record
from onelane.office.lane import actions as lane
from onelane.records import live


@dataclass(frozen=True, slots=True)
class Stopped:
    """A case that waits for the investigators: since when, and what the inspector saw."""

    case_id: int
    number: str
    since: datetime | None
    why: str


def stopped(office: str, *, limit: int = 100) -> list[Stopped]:
    """Return the cases stopped on suspicion, the longest waiting first; two statements."""
    found = list(
        Case.objects.filter(office_id=office, state="investigation", ended_at=None).order_by("rank_at")[:limit]
    )
    records = Record.objects.filter(case__in=found, conclusion="stopped").order_by("ended_at")
    last = {record.case_id: record for record in records}
    return [
        Stopped(case.pk, case.number, last[case.pk].ended_at, last[case.pk].remarks)
        if case.pk in last
        else Stopped(case.pk, case.number, None, "")
        for case in found
    ]


@transaction.atomic
def clear(*, case_id: int, why: str, actor: Actor, at: datetime | None = None) -> None:
    """Let a case go on whose suspicion was cleared up (排除嫌疑): only the manager, and only with what was found."""
    if not actor.may("manager"):
        raise Refused("stations.wrong_role", step="investigation", role=actor.role)
    cases.clear(case_id=case_id, why=why, actor=actor, at=at or clock.now())
    live.tell(live.ticket(case_id), "ticket", {"step": "investigation"})
    lane.match_after_commit(actor.office)
