"""What the office has of one person, gathered from all rooms for himself (PIPL art.44-45); a few statements each."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.applications import queries as applications
from onelane.office.cases.models import File
from onelane.office.certificates.models import Paper
from onelane.office.delivery.models import Parcel
from onelane.office.payments.models import Bill
from onelane.office.plates.models import Preselection
from onelane.office.stations.register_facts import facts_for, subjects_of
from onelane.records import journal, reading
from onelane.registers.drivers import queries as drivers
from onelane.registers.people import authorising
from onelane.registers.people import queries as people
from onelane.registers.vehicles import queries as vehicles

LISTED = 200  # of each kind on a page; the download has all
ABOUT = ("driver", "learner", "vehicle")
LABEL = "parcel-label"  # the post's, not the person's


@dataclass(frozen=True, slots=True)
class OwnCase:
    """An application of the person: service code, number, state and the open steps of its case."""

    id: int
    service: str
    number: str
    state: str
    steps: list[str]
    begun_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """A paper that was issued to the person; `key` leads to its verification page."""

    kind: str
    serial: str
    key: str
    issued_at: datetime
    is_void: bool


@dataclass(frozen=True, slots=True)
class OwnBill:
    """A bill of one of the person's cases, in fen."""

    number: str
    amount: int
    state: str
    made_at: datetime
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnParcel:
    """A parcel on its way to the person."""

    number: str
    state: str
    opened_at: datetime
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnHold:
    """A plate number held for one of the person's cases."""

    plate: str
    state: str
    at: datetime
    until: datetime


def cases(person_id: int, *, limit: int = LISTED) -> list[OwnCase]:
    """List what a person applied for, the latest first."""
    return [
        OwnCase(
            id=one.case_id,
            service=one.service,
            number=one.case.number,
            state=one.case.state,
            steps=list(one.case.ready_steps or []),
            begun_at=one.begun_at,
            ended_at=one.case.ended_at,
        )
        for one in applications.of_person(person_id, limit=limit)
    ]


def papers(case_ids: list[int], *, limit: int = LISTED) -> list[OwnPaper]:
    """List the papers of these cases, the latest first."""
    found = Paper.objects.filter(case_id__in=case_ids).exclude(kind=LABEL).order_by("-issued_at")[:limit]
    return [OwnPaper(one.kind, one.serial, one.key, one.issued_at, one.voided_at is not None) for one in found]


def bills(case_ids: list[int], *, limit: int = LISTED) -> list[OwnBill]:
    """List the bills of these cases, the latest first; withdrawn ones are left out."""
    found = Bill.objects.filter(case_id__in=case_ids).exclude(state="void").order_by("-made_at")[:limit]
    return [OwnBill(one.number, one.amount, one.state, one.made_at, one.paid_at) for one in found]


def parcels(case_ids: list[int], *, limit: int = LISTED) -> list[OwnParcel]:
    """List the parcels of these cases, the latest first."""
    found = Parcel.objects.filter(case_id__in=case_ids).order_by("-opened_at")[:limit]
    return [OwnParcel(one.number, one.state, one.opened_at, one.delivered_at) for one in found]


def holds(case_ids: list[int], *, limit: int = LISTED) -> list[OwnHold]:
    """List the plate numbers held for these cases, the latest first."""
    found = Preselection.objects.filter(case_id__in=case_ids).order_by("-at")[:limit]
    return [OwnHold(one.plate, one.state, one.at, one.until) for one in found]


def things(person_id: int, on: date) -> list[tuple[str, int, bool, dict[str, JsonValue]]]:
    """List licence, learner's files and vehicles: kind, key, whether his own, and what the register says of it.

    The statements do not grow with what he has.
    """
    found = [one for about in ABOUT for one in subjects_of(person_id, about)][:LISTED]
    known = {about: _facts_of(about, [one.id for one in found if one.about == about], on) for about in ABOUT}
    return [(one.about, one.id, one.own, known[one.about].get(one.id, {})) for one in found]


def _facts_of(about: str, keys: list[int], on: date) -> dict[int, dict[str, JsonValue]]:
    if not keys:
        return {}
    if about == "vehicle":
        return vehicles.facts_of(keys, on)
    return drivers.learners_facts(keys) if about == "learner" else {one: drivers.licence_facts(one, on) for one in keys}


def lookers(person_id: int) -> list[reading.Reading]:
    """List who read the person's data, newest first: himself, his own vehicles and licence, and his cases."""
    own = [one for about in ABOUT for one in subjects_of(person_id, about) if one.own]
    subjects = [f"person:{person_id}", *(f"{one.about}:{one.id}" for one in own)]
    subjects += [f"case:{one.id}" for one in cases(person_id, limit=1000)]
    return reading.readings_of(*subjects)[::-1]


@transaction.atomic
def copy_of_all(*, actor: Actor) -> dict[str, object]:
    """Return everything that the office has of a person, whole, for himself (PIPL art.45); the copy is noted."""
    person_id = people.person_of(actor)
    if person_id is None:
        raise Refused("auth.no_person")
    now = clock.now()
    on = now.astimezone(clock.OFFICE_ZONE).date()
    own = cases(person_id, limit=10_000)
    keys = [one.id for one in own]
    said = dict(File.objects.filter(case_id__in=keys).values_list("case_id", "answers"))
    person = facts_for(person_id=person_id, about="person", subject_id=None, on=on)
    journal.note(actor, "person.copied", chain=f"person:{person_id}", at=now)
    return {
        "made_at": now,
        "person": {key: value for key, value in person.items() if key.startswith("person.")},
        "registers": [{"about": about, "own": is_own, **facts} for about, _, is_own, facts in things(person_id, on)],
        "cases": [{**asdict(one), "answers": said.get(one.id, {})} for one in own],
        "papers": [asdict(one) for one in papers(keys, limit=10_000)],
        "bills": [asdict(one) for one in bills(keys, limit=10_000)],
        "parcels": [asdict(one) for one in parcels(keys, limit=10_000)],
        "holds": [asdict(one) for one in holds(keys, limit=10_000)],
        "authorisations": [asdict(one) for one in authorising.of_person(person_id)],
        "readings": [
            {"at": one.at, "role": one.role, "office": one.office, "purpose": one.purpose, "fields": one.fields}
            for one in lookers(person_id)
        ],
    }
