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

__all__ = ["Mine", "all_mine", "mine", "questions"]


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


def _mine(found: Application) -> Mine:
    case = found.case
    return Mine(
        case_id=case.pk, number=case.number, service=found.service, state=case.state, about=found.about,
        subject=found.subject, applicant=found.applicant_id, begun_at=found.begun_at, submitted_at=found.submitted_at,
        approved_at=found.approved_at, asked_at=found.asked_at, due_at=found.due_at, ended_at=case.ended_at,
        fresh=found.touched_at == found.begun_at,
        typed={str(code): str(text) for code, text in found.typed.items()},
    )  # fmt: skip
