"""Lay a piece of inner work down: as it is, or until the citizen has answered (一次性告知补正)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases import actions as cases
from onelane.office.cases.models import Case
from onelane.office.stations import slips
from onelane.office.stations.actions import may_work
from onelane.records import live


@transaction.atomic
def put_back(*, case_id: int, step: str, actor: Actor, at: datetime | None = None) -> None:
    """Lay the work down undone; the case returns to its fair place in the queue of the step."""
    cases.release(case_id=case_id, step=step, actor=actor, at=at or clock.now())
    _tell(case_id, step, actor)


@transaction.atomic
def ask(*, case_id: int, step: str, why: str, actor: Actor, at: datetime | None = None) -> None:
    """Lay the work down and stop the legal clock until the citizen has answered (ALL art.32)."""
    at = at or clock.now()
    if not may_work(step, actor):
        raise Refused("stations.wrong_role", step=step, role=actor.role)
    if not why.strip():
        raise Refused("cases.reason_missing")
    cases.release(case_id=case_id, step=step, actor=actor, at=at)
    cases.suspend(case_id=case_id, why=why.strip(), actor=actor, at=at)
    slips.asked(Case.objects.get(pk=case_id), [why.strip()], actor=actor, at=at)
    _tell(case_id, step, actor)


@transaction.atomic
def go_on(*, case_id: int, step: str, actor: Actor, at: datetime | None = None) -> None:
    """Put a case whose citizen has answered back into its place in the queue of the step; the clock runs again."""
    if not may_work(step, actor):
        raise Refused("stations.wrong_role", step=step, role=actor.role)
    cases.resume(case_id=case_id, actor=actor, at=at or clock.now())
    _tell(case_id, step, actor)


def _tell(case_id: int, step: str, actor: Actor) -> None:
    number = Case.objects.values_list("number", flat=True).get(pk=case_id)
    live.tell(live.station(actor.office, step), "work", {"case": number, "step": step})
    live.tell(live.ticket(case_id), "ticket", {"step": step})
