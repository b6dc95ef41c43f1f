"""Make a withdrawn bill again (重新开单): a case that waits for payment is never left without one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import Case
from onelane.office.stations.actions import may_work
from onelane.office.stations.desk import Visit
from onelane.office.stations.directory import desk

STEP = "payment"


@transaction.atomic
def bill_again(*, case_id: int, actor: Actor, at: datetime | None = None) -> None:
    """Make the bill of a case that waits for payment, from the fees it opened with; a bill that stands is kept."""
    if not may_work(STEP, actor):
        raise Refused("stations.wrong_role", step=STEP, role=actor.role)
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise Refused("cases.not_found")
    if case.office_id != actor.office:
        raise Refused("cases.other_office")
    if STEP not in case.ready_steps + case.taken:
        raise Refused("cases.step_not_open", step=STEP)
    desk(STEP).opened(Visit(case, STEP, actor, at or clock.now()))
