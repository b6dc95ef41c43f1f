"""What becomes of a learner's file: void after five lost bookings, closed with the licence or a class added to it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.records import journal
from onelane.registers.drivers import actions, rules
from onelane.registers.drivers.models import Learner, Licence

FIRST_TERM = 6  # years (R162 art.13)


@transaction.atomic
def void(*, learner_id: int, why: str, actor: Actor, at: datetime | None = None) -> Learner:
    """Void what was passed and close the file (成绩作废, R162 art.41, 47); whoever goes on applies anew."""
    at = at or clock.now()
    learner = _locked(learner_id)
    learner.passed, learner.closed_on = {}, _day(at)
    learner.save(update_fields=["passed", "closed_on"])
    journal.note(actor, "learner.voided", chain=f"learner:{learner.pk}", detail={"why": why}, at=at)
    return learner


@transaction.atomic
def use_fee(*, learner_id: int, subject: str, actor: Actor, at: datetime | None = None) -> None:
    """Use up the fee of a subject: the place it was paid for has had its test."""
    learner = _locked(learner_id)
    learner.paid = [one for one in learner.paid if one != subject]
    learner.save(update_fields=["paid"])
    journal.note(actor, "learner.fee_used", chain=f"learner:{learner.pk}", subject=subject, at=at or clock.now())


@transaction.atomic
def license_learner(*, learner_id: int, actor: Actor, at: datetime | None = None) -> Licence:
    """License whoever passed everything, the same day (R162 art.60), or add the class to his licence."""
    at = at or clock.now()
    learner = _locked(learner_id)
    if learner.closed_on is not None:
        raise Refused("bookings.file_closed")
    day = _day(at)
    licence = Licence.objects.select_for_update().filter(person=learner.person_id).first()
    if licence is None:
        licence = actions.license_driver(
            person=learner.person, office=learner.office_id, classes=learner.licence_class, first_issued=day,
            term=FIRST_TERM, actor=actor, at=at,
        )  # fmt: skip
    else:
        classes = rules.written({*rules.classes_of(licence.classes), learner.licence_class})
        Licence.objects.filter(pk=licence.pk).update(classes=classes)
        licence.classes = classes
        actions.replace_card(licence_id=licence.pk, why="class-added", actor=actor, at=at)
    learner.closed_on = day
    learner.save(update_fields=["closed_on"])
    journal.note(
        actor, "learner.licensed", chain=f"learner:{learner.pk}", detail={"class": learner.licence_class}, at=at
    )
    return licence


def _locked(learner_id: int) -> Learner:
    learner = Learner.objects.select_for_update(of=("self",)).select_related("person").filter(pk=learner_id).first()
    if learner is None:
        raise Refused("learners.unknown")
    return learner


def _day(at: datetime) -> date:
    return at.astimezone(clock.OFFICE_ZONE).date()
