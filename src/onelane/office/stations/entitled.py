"""Who may apply for whom (申请人、代理人): oneself, or who authorised the agent (R164 art.86, R162 art.105)."""

from __future__ import annotations

from dataclasses import dataclass

from onelane.catalogue.spec import Service
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.applications.models import Application
from onelane.office.stations import register_facts
from onelane.office.stations.register_facts import subjects_of
from onelane.registers.people import queries as people


def to_apply(*, actor: Actor, applicant: int, service: Service, subject: int | None) -> int | None:
    """Return the authorisation by which the actor applies, None for himself; refuse `applications.not_yours`."""
    if actor.may("system") or people.person_of(actor) == applicant:
        return None
    found = people.may_act_for(actor, applicant, service.about, service=service.code, subject=subject)
    if found is None:
        raise Refused("applications.not_yours")
    return found


@dataclass(frozen=True, slots=True)
class Subject:
    """Something to apply about, for oneself or for who authorised the actor; `whose` is empty for one's own."""

    person: int
    subject: int | None
    label: str
    whose: str


def subjects(*, actor: Actor, service: Service) -> list[Subject]:
    """Return what the actor may apply about with a service, his own first."""
    own = people.person_of(actor)
    if own is None:
        return []
    found = [Subject(own, *_named(one), "") for one in subjects_of(own, service.about)]
    if service.agent:
        for owner, name in people.owners_of(own, service.about, service.code):
            found += [Subject(owner, *_named(one), name) for one in subjects_of(owner, service.about) if one.own]
    return found


def _named(one: register_facts.Subject) -> tuple[int | None, str]:
    """Return key and name of a subject; what is about the person himself has no key of its own."""
    return (None if one.about in {"person", "pool"} else one.id), one.label


def may_see(*, actor: Actor, application: Application) -> bool:
    """Tell whether an application is the actor's own, or one that he made for somebody."""
    if actor.may("system"):
        return True
    if not actor.may("citizen"):
        return False
    return application.acted_by == actor.id or people.person_of(actor) == application.applicant_id
