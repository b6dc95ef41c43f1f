"""What the registers know about an applicant and his subject, as flat facts for forms (预填) and rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from onelane.catalogue.spec import JsonValue, Service
from onelane.kernel.clock import OFFICE_ZONE
from onelane.kernel.numbers import resident_id
from onelane.office.cases.applications.models import Application
from onelane.office.cases.rules import Answer, Facts, may_i
from onelane.office.stations import booked
from onelane.registers.drivers import queries as drivers
from onelane.registers.drivers.rules import classes_of
from onelane.registers.offices.queries import settings_of
from onelane.registers.people.models import Person
from onelane.registers.vehicles import queries as vehicles

REPORT = "exam-report"  # 驾考违规举报: so many a day, and no more
CARDS = frozenset("AHM")  # documents whose number says when somebody was born


@dataclass(frozen=True, slots=True)
class Subject:
    """What an application is about: `about` as the service says, the register's key, what people call it."""

    about: str
    id: int
    label: str = ""
    own: bool = True


def facts_for(*, person_id: int, about: str, subject_id: int | None, on: date) -> dict[str, JsonValue]:
    """Return flat facts such as `driver.valid_to`: the person, what his licence says, and the subject.

    Dates are ISO text, an unknown or unlimited one is None; a subject that is unknown has no facts at all.
    The values are whole: who shows them masks them, and notes the reading.
    """
    found = _person(person_id)
    if about == "person" and found:
        found["person.reports_today"] = _reports(person_id, on)
        found["person.learning"] = [name for _, name in drivers.learner_files(person_id)]
        found |= drivers.medical_facts(person_id)
    if about == "vehicle" and subject_id is not None:
        known = vehicles.facts(subject_id, on)
        return found | known | (booked.vehicle_facts(subject_id) if known else {})
    if about == "learner" and subject_id is not None:
        return found | drivers.learner_facts(subject_id) | booked.learner_facts(subject_id, on)
    licence = subject_id if about == "driver" and subject_id is not None else drivers.licence_of(person_id)
    if licence is not None:
        found |= drivers.licence_facts(licence, on) | drivers.medical_facts(person_id)
    return found


def subjects_of(person_id: int, about: str) -> list[Subject]:
    """Return what a person may apply about: his licence, his learner's files, his vehicles and those bound to him."""
    if about == "driver":
        licence = drivers.licence_of(person_id)
        return [Subject(about, licence)] if licence is not None else []
    if about == "learner":
        return [Subject(about, key, label) for key, label in drivers.learner_files(person_id)]
    if about == "vehicle":
        own, bound = vehicles.owned_by(person_id), vehicles.bound_by(person_id)
        plates = vehicles.plates_of([*own, *bound])
        return [Subject(about, key, plates.get(key, ""), own=key in own) for key in [*own, *bound]]
    return [Subject(about, person_id)]


def _reports(person_id: int, on: date) -> int:
    begins = datetime.combine(on, time.min, OFFICE_ZONE)
    sent = Application.objects.filter(applicant=person_id, service=REPORT, submitted_at__gte=begins)
    return sent.count()


def _person(person_id: int) -> dict[str, JsonValue]:
    one = Person.objects.filter(pk=person_id).first()
    if one is None:
        return {}
    born = resident_id.birth_date(one.id_no).isoformat() if one.id_type in CARDS else None
    return {
        "person.id": one.pk,
        "person.kind": one.kind,
        "person.name": one.name,
        "person.id_type": one.id_type,
        "person.id_no": one.id_no,
        "person.mobile": one.mobile,
        "person.domicile": one.domicile,
        "person.mail_address": one.mail_address,
        "person.postcode": one.postcode,
        "person.birth_date": born,
        "person.sex": resident_id.sex(one.id_no) if one.id_type in CARDS else "",
        "person.bindings": vehicles.bindings_of(one.pk),
    }


def facts_told(told: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return facts as the registers would give them, from what somebody says of himself without an account."""
    found = dict(told)
    classes = found.get("driver.classes")
    if isinstance(classes, str):
        found["driver.class_list"] = [*classes_of(classes)]
    return found


def may_apply(service: Service, facts: Mapping[str, JsonValue], *, office: str, on: date) -> tuple[Answer, ...]:
    """Answer "may I?" for a service at an office (能不能办): each rule says yes, no and why, or that it is unknown."""
    return may_i(service, Facts(on=on, register=facts, settings=settings_of(office)))
