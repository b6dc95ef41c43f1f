"""Who may apply for whom (申请人、代理人): oneself, or who authorised the agent (R164 art.86, R162 art.105)."""

from __future__ import annotations

from dataclasses import dataclass

from onelane.catalogue.spec import Service
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.applications.models import Application
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
    return [Subject(own, None, "", "")]


def may_see(*, actor: Actor, application: Application) -> bool:
    """Tell whether an application is the actor's own, or one that he made for somebody."""
    if actor.may("system"):
        return True
    if not actor.may("citizen"):
        return False
    return application.acted_by == actor.id or people.person_of(actor) == application.applicant_id
