"""The bay's deeds of more than one room: the called car is begun with, and a passed one goes on in the same press."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.cases.actions.moving import Moved
from onelane.office.inspection import actions as inspection
from onelane.office.inspection.actions import STEP
from onelane.office.inspection.models import Record
from onelane.office.lane import actions as lane
from onelane.office.lane import queries as tickets
from onelane.office.stations import actions as stations
from onelane.registers.offices.queries import counter_id_of


@transaction.atomic
def start(*, work_id: int, actor: Actor, video_ref: str, at: datetime | None = None) -> Record:
    """Begin with the called car (开始查验): the owner is here, and the record is open; neither without the other."""
    at = at or clock.now()
    work = lane.begin(work_id=work_id, actor=actor, at=at)
    return inspection.start(case_id=work.case_id, actor=actor, video_ref=video_ref, at=at)


@transaction.atomic
def conclude(*, record_id: int, actor: Actor, remarks: str = "", at: datetime | None = None) -> Record:
    """Sign the conclusion (查验结论); a passed car is handed on at once, a failed one stays."""
    at = at or clock.now()
    record = inspection.conclude(record_id=record_id, actor=actor, remarks=remarks, at=at)
    if record.conclusion == "pass":
        hand_on(case_id=record.case_id, actor=actor, at=at)
    return record


def hand_on(*, case_id: int, actor: Actor, at: datetime | None = None) -> Moved:
    """Complete what the bay has in hand of a passed car; the photograph follows the inspection by itself."""
    work = tickets.in_hand(counter_id_of(actor) or 0)
    return stations.complete(case_id=case_id, step=work.step if work else STEP, actor=actor, at=at)
