"""Take a piece of work in hand, and lay it down again."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.cases import path as paths
from onelane.office.cases.models import Case, Work
from onelane.office.cases.standing import lock
from onelane.records import journal
from onelane.registers.offices.queries import counter_id_of


@transaction.atomic
def take_up(*, case_id: int, step: str, actor: Actor, at: datetime | None = None) -> Work:
    """Take an open step in hand; taking what one has already is the same taking, what another has is refused."""
    at = at or clock.now()
    case = lock(case_id, step, actor)
    if case.state != "open" or step not in paths.open_steps(case.marking):
        raise Refused("cases.step_not_open", step=step)
    if case.work_id is not None:
        if not case.in_hands_of(actor):
            raise Refused("cases.in_other_hands", step=step)
        return Work.objects.get(pk=case.work_id)
    with refused_by("one_live_work_per_counter", "cases.counter_busy"):
        work = Work.objects.create(
            case_id=case_id, office_id=actor.office, step=step, counter_id=counter_id_of(actor), actor=actor.id,
            taken_at=at, began_at=at, calls=0,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case SET taken = array_append(taken, %s), version = version + 1 WHERE id = %s",
            [step, case_id],
        )
    journal.note(actor, "step.taken", chain=f"case:{case_id}", subject=step, at=at)
    return work


@transaction.atomic
def release(*, case_id: int, step: str, actor: Actor, outcome: str = "released", at: datetime | None = None) -> None:
    """Lay a piece of work down; the case returns to its place in the queue of that step."""
    at = at or clock.now()
    case = lock(case_id, step, actor)
    if case.work_id is None:
        raise Refused("cases.not_in_hand", step=step)
    if not case.in_hands_of(actor) and not actor.may("manager"):
        raise Refused("cases.in_other_hands", step=step)
    Work.objects.filter(pk=case.work_id).update(ended_at=at, outcome=outcome)
    Case.objects.filter(pk=case_id).update(taken=[one for one in case.taken if one != step])
    journal.note(actor, f"step.{outcome}", chain=f"case:{case_id}", subject=step, at=at)
