"""Hand papers out at the pick-up desk (领取发放): to the applicant or to whoever he sends, and it is noted to whom."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.rules import plain
from onelane.office.stations import actions as stations
from onelane.records import journal

STEP = "pick-up"
LONGEST = 50
To = Literal["applicant", "other"]


@transaction.atomic
def hand_out(*, case_id: int, to: str, name: str, actor: Actor, at: datetime | None = None) -> None:
    """Hand everything out and complete the step; somebody else than the applicant is noted by name."""
    at = at or clock.now()
    who = plain(name)[:LONGEST]
    if to not in get_args(To) or (to == "other" and not who):
        raise Refused("stations.who_collects")
    stations.complete(case_id=case_id, step=STEP, actor=actor, at=at)
    detail = {"to": to} | ({"name": who} if to == "other" else {})
    journal.note(actor, "papers.collected", chain=f"case:{case_id}", detail=detail, at=at)
