"""The deeds of physical examinations: list an institution, seat a doctor, enter a result, take one from a partner."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers import resident_id
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.physicals import queries, rules
from onelane.office.physicals.form import Result as Form
from onelane.office.physicals.models import Doctor, Institution, Result
from onelane.records import journal
from onelane.registers.drivers import actions as drivers
from onelane.registers.people.models import Account, Post

LONGEST_NAME, LONGEST_CODE = 80, 20


@transaction.atomic
def list_institution(
    *, code: str, name: str, listed_from: date, actor: Actor, at: datetime | None = None
) -> Institution:
    """List an institution that may certify (R162 art.85); the same code again gets the new name."""
    code, name = code.strip().upper(), " ".join(name.split())
    if not actor.may("administrator", "system"):
        raise Refused("physicals.wrong_role", role=actor.role)
    if not (code.isascii() and code.isalnum() and len(code) <= LONGEST_CODE and 0 < len(name) <= LONGEST_NAME):
        raise Refused("physicals.fields", fields=["code", "institution"])
    told = {"name": name, "listed_from": listed_from, "listed_to": None}
    found, _ = Institution.objects.update_or_create(office_id=actor.office, code=code, defaults=told)
    journal.note(
        actor, "institution.listed", chain=f"institution:{found.pk}", detail={"code": code}, at=at or clock.now()
    )
    return found


@transaction.atomic
def end_listing(*, institution_id: int, actor: Actor, at: datetime | None = None) -> None:
    """End a listing today; results that were entered before count on."""
    at = at or clock.now()
    if not actor.may("administrator", "system"):
        raise Refused("physicals.wrong_role", role=actor.role)
    found = Institution.objects.select_for_update().filter(pk=institution_id, office_id=actor.office).first()
    if found is None:
        raise Refused("requests.not_found")
    day = at.astimezone(clock.OFFICE_ZONE).date()
    if found.listed_to is None:
        found.listed_to = max(day, found.listed_from)
        found.save(update_fields=["listed_to"])
        journal.note(actor, "institution.ended", chain=f"institution:{found.pk}", at=at)


@transaction.atomic
def seat_doctor(*, username: str, code: str, certificate_no: str, actor: Actor, at: datetime | None = None) -> Doctor:
    """Say at which institution the account of a doctor works; the account needs the post of a doctor."""
    at = at or clock.now()
    if not actor.may("administrator", "system"):
        raise Refused("physicals.wrong_role", role=actor.role)
    account = Account.objects.filter(username=username.strip(), is_active=True).first()
    post = Post.objects.filter(account=account, office_id=actor.office, role="doctor").exists()
    certificate = certificate_no.strip()[:40]
    if account is None or not post or not certificate:
        raise Refused("physicals.no_such_doctor")
    place = queries.listed(actor.office, code, at.astimezone(clock.OFFICE_ZONE).date())
    doctor, _ = Doctor.objects.update_or_create(
        account=account, defaults={"institution": place, "certificate_no": certificate}
    )
    journal.note(actor, "doctor.seated", chain=f"institution:{place.pk}", subject=f"account:{account.pk}", at=at)
    return doctor


@transaction.atomic
def enter(*, form: Form, actor: Actor, number: str = "", at: datetime | None = None) -> Result:
    """Enter the result form of the doctor's own institution (身体条件证明, R162 art.85)."""
    at = at or clock.now()
    doctor = queries.doctor_of(actor, at.astimezone(clock.OFFICE_ZONE).date())
    return _keep(doctor.institution, form, "doctor", number, actor, at)


@transaction.atomic
def receive(*, institution: str, form: Form, number: str, actor: Actor, at: datetime | None = None) -> Result:
    """Take a result that a listed institution's own system sends; its number tells what was sent twice."""
    at = at or clock.now()
    if not actor.may("system", "platform"):
        raise Refused("physicals.wrong_role", role=actor.role)
    place = queries.listed(actor.office, institution, at.astimezone(clock.OFFICE_ZONE).date())
    return _keep(place, form, "partner", number, actor, at)


def _keep(place: Institution, form: Form, source: str, number: str, actor: Actor, at: datetime) -> Result:
    """Write the result, and the certificate in the register of drivers that every rule reads."""
    day = at.astimezone(clock.OFFICE_ZONE).date()
    person = queries.person_called(resident_id.check(form.id_no, by=day), form.name)
    if not rules.may_be_entered(form.examined_on, day):
        raise Refused("physicals.day", days=rules.COUNTED_DAYS)
    if number:
        same = Result.objects.filter(number=number).first()
        if same is not None and (same.person_id, same.institution_id) != (person.pk, place.pk):
            raise Refused("physicals.number_taken", number=number)
        if same is not None:
            return same
    fit = rules.fit_for(form.findings)
    with refused_by("physicals_result_number_key", "physicals.number_taken", number=number):
        result = Result.objects.create(
            number=number or _next(place, day), institution=place, person=person, source=source, entered_by=actor.id,
            wanted=form.wanted, findings=asdict(form.findings), fit_for=list(fit), ability=form.ability,
            examined_on=form.examined_on, entered_at=at,
        )  # fmt: skip
    drivers.examined(
        person=person, certificate_no=result.number, institution=place.name, examined_on=form.examined_on,
        fit=form.wanted in fit, ability=form.ability, actor=actor, at=at,
    )  # fmt: skip
    detail = {"institution": place.code, "source": source}
    journal.note(
        actor, "physical.entered", chain=f"person:{person.pk}", subject=f"physical:{result.pk}", detail=detail, at=at
    )
    return result


def _next(place: Institution, day: date) -> str:
    """Return the institution's next number of the day; the row lock lets two doctors wait for one another."""
    Institution.objects.select_for_update().get(pk=place.pk)
    begins = f"{place.code}-{day:%y%m%d}-"
    count = Result.objects.filter(institution=place, number__startswith=begins).count()
    return f"{begins}{count + 1:03d}"
