"""Apply (申请): begin a draft, keep what is typed, submit, withdraw; every channel comes through here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from onelane.catalogue import OPENING, forms
from onelane.catalogue.spec import Field, JsonValue, Service
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases import actions as cases
from onelane.office.cases import queries as files
from onelane.office.cases.actions.moving import Moved
from onelane.office.cases.applications import actions as applications
from onelane.office.cases.applications.models import Application
from onelane.office.cases.applications.rules import press_key
from onelane.office.cases.models import Case, Document, File
from onelane.office.cases.path import open_steps
from onelane.office.cases.plans import path_of
from onelane.office.stations import entitled, papers_wanted, prefilling, slips
from onelane.office.stations import waiting as work
from onelane.office.stations.actions import follow
from onelane.office.stations.desk import Visit
from onelane.office.stations.directory import desk
from onelane.office.stations.telling import tell
from onelane.records import live
from onelane.registers.offices import catalogue

WAYS = {"post": "ems"}
"""Ways of delivery whose answer has a name of its own."""
WITHDRAWN = "申请人撤回"
EXPIRED = "草稿到期"


def offered(code: str, channel: str) -> Service:
    """Return a service that can be applied for over a channel; refuse `applications.not_offered`."""
    found = catalogue.current().services.get(code)
    way = channel if channel == "kiosk" else "online"
    if found is None or way not in found.offered or found.page:
        raise Refused("applications.not_offered", service=code[:60])
    return found


@transaction.atomic
def begin(
    *,
    service: str,
    applicant: int,
    subject: int | None,
    channel: str,
    actor: Actor,
    language: str = "zh-hans",
    request_key: str = "",
    at: datetime | None = None,
) -> Application:
    """Begin an application for oneself, or for somebody who authorised the actor; prefilled from the registers."""
    at = at or clock.now()
    found = offered(service, channel)
    by = entitled.to_apply(actor=actor, applicant=applicant, service=found, subject=subject)
    facts = prefilling.facts(person_id=applicant, about=found.about, subject=subject, at=at)
    begun = applications.begin(
        service=service, applicant=applicant, channel=channel, about=found.about, subject=subject,
        answers=prefilling.answers(questions(service, channel), facts), actor=actor, authorisation=by,
        language=language, request_key=request_key, at=at,
    )  # fmt: skip
    if begun.channel != channel and begun.submitted_at is None:  # a draft goes on where its applicant is now
        begun.channel = channel
        begun.save(update_fields=["channel"])
    return begun


def questions(service: str, channel: str = "") -> list[Field]:
    """Return what an applicant is asked, in the order of the service, with the ways of delivery that it has.

    What is made while one waits (`kiosk`) is for whoever stands in the hall.
    """
    known = catalogue.current()
    found = known.services[service]
    return [_deliverable(known.vocabulary.fields[name], found, channel) for name in found.asks.get(OPENING, ())]


def _deliverable(field: Field, service: Service, channel: str) -> Field:
    """Return the question of the delivery with the ways that this service offers; any other as it is."""
    if field.code != "delivery_mode" or not service.delivery:
        return field
    ways = {WAYS.get(one, one) for one in service.delivery if one != "kiosk" or channel == "kiosk"}
    options = {code: words for code, words in field.options.items() if code in ways}
    default = field.default if field.default in options else next(iter(options), None)
    return replace(field, options=options or field.options, default=default)


def own(case_id: int, actor: Actor) -> Application:
    """Lock and return an application that the actor may act in; nobody learns about another's (`cases.not_found`)."""
    found = applications.locked(case_id, actor)
    if not entitled.may_see(actor=actor, application=found):
        raise Refused("cases.not_found")
    return found


@transaction.atomic
def save(*, case_id: int, answers: Mapping[str, JsonValue], actor: Actor, at: datetime | None = None) -> Application:
    """Keep what was typed into a draft: answers that can stand, and the rest as typed; nothing is refused."""
    found = own(case_id, actor)
    if found.case.state != "draft":
        raise Refused("applications.sent_already")
    known = files.answers(case_id)
    clean, typed = sorted_out(questions(found.service, found.channel), answers, known)
    applications.keep(application=found, answers=clean, typed=typed, at=at or clock.now())
    return found


def sorted_out(
    asked: list[Field], given: Mapping[str, JsonValue], known: Mapping[str, JsonValue]
) -> tuple[dict[str, JsonValue], dict[str, str]]:
    """Part what can stand from what is kept as typed; what was emptied is emptied, and fixed answers stay."""
    clean: dict[str, JsonValue] = {}
    typed: dict[str, str] = {}
    for field in asked:
        if field.code not in given or field.fixed:
            continue
        clean[field.code] = None
        try:
            clean |= forms.validate([field], {**known, **clean, **given})
        except Refused:
            if text := str(given[field.code] or "").strip():
                typed[field.code] = text[: forms.LONGEST_SENT]
    return clean, typed


@transaction.atomic
def submit(*, case_id: int, actor: Actor, request_key: str = "", at: datetime | None = None) -> Moved:
    """Submit an application: all that is missing or wrong is told at once, else it opens and its limit begins.

    Pressed twice with one key it is submitted once, and the answer is the same.
    """
    at = at or clock.now()
    found = own(case_id, actor)
    key = press_key(request_key)
    if found.submitted_at is not None and key and found.submit_key == key:
        return _as_it_stands(found.case)
    if found.case.state != "draft":
        raise Refused("applications.sent_already")
    entitled.to_apply(
        actor=actor, applicant=found.applicant_id, service=offered(found.service, found.channel), subject=found.subject
    )
    answers = _complete(found, actor, at)
    moved = cases.submit(case=found.case, actor=actor, answers=answers, at=at)
    found.submitted_at, found.submit_key, found.typed, found.touched_at = at, key, {}, at
    found.save(update_fields=["submitted_at", "submit_key", "typed", "touched_at"])
    tell(case_id, "submitted")
    slips.accepted_later(case_id, at)
    return follow(Visit(found.case, "", actor, at), moved)


def _as_it_stands(case: Case) -> Moved:
    return Moved(case.pk, case.number, open_steps(frozenset(case.marking)), case.ended_at is not None)


def _complete(found: Application, actor: Actor, at: datetime) -> dict[str, JsonValue]:
    """Return the answers of a draft that can be submitted; what the registers know is fetched anew."""
    asked = questions(found.service, found.channel)
    facts = prefilling.facts(person_id=found.applicant_id, about=found.about, subject=found.subject, at=at)
    told = files.answers(found.pk) | prefilling.fixed(asked, facts)
    clean = forms.validate(asked, {**told, **found.typed})
    missing = [one.code for one in papers_wanted.wanted(found.pk) if one.missing]
    if missing:
        raise Refused("stations.papers_missing", papers=missing)
    against = [one.verdict for one in work.judged(found.pk, "file-review", actor, {**facts, **clean})
               if not one.verdict.holds and not one.pending]  # fmt: skip
    if against:
        raise RulesSayNo([Refused(one.refusal, **one.facts) for one in against])
    return clean


class RulesSayNo(Refused):
    """The law says no: `why` are the refusals that word why not and what to do, one for each rule."""

    def __init__(self, why: list[Refused]) -> None:
        """Keep why."""
        super().__init__("applications.rules_say_no", count=len(why))
        self.why = why

    @property
    def codes(self) -> list[str]:
        """Return the codes of the refusals."""
        return [one.code for one in self.why]


@transaction.atomic
def withdraw(*, case_id: int, actor: Actor, why: str = WITHDRAWN, at: datetime | None = None) -> None:
    """Withdraw an application (撤回) that is not approved yet; what had been opened is taken back."""
    at = at or clock.now()
    found = own(case_id, actor)
    if found.closed_at is not None:
        return
    if found.approved_at is not None or found.case.ended_at is not None:
        raise Refused("applications.too_late_to_withdraw")
    marking = frozenset(found.case.marking)
    reached = {*open_steps(marking), *path_of(found.case.plan_id).done(marking)}
    cases.cancel(case_id=case_id, actor=actor, why=why, at=at)
    for step in reached:
        desk(step).dropped(Visit(found.case, step, actor, at))
    Application.objects.filter(pk=case_id).update(closed_at=at, desk="", due_at=None)
    if found.submitted_at is not None:
        tell(case_id, "withdrawn")
    live.tell(live.ticket(case_id), "case", {"state": "cancelled"})


@transaction.atomic
def expire(*, case_id: int, at: datetime | None = None) -> None:
    """Throw a forgotten draft away (草稿到期): what was typed and handed in is not kept longer (PIPL art.19, 47)."""
    at = at or clock.now()
    office = Case.objects.values_list("office_id", flat=True).get(pk=case_id)
    system = Actor(id="drafts", role="system", office=office)
    found = applications.locked(case_id, system)
    if found.case.state != "draft" or found.closed_at is not None:
        return
    cases.cancel(case_id=case_id, actor=system, why=EXPIRED, at=at)
    File.objects.filter(pk=case_id).update(answers={})
    Document.objects.filter(case_id=case_id, withdrawn_at=None).update(withdrawn_at=at)
    Application.objects.filter(pk=case_id).update(closed_at=at, typed={})
