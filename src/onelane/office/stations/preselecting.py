"""Preselect a number at home (预选号牌): draw batches or compose, and hold one for the lane."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.applications.models import Application
from onelane.office.cases.models import Case
from onelane.office.plates import actions as plates
from onelane.office.plates import queries as numbers
from onelane.office.plates.models import Preselection
from onelane.office.plates.queries import Offer
from onelane.office.stations import actions as stations
from onelane.office.stations import applying, doors, slips

STEP = "preselection"
DRAWN, COMPOSED = "随机选号", "自编自选"


@transaction.atomic
def draw(*, case_id: int, actor: Actor, again: bool = False, commitment: str = "", at: datetime | None = None) -> Offer:
    """Show the next batch; `again` gives the one before back, which is lost."""
    at = at or clock.now()
    application = _own(case_id, actor)
    doors.pass_through(case_id=case_id, applicant=application.applicant_id, actor=actor, at=at)
    shown = numbers.candidates(case_id, at=at) if again else None
    if shown is not None and shown.draws_left:
        plates.give_back(case_id=case_id, actor=actor, at=at)
    return plates.draw(case=application.case, actor=actor, at=at, commitment=commitment)


@transaction.atomic
def compose(*, case_id: int, wishes: Sequence[str], actor: Actor, at: datetime | None = None) -> Preselection | None:
    """Hold the first wished number that is free, or None when none is; the tries are counted."""
    at = at or clock.now()
    application = _own(case_id, actor)
    doors.pass_through(case_id=case_id, applicant=application.applicant_id, actor=actor, at=at)
    got = plates.compose(case_id=case_id, wishes=wishes, actor=actor, at=at)
    return None if got is None else _held(application.case, got.plate, COMPOSED, actor, at)


@transaction.atomic
def hold(*, case_id: int, plate: str, actor: Actor, at: datetime | None = None) -> Preselection:
    """Hold a number of the batch until the minute that is told; a confirmed choice is not changed."""
    at = at or clock.now()
    application = _own(case_id, actor)
    return _held(application.case, plate, DRAWN, actor, at)


def _held(case: Case, plate: str, way: str, actor: Actor, at: datetime) -> Preselection:
    made = plates.preselect(case_id=case.pk, plate=plate, actor=actor, at=at)
    office = Actor(id=actor.id, role="system", office=actor.office)  # whose case it is has been asked
    until = made.until.astimezone(clock.OFFICE_ZONE).date()
    slips.held(case, plate=made.plate, category=made.category, vin=made.vin, way=way, until=until, actor=office, at=at)
    stations.complete(case_id=case.pk, step=STEP, actor=office, at=at)
    return made


def _own(case_id: int, actor: Actor) -> Application:
    """Lock an application of the actor's own in which a number may be chosen now."""
    found = applying.own(case_id, actor)
    if STEP not in found.case.ready_steps:
        raise Refused("cases.step_not_open", step=STEP)
    return found
