"""The deeds of the supervisors on reports (举报办理): take up, turn down, answer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.rules import plain
from onelane.office.stations import actions as stations
from onelane.office.stations.reports import ACCEPTANCE, INVESTIGATION
from onelane.office.stations.telling import tell

LONGEST = 500


@transaction.atomic
def take_up(*, case_id: int, actor: Actor, at: datetime | None = None) -> None:
    """Take a report up (受理)."""
    stations.complete(case_id=case_id, step=ACCEPTANCE, actor=actor, at=at)


@transaction.atomic
def turn_down(*, case_id: int, why: str, actor: Actor, at: datetime | None = None) -> None:
    """Say in writing why a report is not taken up (不予受理)."""
    words = plain(why)[:LONGEST]
    if not words:
        raise Refused("cases.reason_missing")
    stations.refuse(case_id=case_id, step=ACCEPTANCE, reasons=[words], actor=actor, at=at)
    tell(case_id, "refused")


@transaction.atomic
def answer(*, case_id: int, answers: dict[str, JsonValue], actor: Actor, at: datetime | None = None) -> None:
    """Answer a report with the finding and what was done (办结反馈)."""
    stations.complete(case_id=case_id, step=INVESTIGATION, actor=actor, answers=answers, at=at or clock.now())
