"""The deeds of the register of drivers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from psycopg.types.range import DateRange

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers import serials
from onelane.kernel.refusal import Refused, refused_by
from onelane.records import journal
from onelane.registers.drivers import rules
from onelane.registers.drivers.models import Card, Deferral, Learner, Licence, Medical, Review
from onelane.registers.offices.queries import office_of
from onelane.registers.people.models import Person

PROVINCE = 2
CARD_DIGITS = 11
_NEXT_LICENCE = "SELECT nextval(pg_get_serial_sequence('drivers_licence', 'id'))"
_NEXT_CARD = "SELECT nextval(pg_get_serial_sequence('drivers_card', 'id'))"


@transaction.atomic
def license_driver(
    *, person: Person, office: str, classes: str, first_issued: date, term: int, valid_from: date | None = None,
    status: str = rules.NORMAL, actor: Actor, at: datetime | None = None,
) -> Licence:  # fmt: skip
    """Enter a new driving licence with its first card (R162 art.12, 13): six years, ten, or long-term (0)."""
    at = at or clock.now()
    found = rules.classes_of(classes)
    if not found or "".join(found) != classes:
        raise Refused("drivers.class_unknown", classes=classes[:20])
    key, area = _next(_NEXT_LICENCE), office_of(office).area_code
    start = valid_from or first_issued
    with refused_by("drivers_licence_person_id_key", "drivers.licensed_already"):
        licence = Licence.objects.create(
            id=key, person=person, office_id=office, file_no=serials.file_number(area, key), classes=classes,
            status=status, first_issued=first_issued, valid_from=start, valid_to=rules.ends(start, term), term=term,
        )  # fmt: skip
    _new_card(licence, "first", area, at)
    _note(actor, "licence.granted", licence, {"classes": classes}, at)
    return licence


@transaction.atomic
def renew(*, licence_id: int, actor: Actor, clean: bool, at: datetime | None = None) -> Licence:
    """Renew a licence (期满换证, R162 art.62-63): the next term from the old end, reviewed and with a new card."""
    at = at or clock.now()
    licence = _lock(licence_id)
    day = at.astimezone(clock.OFFICE_ZONE).date()
    if licence.valid_to is None:
        raise Refused("drivers.long_term")
    licence.term = rules.next_term(licence.term, clean=clean)
    licence.valid_from = licence.valid_to
    licence.valid_to = rules.ends(licence.valid_from, licence.term)
    licence.status = rules.with_letters(licence.status, take="MNS")
    licence.review_due_to = None
    licence.save(update_fields=["term", "valid_from", "valid_to", "status", "review_due_to"])
    Review.objects.get_or_create(licence=licence, on=day, defaults={"why": "renewal"})
    _new_card(licence, "renewed", office_of(actor.office).area_code, at)
    _note(actor, "licence.renewed", licence, {"term": licence.term}, at)
    return licence


@transaction.atomic
def reduce_classes(*, licence_id: int, classes: str, actor: Actor, at: datetime | None = None) -> Licence:
    """Exchange a licence for one with fewer classes (降低准驾车型, R162 art.65), with a new card."""
    at = at or clock.now()
    licence = _lock(licence_id)
    if not rules.classes_of(classes):
        raise Refused("drivers.class_unknown", classes=classes[:20])
    before, licence.classes = licence.classes, classes
    licence.save(update_fields=["classes"])
    _new_card(licence, "reduced", office_of(actor.office).area_code, at)
    _note(actor, "licence.classes_reduced", licence, {"before": before, "after": classes}, at)
    return licence


@transaction.atomic
def replace_card(*, licence_id: int, why: str, actor: Actor, at: datetime | None = None) -> Card:
    """Give a licence a new card with a new chip number (补换证, R162 art.66, 69); the old one is void."""
    at = at or clock.now()
    licence = _lock(licence_id)
    card = _new_card(licence, why, office_of(actor.office).area_code, at)
    _note(actor, "licence.card_replaced", licence, {"why": why}, at)
    return card


@transaction.atomic
def defer(
    *, licence_id: int, kind: str, since: date, until: date, reason: str, actor: Actor, at: datetime | None = None
) -> Deferral:
    """Defer the renewal (N), the medical certificate (P) or the review (T) until a day (R162 art.75)."""
    at = at or clock.now()
    licence = _lock(licence_id)
    with refused_by("one_deferral_of_a_kind_at_a_time", "drivers.deferred_already"):
        deferral = Deferral.objects.create(
            licence=licence, kind=kind, reason=reason, granted_at=at,
            during=DateRange(since, until + timedelta(days=1)),
        )  # fmt: skip
    licence.status = rules.with_letters(licence.status, add=kind, take=rules.OVERDUE.get(kind, ""))
    licence.save(update_fields=["status"])
    _note(actor, "licence.deferred", licence, {"kind": kind, "until": until.isoformat()}, at)
    return deferral


@transaction.atomic
def employ(*, licence_id: int, employer: str, actor: Actor, at: datetime | None = None) -> None:
    """Note where a holder of an A or B class works (从业单位, R162 art.81)."""
    licence = _lock(licence_id)
    licence.employer = employer
    licence.save(update_fields=["employer"])
    _note(actor, "licence.employer_changed", licence, {}, at or clock.now())


@transaction.atomic
def examined(
    *, person: Person, certificate_no: str, institution: str, examined_on: date, fit: bool, ability: bool | None = None,
    actor: Actor, at: datetime | None = None,
) -> Medical:  # fmt: skip
    """Enter a medical certificate as the hospital sent it (身体条件证明, R162 art.85); sent twice it is one."""
    medical, new = Medical.objects.get_or_create(
        certificate_no=certificate_no,
        defaults={
            "person": person, "institution": institution, "examined_on": examined_on, "fit": fit, "ability": ability
        },
    )  # fmt: skip
    if new:
        journal.note(
            actor, "medical.received", chain=f"person:{person.pk}", subject=f"medical:{medical.pk}",
            at=at or clock.now(),
        )  # fmt: skip
    return medical


@transaction.atomic
def enrol(
    *, person: Person, office: str, licence_class: str, accepted_on: date, school: str = "", actor: Actor,
    at: datetime | None = None,
) -> Learner:  # fmt: skip
    """Open a learner's file for one class (学员档案)."""
    with refused_by("one_open_file_a_class", "learners.enrolled_already"):
        learner = Learner.objects.create(
            person=person, office_id=office, licence_class=licence_class, accepted_on=accepted_on, school=school
        )
    journal.note(actor, "learner.enrolled", chain=f"learner:{learner.pk}", at=at or clock.now())
    return learner


@transaction.atomic
def pass_subject(
    *, learner_id: int, subject: str, on: date, permit_to: date | None = None, actor: Actor, at: datetime | None = None
) -> Learner:
    """Note a subject that was passed; with the first the permit is issued (R162 art.40), valid until `permit_to`."""
    learner = _lock_learner(learner_id)
    learner.passed = {**learner.passed, subject: on.isoformat()}
    if subject == "1" and learner.permit_no is None:
        if permit_to is None:
            raise ValueError("the first subject comes with the end of the permit")
        area = office_of(learner.office_id).area_code
        learner.permit_no = f"{area}{on:%y}{learner.pk:06d}"
        learner.permit_on, learner.permit_to = on, permit_to
    learner.save(update_fields=["passed", "permit_no", "permit_on", "permit_to"])
    _note_learner(actor, "learner.subject_passed", learner, {"subject": subject}, at)
    return learner


@transaction.atomic
def exam_paid(*, learner_id: int, subject: str, actor: Actor, at: datetime | None = None) -> Learner:
    """Note that the fee of a subject is paid; it is used up by taking the test."""
    learner = _lock_learner(learner_id)
    if subject in learner.paid:
        raise Refused("learners.fee_paid_already", subject=subject)
    learner.paid = [*learner.paid, subject]
    learner.save(update_fields=["paid"])
    _note_learner(actor, "learner.fee_paid", learner, {"subject": subject}, at)
    return learner


def _lock(licence_id: int) -> Licence:
    licence = Licence.objects.select_for_update().filter(pk=licence_id).first()
    if licence is None:
        raise Refused("drivers.unknown")
    return licence


def _lock_learner(learner_id: int) -> Learner:
    learner = Learner.objects.select_for_update().filter(pk=learner_id).first()
    if learner is None:
        raise Refused("learners.unknown")
    return learner


def _new_card(licence: Licence, why: str, area: str, at: datetime) -> Card:
    Card.objects.filter(licence=licence, voided_at=None).update(voided_at=at)
    key = _next(_NEXT_CARD)
    number = f"{area[:PROVINCE]}{key:0{CARD_DIGITS}d}"
    return Card.objects.create(id=key, licence=licence, card_no=number, issued_at=at, why=why)


def _next(statement: str) -> int:
    """Take the running number first: the document bears it too."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def _note(actor: Actor, deed: str, licence: Licence, detail: Mapping[str, JsonValue], at: datetime) -> None:
    journal.note(actor, deed, chain=f"licence:{licence.pk}", detail=dict(detail), at=at)


def _note_learner(
    actor: Actor, deed: str, learner: Learner, detail: Mapping[str, JsonValue], at: datetime | None
) -> None:
    journal.note(actor, deed, chain=f"learner:{learner.pk}", detail=dict(detail), at=at or clock.now())
