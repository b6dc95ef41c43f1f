"""Questions about people; what they return is masked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from django.db.models import Q, QuerySet

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers import masks
from onelane.kernel.numbers.written import plain
from onelane.registers.people.models import Account, Authorisation, Person

SomeAccount: TypeAlias = Account  # what channels, which see no models, call an account


@dataclass(frozen=True, slots=True)
class Masked:
    """A person as anybody at work may see him without a reason."""

    id: int
    kind: str
    name: str
    id_type: str
    id_no: str
    mobile: str


def masked(person: Person) -> Masked:
    """Return a person with name, document and telephone masked; a unit's name is public."""
    return Masked(
        id=person.pk,
        kind=person.kind,
        name=person.name if person.kind == "unit" else masks.name(person.name),
        id_type=person.id_type,
        id_no=masks.id_no(person.id_no),
        mobile=masks.mobile(person.mobile) if person.mobile else "",
    )


def by_document(id_type: str, id_no: str) -> Masked | None:
    """Return who is known under an identity document, masked, or None."""
    found = Person.objects.filter(id_type=id_type, id_no=plain(id_no)).first()
    return masked(found) if found else None


def by_key(person_id: int) -> Masked:
    """Return somebody the register knows, masked."""
    return masked(Person.objects.get(pk=person_id))


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Return the names of those actors that are accounts, by the actor's id; one statement."""
    keys = {int(one) for one in actors if one.isascii() and one.isdigit() and len(one) < 19}  # noqa: PLR2004 - bigint
    return {str(key): name for key, name in Account.objects.filter(pk__in=keys).values_list("pk", "name")}


def account_called(username: str) -> str:
    """Return the actor's id behind a login name, or nothing."""
    found = Account.objects.filter(username=username[:40]).values_list("pk", flat=True).first()
    return "" if found is None else str(found)


def person_of(actor: Actor) -> int | None:
    """Return the person behind a citizen who signed in with his real name; None for everybody else."""
    if actor.role != "citizen" or not actor.id.isdecimal():
        return None
    return Account.objects.values_list("person_id", flat=True).filter(pk=int(actor.id), is_active=True).first()


def may_act_for(
    actor: Actor, person_id: int, about: str, *, service: str = "", subject: int | None = None, on: date | None = None
) -> int | None:
    """Return the authorisation by which a citizen may act for this person or unit on a day, or None (R164 art.86).

    `about` is `driver`, `vehicle`, `learner`, `person` or `pool`; nobody needs one for himself, so that gives None too.
    """
    agent = person_of(actor)
    if agent is None:
        return None
    fits = Q(about__in=["any", about]) & Q(service__in=["", service]) & (Q(subject=None) | Q(subject=subject))
    found = held(agent, on or clock.today()).filter(fits, owner_id=person_id)
    return found.values_list("pk", flat=True).order_by("pk").first()


def held(agent: int, on: date) -> QuerySet[Authorisation]:
    """Return the authorisations that a person may use on a day."""
    lasting = Q(ends=None) | Q(ends__gte=on)
    return Authorisation.objects.filter(lasting, agent_id=agent, state="confirmed", begins__lte=on)


def username_behind(login: str) -> str:
    """Return the login name behind a mobile number, an identity number or a login name; what nobody has stays."""
    told = plain(login)
    by_person = Q(person__id_type="A", person__id_no=told)
    found = Account.objects.filter(Q(username=login.strip()) | (Q(mobile=told) & ~Q(mobile="")) | by_person)
    return found.values_list("username", flat=True).order_by("pk").first() or login


def citizen_behind(account: int) -> Masked | None:
    """Return the person of an account, masked, or None for an account without a real name."""
    found = Account.objects.select_related("person").filter(pk=account).first()
    return masked(found.person) if found and found.person else None


def mobile_behind(account: int) -> str:
    """Return the mobile number that an account proved, or nothing."""
    return Account.objects.values_list("mobile", flat=True).filter(pk=account).first() or ""


def mobile_of(person: int) -> str:
    """Return the mobile number that the register has of a person, or nothing."""
    return Person.objects.values_list("mobile", flat=True).filter(pk=person).first() or ""


def mobile_shown(account: int) -> str:
    """Return the account's mobile number masked, or nothing."""
    told = mobile_behind(account)
    return masks.mobile(told) if told else ""


def owners_of(agent: int, about: str, service: str) -> list[tuple[int, str]]:
    """Return the people and units a person may act for today with a service, with their masked names."""
    found = held(agent, clock.today()).filter(about__in=["any", about], service__in=["", service])
    people = Person.objects.filter(pk__in=found.values("owner_id")).order_by("pk")
    return [(one.pk, masked(one).name) for one in people]


def contact_of(account: int) -> dict[str, str]:
    """Return what a citizen may correct himself: postal address, postcode, e-mail; whole, for his own page only."""
    found = Account.objects.select_related("person").filter(pk=account).first()
    if found is None or found.person is None:
        return {}
    person = found.person
    return {"mail_address": person.mail_address, "postcode": person.postcode, "email": found.email}
