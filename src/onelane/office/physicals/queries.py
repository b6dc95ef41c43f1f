"""Questions about physical examinations."""

from __future__ import annotations

from datetime import date

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.rules.drivers import medical_current
from onelane.office.physicals.models import Doctor, Institution, Result
from onelane.registers.offices.queries import settings_of
from onelane.registers.people.models import Person

SHOWN = 50


def doctor_of(actor: Actor, on: date) -> Doctor:
    """Return the doctor that an actor is at an institution listed that day; refuse `physicals.not_listed`."""
    known = actor.id.isascii() and actor.id.isdigit() and actor.may("doctor")
    found = Doctor.objects.select_related("institution").filter(pk=int(actor.id)).first() if known else None
    if found is None or found.institution.office_id != actor.office or not _listed(found.institution, on):
        raise Refused("physicals.not_listed")
    return found


def listed(office: str, code: str, on: date) -> Institution:
    """Return an institution of an office that is listed that day; refuse `physicals.not_listed`."""
    found = Institution.objects.filter(office_id=office, code=code).first()
    if found is None or not _listed(found, on):
        raise Refused("physicals.not_listed")
    return found


def institutions(office: str) -> list[Institution]:
    """Return the institutions of an office, those listed now first."""
    return list(Institution.objects.filter(office_id=office).order_by("-listed_to", "code"))


def doctors(office: str) -> list[Doctor]:
    """Return the doctors of an office's institutions."""
    rows = Doctor.objects.filter(institution__office_id=office).select_related("account", "institution")
    return list(rows.order_by("institution__code", "account__username"))


def person_called(id_no: str, name: str) -> Person:
    """Return somebody of the register by number and name together; refuse `physicals.nobody`."""
    found = Person.objects.filter(id_no=id_no, kind="individual").first()
    if found is None or found.name != name:
        raise Refused("physicals.nobody")
    return found


def latest_entered(actor: Actor, on: date) -> list[Result]:
    """Return what a doctor's institution entered last, the newest first."""
    mine = doctor_of(actor, on)
    rows = Result.objects.filter(institution=mine.institution).select_related("person")
    return list(rows.order_by("-entered_at")[:SHOWN])


def classes_fit_for(person_id: int, office: str, on: date) -> tuple[str, ...]:
    """Return the classes that a person's newest result of the last months says he is fit for (R162 art.85)."""
    newest = Result.objects.filter(person_id=person_id).order_by("-examined_on", "-pk").first()
    if newest is None:
        return ()
    months = settings_of(office).integer("medical.valid_months")
    return tuple(newest.fit_for) if medical_current(newest.examined_on, on, months) else ()


def _listed(one: Institution, on: date) -> bool:
    return one.listed_from <= on and (one.listed_to is None or on <= one.listed_to)
