"""What waits at an inner station, and what the law says about a case in hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.cases.models import Case
from onelane.office.cases.rules import Verdict
from onelane.office.stations import legality
from onelane.office.stations.desk import Visit


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits at a station; `chosen` and `category` name its plate where one is chosen."""

    case_id: int
    number: str
    ticket: str
    since: datetime
    priority: str
    priority_reason: str
    chosen: str
    category: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule's verdict; `pending` while findings that are still to be written decide it."""

    verdict: Verdict
    pending: bool


def waiting(office: str, step: str, *, limit: int = 50) -> list[Waiting]:
    """Return the cases that a station may take up now, fairest first, with their tickets; one statement."""
    found = Case.objects.select_related("ticket", "file").filter(
        office_id=office, state="open", ended_at=None, ready_steps__contains=[step]
    )
    return [_waiting(case) for case in found.order_by("rank_at", "pk")[:limit]]


def asked(office: str, step: str, *, limit: int = 50) -> list[Waiting]:
    """Return the cases that stand still at a station because the citizen was asked for something."""
    found = Case.objects.select_related("ticket", "file").filter(
        office_id=office, state="suspended", ended_at=None, ready_steps__contains=[step]
    )
    return [_waiting(case) for case in found.order_by("rank_at", "pk")[:limit]]


def _waiting(case: Case) -> Waiting:
    ticket, told = getattr(case, "ticket", None), case.file.answers
    return Waiting(
        case_id=case.pk,
        number=case.number,
        ticket=ticket.label if ticket is not None else "",
        since=ticket.arrived_at if ticket is not None else case.opened_at,
        priority=ticket.priority if ticket is not None else "",
        priority_reason=ticket.priority_reason if ticket is not None else "",
        chosen=str(told.get("chosen_number") or ""),
        category=str(told.get("plate_category") or ""),
    )


def judged(case_id: int, step: str, actor: Actor, told: Mapping[str, JsonValue]) -> list[Judged]:
    """Return what each rule of a case says today; one that a finding not yet written would turn is pending."""
    visit = Visit(Case.objects.get(pk=case_id), step, actor, clock.now())
    answers = dict(told)
    open_findings = [field.code for field in visit.fields() if field.type == "bool" and answers.get(field.code) is None]
    now = legality.verdicts(visit, answers)
    trials = [legality.verdicts(visit, answers | dict.fromkeys(open_findings, value)) for value in (True, False)]
    turned = [any(trial[at].holds for trial in trials) for at in range(len(now))]
    return [Judged(one, not one.holds and may) for one, may in zip(now, turned, strict=True)]
