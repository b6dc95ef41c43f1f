"""What a citizen sees of his applications: his own, and those that he made for others."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.applications.models import Application
from onelane.office.stations import entitled
from onelane.office.stations.applying import questions
from onelane.registers.people import queries as people

__all__ = ["Mine", "all_mine", "drafts", "mine", "page", "questions"]

DRAFTS_AMONG = 100
"""A draft is forgotten after a month; it stands among the latest."""


@dataclass(frozen=True, slots=True)
class Mine:
    """One application as its applicant sees it."""

    case_id: int
    number: str
    service: str
    state: str
    about: str
    subject: int | None
    applicant: int
    begun_at: datetime
    submitted_at: datetime | None
    approved_at: datetime | None
    asked_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    fresh: bool = False  # begun, and nothing typed yet
    typed: dict[str, str] = field(default_factory=dict)


def mine(*, number: str, actor: Actor) -> Mine:
    """Return one application of the actor's by its number; another's is as unknown as one that is not there."""
    found = Application.objects.select_related("case").filter(case__number=number, office_id=actor.office).first()
    if found is None or not entitled.may_see(actor=actor, application=found):
        raise Refused("cases.not_found")
    return _mine(found)


def all_mine(actor: Actor, *, limit: int = 100) -> list[Mine]:
    """Return all applications of the actor's, the latest first; one statement after the one that knows him."""
    person = people.person_of(actor)
    found = Application.objects.select_related("case").filter(
        Q(applicant_id=person) | Q(acted_by=actor.id), office_id=actor.office
    )
    return [_mine(one) for one in found.order_by("-begun_at")[:limit]]


def page(actor: Actor, *, after: tuple[datetime, int] | None = None, limit: int = 50) -> list[Mine]:
    """Return a page of the actor's applications, the latest first, beginning behind a time and a case.

    Two keysets, each along an index of its own: his own ones, and those that he made for others.
    """
    person = people.person_of(actor)
    own = Application.objects.filter(applicant_id=person)
    for_others = Application.objects.filter(acted_by=actor.id, authorisation__isnull=False).exclude(applicant_id=person)
    found: list[Application] = []
    for rows in (own, for_others):
        part = rows.filter(office_id=actor.office).select_related("case")
        if after is not None:
            part = part.extra(where=["(begun_at, case_id) < (%s, %s)"], params=[*after])
        found += part.order_by("-begun_at", "-case_id")[:limit]
    found.sort(key=lambda one: (one.begun_at, one.pk), reverse=True)
    return [_mine(one) for one in found[:limit]]


def drafts(actor: Actor) -> list[Mine]:
    """Return what the actor has begun and not sent, the latest first."""
    return [one for one in page(actor, limit=DRAFTS_AMONG) if one.state == "draft"]


def _mine(found: Application) -> Mine:
    case = found.case
    return Mine(
        case_id=case.pk, number=case.number, service=found.service, state=case.state, about=found.about,
        subject=found.subject, applicant=found.applicant_id, begun_at=found.begun_at, submitted_at=found.submitted_at,
        approved_at=found.approved_at, asked_at=found.asked_at, due_at=found.due_at, ended_at=case.ended_at,
        fresh=found.touched_at == found.begun_at,
        typed={str(code): str(text) for code, text in found.typed.items()},
    )  # fmt: skip
