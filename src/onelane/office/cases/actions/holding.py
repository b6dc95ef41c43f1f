"""Stop a case for a while: the citizen is asked for something, or there is a suspicion."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.cases.models import Case, Pause, Work
from onelane.office.cases.rules import moved, worded
from onelane.office.cases.standing import lock
from onelane.records import journal


@transaction.atomic
def suspend(*, case_id: int, why: str, actor: Actor, at: datetime | None = None) -> None:
    """Ask the citizen for something (补正): the legal clock stands still until `resume` (ALL art.32).

    Work in hand is laid down, for nobody can go on with it; the steps are open again when the case is.
    """
    at = at or clock.now()
    case = lock(case_id, "", actor)
    state, why = moved(case.state, "suspend"), worded(why)
    _lay_down(case_id, state, at)
    Pause.objects.create(case_id=case_id, since=at, why=why)
    journal.note(actor, "case.suspended", chain=f"case:{case_id}", detail={"why": why}, at=at)


@transaction.atomic
def resume(*, case_id: int, actor: Actor, at: datetime | None = None) -> None:
    """Go on with a suspended case: the legal clock runs again."""
    at = at or clock.now()
    case = lock(case_id, "", actor)
    Case.objects.filter(pk=case_id).update(state=moved(case.state, "resume"))
    Pause.objects.filter(case_id=case_id, until=None).update(until=at)
    journal.note(actor, "case.resumed", chain=f"case:{case_id}", at=at)


@transaction.atomic
def investigate(*, case_id: int, why: str, actor: Actor, at: datetime | None = None) -> None:
    """Stop a case on suspicion (嫌疑调查) of a forged or stolen vehicle (R164 art.74); it is not a refusal."""
    at = at or clock.now()
    case = lock(case_id, "", actor)
    state, why = moved(case.state, "investigate"), worded(why)
    _lay_down(case_id, state, at)
    Pause.objects.filter(case_id=case_id, until=None).update(until=at)
    journal.note(actor, "case.investigated", chain=f"case:{case_id}", detail={"why": why}, at=at)


@transaction.atomic
def clear(*, case_id: int, why: str, actor: Actor, at: datetime | None = None) -> None:
    """Go on with a case whose suspicion was cleared up (排除嫌疑), with what the investigators found."""
    at = at or clock.now()
    case = lock(case_id, "", actor)
    state, why = moved(case.state, "clear"), worded(why)
    Case.objects.filter(pk=case_id).update(state=state, version=F("version") + 1)
    journal.note(actor, "case.cleared", chain=f"case:{case_id}", detail={"why": why}, at=at)


def _lay_down(case_id: int, state: str, at: datetime) -> None:
    Work.objects.filter(case_id=case_id, ended_at=None).update(ended_at=at, outcome="released")
    Case.objects.filter(pk=case_id).update(state=state, taken=[], version=F("version") + 1)
