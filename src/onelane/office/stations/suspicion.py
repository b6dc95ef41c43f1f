"""What becomes of a case that was stopped on suspicion (嫌疑调查), once the investigators have answered."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases import actions as cases
from onelane.office.lane import actions as lane
from onelane.records import live


@transaction.atomic
def clear(*, case_id: int, why: str, actor: Actor, at: datetime | None = None) -> None:
    """Let a case go on whose suspicion was cleared up (排除嫌疑): only the manager, and only with what was found."""
    if not actor.may("manager"):
        raise Refused("stations.wrong_role", step="investigation", role=actor.role)
    cases.clear(case_id=case_id, why=why, actor=actor, at=at or clock.now())
    live.tell(live.ticket(case_id), "ticket", {"step": "investigation"})
    lane.match_after_commit(actor.office)
