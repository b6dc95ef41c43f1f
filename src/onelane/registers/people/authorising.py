"""Acting for others (代理): the owner authorises, both see it, both may end it (R164 art.86, R162 art.105)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers import masks
from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused, refused_by
from onelane.records import journal
from onelane.registers.offices.queries import settings_of
from onelane.registers.people.models import Account, Authorisation, Person
from onelane.registers.people.queries import person_of

ABOUT = ("any", "driver", "learner", "vehicle", "person")
# The whole life of an authorisation; nobody else writes `state`.
MOVES = {"asked": ("confirmed", "declined", "ended"), "confirmed": ("ended",), "declined": (), "ended": ()}


@dataclass(frozen=True, slots=True)
class Told:
    """An authorisation as both sides see it: names masked, and which side the reader is on."""

    id: int
    side: str  # owner or agent
    owner: str
    agent: str
    nature: str
    chief: bool
    about: str
    service: str
    subject_words: str
    begins: date
    ends: date | None
    state: str
    asked_by: str
    may_decide: bool
    is_over: bool


def of_person(person_id: int) -> list[Told]:
    """List the authorisations that a person gave, holds, or looks after for a unit; the newest first."""
    units = units_of(person_id)
    found = Authorisation.objects.filter(Q(owner_id__in=[person_id, *units]) | Q(agent_id=person_id))
    today = clock.today()
    return [_told(one, person_id, units, today) for one in found.select_related("owner", "agent").order_by("-pk")[:200]]


def units_of(person_id: int) -> list[int]:
    """Return the units (单位) for which a person decides as their chief operator."""
    chief = Authorisation.objects.filter(agent_id=person_id, nature="operator", chief=True, state="confirmed")
    return list(chief.values_list("owner_id", flat=True))


def unit_names(person_id: int) -> list[tuple[int, str]]:
    """Return key and name of the units that a person looks after; a unit's name is public."""
    return list(Person.objects.filter(pk__in=units_of(person_id)).order_by("pk").values_list("pk", "name"))


@transaction.atomic
def give(
    *, name: str, id_no: str, about: str, days: int, actor: Actor, service: str = "", subject: int | None = None,
    subject_words: str = "", unit: int | None = None, at: datetime | None = None,
) -> Authorisation:  # fmt: skip
    """Authorise somebody who has an account for oneself, or as chief operator name an operator of the unit."""
    at, me = at or clock.now(), _me(actor)
    if unit is not None and unit not in units_of(me):
        raise Refused("people.not_your_unit")
    agent = _with_account(name, id_no)
    if agent == me:
        raise Refused("people.not_yourself")
    return _enter(
        owner=unit or me, agent=agent, about=about, days=days, service=service, subject=subject,
        subject_words=subject_words, asked_by="owner", state="confirmed", actor=actor, at=at,
        nature="operator" if unit else "agent",
    )  # fmt: skip


@transaction.atomic
def ask(*, name: str, id_no: str, about: str, days: int, actor: Actor, at: datetime | None = None) -> Authorisation:
    """Ask somebody to be allowed to act for him; it counts when he confirms it himself."""
    at, me = at or clock.now(), _me(actor)
    owner = _with_account(name, id_no)
    if owner == me:
        raise Refused("people.not_yourself")
    return _enter(
        owner=owner, agent=me, about=about, days=days, service="", subject=None, subject_words="",
        asked_by="agent", state="asked", actor=actor, at=at, nature="agent",
    )  # fmt: skip


@transaction.atomic
def appoint_chief(*, unit: int, name: str, id_no: str, actor: Actor, at: datetime | None = None) -> Authorisation:
    """Enter the chief operator of a unit, whose papers the office has seen; he names the others himself."""
    at = at or clock.now()
    if not actor.may("administrator", "clerk"):
        raise Refused("people.staff_only")
    owner = Person.objects.filter(pk=unit, kind="unit").first()
    if owner is None:
        raise Refused("people.unknown_unit")
    return _enter(
        owner=owner.pk, agent=_with_account(name, id_no), about="any", days=0, service="", subject=None,
        subject_words="", asked_by="owner", state="confirmed", actor=actor, at=at, nature="operator", chief=True,
    )  # fmt: skip


@transaction.atomic
def decide(*, authorisation: int, yes: bool, actor: Actor, at: datetime | None = None) -> None:
    """Confirm or decline what an agent asked for; only the owner himself decides."""
    found = _locked(authorisation)
    if _me(actor) != found.owner_id:
        raise Refused("requests.not_found")
    _move(found, "confirmed" if yes else "declined", actor, at or clock.now())


@transaction.atomic
def end(*, authorisation: int, actor: Actor, at: datetime | None = None) -> None:
    """End an authorisation at once, by either side; what was begun under it stays."""
    found, me = _locked(authorisation), _me(actor)
    if me == found.agent_id:
        side = "agent"
    elif me == found.owner_id or found.owner_id in units_of(me):
        side = "owner"
    else:
        raise Refused("requests.not_found")
    found.ended_by = side
    _move(found, "ended", actor, at or clock.now())


def _enter(*, days: int, actor: Actor, at: datetime, **told: object) -> Authorisation:
    """Write the row; an agent's period is limited as a letter of authorisation is (授权书, 60 days by default)."""
    begins = at.astimezone(clock.OFFICE_ZONE).date()
    longest = settings_of(actor.office).integer("people.authorisation_days")
    ends = None
    if told["nature"] == "agent":
        if not 1 <= days <= longest:
            raise Refused("people.authorisation_days", longest=longest)
        ends = begins + timedelta(days=days - 1)
    if told["about"] not in ABOUT:
        raise Refused("people.authorisation_about")
    people = {"owner_id": told.pop("owner"), "agent_id": told.pop("agent")}
    with refused_by("one_operator_per_unit_and_person", "people.operator_already"):
        made = Authorisation.objects.create(
            **people, **told, begins=begins, ends=ends, asked_at=at,
            decided_at=at if told["state"] == "confirmed" else None,
        )  # fmt: skip
    _note(made, "asked" if made.state == "asked" else "given", actor, at)
    return made


def _move(found: Authorisation, state: str, actor: Actor, at: datetime) -> None:
    if state not in MOVES[found.state]:
        raise Refused("people.authorisation_over")
    found.state = state
    if state == "ended":
        found.ended_at = at
    else:
        found.decided_at = at
    found.save(update_fields=["state", "decided_at", "ended_at", "ended_by"])
    _note(found, state, actor, at)


def _note(found: Authorisation, what: str, actor: Actor, at: datetime) -> None:
    detail = {"agent": f"person:{found.agent_id}", "about": found.about, "nature": found.nature}
    subject = f"authorisation:{found.pk}"
    journal.note(
        actor, f"authorisation.{what}", chain=f"person:{found.owner_id}", subject=subject, detail=detail, at=at
    )


def _locked(authorisation: int) -> Authorisation:
    found = Authorisation.objects.select_for_update().filter(pk=authorisation).first()
    if found is None:
        raise Refused("requests.not_found")
    return found


def _me(actor: Actor) -> int:
    person = person_of(actor)
    if person is None:
        raise Refused("auth.no_person")
    return person


def _with_account(name: str, id_no: str) -> int:
    """Return who bears name and number and has an account; one answer for every other case tells nothing about it."""
    found = Account.objects.filter(
        person__id_type="A", person__id_no=plain(id_no), person__name=" ".join(name.split()), is_active=True
    )
    person = found.values_list("person_id", flat=True).first()
    if person is None:
        raise Refused("people.other_not_found")
    return person


def _told(one: Authorisation, me: int, units: list[int], today: date) -> Told:
    side = "agent" if one.agent_id == me and one.owner_id not in units else "owner"
    owner = one.owner.name if one.owner.kind == "unit" else masks.name(one.owner.name)
    is_past = one.ends is not None and one.ends < today
    return Told(
        id=one.pk, side=side, owner=owner, agent=masks.name(one.agent.name), nature=one.nature, chief=one.chief,
        about=one.about, service=one.service, subject_words=one.subject_words, begins=one.begins, ends=one.ends,
        state=one.state, asked_by=one.asked_by, may_decide=one.state == "asked" and one.owner_id == me,
        is_over=is_past or one.state in {"ended", "declined"},
    )  # fmt: skip
