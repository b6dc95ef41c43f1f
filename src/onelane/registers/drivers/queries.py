"""Questions about licences and learners; `facts` are whole, for rules and forms, and shown masked by the channels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from onelane.catalogue.spec import JsonValue
from onelane.registers.drivers.models import Card, Learner, Licence, Medical
from onelane.registers.drivers.rules import classes_of

A_YEAR = timedelta(days=365)
REPLACED = ("damaged", "lost")


FULL_POINTS = 12


def licence_of(person_id: int) -> int | None:
    """Return the key of a person's licence, or None."""
    return Licence.objects.filter(person=person_id).values_list("pk", flat=True).first()


def learner_files(person_id: int) -> list[tuple[int, str]]:
    """Return the open learner's files of a person with their classes."""
    found = Learner.objects.filter(person=person_id, closed_on=None).order_by("pk")
    return list(found.values_list("pk", "licence_class"))


def licence_facts(licence_id: int, on: date) -> dict[str, JsonValue]:
    """Return what the register knows of a licence as flat facts (`driver.valid_to`, ...); two statements."""
    one = Licence.objects.select_related("person").filter(pk=licence_id).first()
    if one is None:
        return {}
    cards = list(Card.objects.filter(licence=one).order_by("-issued_at", "-pk")[:20])
    recent = [card for card in cards if card.why in REPLACED and card.issued_at.date() > on - A_YEAR]
    return {
        "driver.id": one.pk,
        "driver.licence_no": one.person.id_no,
        "driver.file_no": one.file_no,
        "driver.card_no": cards[0].card_no if cards else "",
        "driver.classes": one.classes,
        "driver.class_list": [*classes_of(one.classes)],
        "driver.status": one.status,
        "driver.first_issued": one.first_issued.isoformat(),
        "driver.valid_from": one.valid_from.isoformat(),
        "driver.valid_to": one.valid_to.isoformat() if one.valid_to else None,
        "driver.term": one.term,
        "driver.points": one.points,
        "driver.clean": clean_in_term(one),
        "driver.clean_periods": clean_periods(one, on),
        "driver.office": one.office_id,
        "driver.employer": one.employer,
        "driver.review_due": one.review_due_to is not None,
        "driver.replaced_in_12_months": len(recent),
    }


def clean_in_term(licence: Licence) -> bool:
    """Tell whether no scoring period of the running term reached 12 points (R162 art.62)."""
    return licence.full_points_on is None or licence.full_points_on < licence.valid_from


def clean_periods(licence: Licence, on: date) -> int:
    """Return how many scoring periods in a row, the running one included, did not reach 12 points (R162 art.17)."""
    if licence.points >= FULL_POINTS:
        return 0
    since = max(licence.first_issued, licence.full_points_on or licence.first_issued)
    years = on.year - since.year - ((on.month, on.day) < (since.month, since.day))
    return max(years, 0) + 1 if licence.full_points_on is None else max(years, 0)


def medical_facts(person_id: int) -> dict[str, JsonValue]:
    """Return the latest medical certificate of a person as flat facts (`medical.examined_on`, ...)."""
    one = Medical.objects.filter(person=person_id).order_by("-examined_on", "-pk").first()
    return {
        "medical.no": one.certificate_no if one else "",
        "medical.examined_on": one.examined_on.isoformat() if one else None,
        "medical.fit": one.fit if one else False,
        "medical.ability": one.ability if one else None,
    }


def learner_facts(learner_id: int) -> dict[str, JsonValue]:
    """Return a learner's file as flat facts (`learner.permit_to`, ...)."""
    return learners_facts([learner_id]).get(learner_id, {})


def learners_facts(learners: Sequence[int]) -> dict[int, dict[str, JsonValue]]:
    """Return several learner's files as flat facts; one statement."""
    return {one.pk: _learner(one) for one in Learner.objects.filter(pk__in=learners)}


def _learner(one: Learner) -> dict[str, JsonValue]:
    return {
        "learner.id": one.pk,
        "learner.class": one.licence_class,
        "learner.school": one.school,
        "learner.accepted_on": one.accepted_on.isoformat(),
        "learner.permit_no": one.permit_no or "",
        "learner.permit_on": one.permit_on.isoformat() if one.permit_on else None,
        "learner.permit_to": one.permit_to.isoformat() if one.permit_to else None,
        "learner.passed": [*sorted(one.passed)],
        "learner.paid": [*one.paid],
        "learner.office": one.office_id,
    }
