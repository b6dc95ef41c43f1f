"""A citizen's own places: what he may book and why not yet, what he asked for, what he has; every channel asks here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.bookings import queries, rules
from onelane.office.bookings.actions.owning import must_be_his
from onelane.office.bookings.models import Booking, Wish
from onelane.office.cases.applications.models import Application
from onelane.office.stations import applying, entitled
from onelane.office.stations.register_facts import facts_for, may_apply
from onelane.registers.drivers.models import Learner
from onelane.registers.offices import catalogue
from onelane.registers.offices.queries import settings_of
from onelane.registers.people import queries as people

SLOTS: dict[str, rules.Kind] = {"inspection-booking": "inspection", "new-energy-plate-appointment": "exchange"}
SERVICE_OF: dict[str, str] = {kind: service for service, kind in SLOTS.items()}
CHOICES = ("", "_second", "_third")


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of a learner: it may be booked, or `why` says why not; `to_pay` where the fee alone is missing."""

    code: rules.Subject
    why: Refused | None
    to_pay: bool
    passed_on: str


@dataclass(frozen=True, slots=True)
class File:
    """An open learner's file with its four subjects."""

    learner: Learner
    subjects: tuple[Subject, ...]
    may_move: bool


@dataclass(frozen=True, slots=True)
class Car:
    """A vehicle with the kinds of slots that may be booked for it, or the refusal that says why not."""

    vehicle: int
    owner: int
    plate: str
    whose: str
    may: dict[str, Refused | None]


def files(person_id: int, on: date) -> list[File]:
    """Return the open learner's files of a person, each subject with what the rules say; a few statements a file."""
    found = Learner.objects.select_related("person", "office").filter(person=person_id, closed_on=None).order_by("pk")
    return [_file(one, on) for one in found]


def _file(learner: Learner, on: date) -> File:
    told, pay_first = queries.learner_as_ruled(learner), settings_of(learner.office_id).flag("exam.pay_first")
    subjects = []
    for code in rules.SUBJECTS:
        why = _refusal(code, told, on, pay_first=pay_first)
        to_pay = why is not None and why.code == "bookings.fee_unpaid"
        subjects.append(Subject(code, why, to_pay, str(dict(learner.passed).get(code, ""))))
    try:
        most = settings_of(learner.office_id).integer("exam.place_changes")
        rules.may_change_place(learner.licence_class, learner.passed, learner.place_changes.count(), most)
        may_move = not told.live
    except Refused:
        may_move = False
    return File(learner, tuple(subjects), may_move)


def _refusal(code: rules.Subject, told: rules.Learner, on: date, *, pay_first: bool) -> Refused | None:
    try:
        rules.may_ask(code, told, on, pay_first=pay_first)
    except Refused as why:
        return why
    return None


def cars(actor: Actor, on: date) -> list[Car]:
    """Return the vehicles about which the actor may book, his own first, with what the rules say of each slot."""
    known = catalogue.current().services
    found: dict[int, tuple[entitled.Subject, dict[str, Refused | None]]] = {}
    for kind, service in SERVICE_OF.items():
        for one in entitled.subjects(actor=actor, service=known[service]):
            if one.subject is not None:
                found.setdefault(one.subject, (one, {}))[1][kind] = None
    return [_car(one, kinds, actor.office, on) for one, kinds in found.values()]


def _car(one: entitled.Subject, kinds: dict[str, Refused | None], office: str, on: date) -> Car:
    facts = facts_for(person_id=one.person, about="vehicle", subject_id=one.subject, on=on) | {"office.code": office}
    for kind in kinds:
        told = may_apply(catalogue.current().services[SERVICE_OF[kind]], facts, office=office, on=on)
        against = next((answer for answer in told if answer.says == "no"), None)
        kinds[kind] = None if against is None else Refused(against.refusal, **against.facts)
    return Car(one.subject or 0, one.person, one.label, one.whose, kinds)


def car(vehicle_id: int, actor: Actor, on: date) -> Car:
    """Return one vehicle about which the actor may book; refuse `vehicles.unknown`."""
    found = next((one for one in cars(actor, on) if one.vehicle == vehicle_id), None)
    if found is None:
        raise Refused("vehicles.unknown")
    return found


def booking(booking_id: int, actor: Actor) -> Booking:
    """Return a place of the actor's own; another's is as unknown as one that is not there."""
    found = Booking.objects.select_related("session__site", "wish", "learner").filter(pk=booking_id).first()
    if found is None or found.office_id != actor.office:
        raise Refused("bookings.no_such_booking")
    must_be_his(found.person_id, actor, "bookings.no_such_booking", kind=found.kind, vehicle=found.vehicle_id)
    return found


def wish(wish_id: int, actor: Actor) -> Wish:
    """Return a wish of the actor's own."""
    found = Wish.objects.filter(pk=wish_id, office_id=actor.office).first()
    if found is None:
        raise Refused("bookings.no_such_wish")
    must_be_his(found.person_id, actor, "bookings.no_such_wish", kind=found.kind, vehicle=found.vehicle_id)
    return found


def own_learner(learner_id: int, actor: Actor) -> Learner:
    """Return an open file of the actor's own; refuse `learners.unknown`."""
    found = Learner.objects.filter(pk=learner_id, closed_on=None, person=people.person_of(actor)).first()
    if found is None:
        raise Refused("learners.unknown")
    return found


@transaction.atomic
def apply(
    *, service: str, applicant: int, subject: int, answers: dict[str, JsonValue], actor: Actor,
    language: str = "zh-hans", request_key: str = "", at: datetime | None = None,
) -> Application:  # fmt: skip
    """Apply for a service of bookings with one press: begin, answer, submit; refused, nothing of it remains."""
    at = at or clock.now()
    begun = applying.begin(
        service=service, applicant=applicant, subject=subject, channel="portal", actor=actor, language=language,
        request_key=request_key, at=at,
    )  # fmt: skip
    if begun.submitted_at is None:
        applying.save(case_id=begun.pk, answers=answers, actor=actor, at=at)
        applying.submit(case_id=begun.pk, actor=actor, request_key=request_key, at=at)
    return begun


def unpaid_case(learner_id: int, subject: str) -> str:
    """Return the number of the case with which a fee is being paid already, or nothing."""
    open_now = Application.objects.filter(service="exam-fee", subject=learner_id, case__state="open")
    found = open_now.filter(case__file__answers__exam_subject=subject)
    return found.values_list("case__number", flat=True).first() or ""


def choices(name: str, session_ids: list[int]) -> dict[str, JsonValue]:
    """Return the answers that name the sessions chosen, the one wanted most first."""
    return {name + more: session for more, session in zip(CHOICES, session_ids, strict=False)}
