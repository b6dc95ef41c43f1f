"""An owner chooses a number himself (选号), on his phone or at the machine: one press is one deed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused
from onelane.office.cases import queries as cases
from onelane.office.cases.actions.moving import Moved
from onelane.office.cases.models import Case
from onelane.office.plates import actions as plates
from onelane.office.plates import queries as numbers
from onelane.office.plates.queries import Chosen, Offer
from onelane.office.stations import actions as stations
from onelane.office.stations import former_numbers

STEP = "number-choice"


@transaction.atomic
def draw(*, case_id: int, actor: Actor, again: bool = False, commitment: str = "", at: datetime | None = None) -> Offer:
    """Show the owner a list of numbers; `again` gives the list back for another, as often as the office allows.

    `commitment` is to a random number that the owner's own device made and keeps; so the office cannot try several.
    """
    at = at or clock.now()
    case = _open_case(case_id, actor)
    shown = numbers.candidates(case_id, at=at) if again else None
    if shown is not None and shown.draws_left:
        plates.give_back(case_id=case_id, actor=actor, at=at)
    return plates.draw(case=case, actor=actor, at=at, commitment=commitment)


@transaction.atomic
def choose(*, case_id: int, plate: str, actor: Actor, at: datetime | None = None) -> Moved:
    """Take a number of the list and complete the step with it: the number is the car's, or nothing has changed."""
    at = at or clock.now()
    _open_case(case_id, actor)
    plates.take(case_id=case_id, plate=plate, actor=actor, at=at)
    return stations.complete(case_id=case_id, step=STEP, actor=actor, at=at)


@transaction.atomic
def keep_former(*, case_id: int, plate: str, actor: Actor, at: datetime | None = None) -> Moved:
    """Bear the owner's former number again and complete the step with it (R164 art.44), or nothing has changed."""
    at = at or clock.now()
    case = _open_case(case_id, actor)
    former_numbers.check(cases.answers(case.pk), plate=plain(plate), office=actor.office, at=at)
    plates.keep_former(case_id=case_id, plate=plate, actor=actor, at=at)
    return stations.complete(case_id=case_id, step=STEP, actor=actor, at=at)


@transaction.atomic
def compose(*, case_id: int, wishes: Sequence[str], actor: Actor, at: datetime | None = None) -> Chosen | None:
    """Keep the first wished number that is free for the owner (自编自选), or None when none is; the step stays open."""
    at = at or clock.now()
    _open_case(case_id, actor)
    return plates.compose(case_id=case_id, wishes=wishes, actor=actor, at=at)


def _open_case(case_id: int, actor: Actor) -> Case:
    """Lock a case whose number may be chosen now; refuse the wrong role, office or time."""
    if not stations.may_work(STEP, actor):
        raise Refused("stations.wrong_role", step=STEP, role=actor.role)
    case = Case.objects.select_for_update().filter(pk=case_id, office_id=actor.office).first()
    if case is None:
        raise Refused("cases.not_found")
    if STEP not in case.ready_steps + case.taken:
        raise Refused("cases.step_not_open", step=STEP)
    return case
