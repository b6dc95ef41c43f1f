"""What a reviewer sees of an application: each item with what the registers and the authorities say beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onelane.catalogue.spec import Field, JsonValue, Material
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.applications import queries
from onelane.office.cases.applications.models import Application, Judgement, Proposal
from onelane.office.cases.applications.rules import REVIEW, item_of
from onelane.office.cases.models import Document
from onelane.office.cases.rules import Verdict
from onelane.office.checks import queries as checks
from onelane.office.checks.models import Check
from onelane.office.stations import checking, legality, papers_wanted, prefilling
from onelane.office.stations.applying import questions
from onelane.office.stations.desk import Visit
from onelane.office.stations.file_review import items


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to judge: a field with its answer and what the register says, or a paper with its pictures."""

    key: str
    field: Field | None
    answer: JsonValue
    register: JsonValue
    material: Material | None
    documents: tuple[Document, ...]
    judged: Judgement | None

    @property
    def differs(self) -> bool:
        """Tell whether the register says something else than the applicant."""
        return self.register not in (None, "") and self.register != self.answer


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """An application as its reviewer works on it."""

    case_id: int
    number: str
    service: str
    channel: str
    submitted_at: datetime | None
    due_at: datetime | None
    by_agent: bool
    known: tuple[tuple[Field, JsonValue], ...]
    items: tuple[Item, ...]
    checks: tuple[Check, ...]
    rules: tuple[Verdict, ...]
    findings: tuple[Field, ...]
    answers: dict[str, JsonValue]
    proposal: Proposal | None


def sheet(case_id: int, actor: Actor) -> ReviewSheet:
    """Return what a reviewer needs; refuse another office's case and one that is no application."""
    found = Application.objects.select_related("case").filter(pk=case_id).first()
    if found is None:
        raise Refused("cases.not_found")
    if found.office_id != actor.office:
        raise Refused("cases.other_office")
    now = clock.now()
    visit = Visit(found.case, REVIEW, actor, now)
    asked = {field.code: field for field in questions(found.service, found.channel)}
    facts = prefilling.facts(person_id=found.applicant_id, about=found.about, subject=found.subject, at=now)
    register = prefilling.answers([one for one in asked.values() if one.prefill], facts)
    papers = {one.code: one for one in papers_wanted.wanted(case_id)}
    judged = queries.judgements(case_id)
    return ReviewSheet(
        case_id=case_id,
        number=found.case.number,
        service=found.service,
        channel=found.channel,
        submitted_at=found.submitted_at,
        due_at=found.due_at,
        by_agent=found.authorisation is not None,
        known=tuple(
            (one, visit.answers[one.code]) for one in asked.values() if one.fixed and one.code in visit.answers
        ),
        items=tuple(_item(key, visit, asked, register, papers, judged.get(key)) for key in items(visit)),
        checks=tuple(checks.checks_of(case_id)),
        rules=legality.verdicts(visit, visit.answers, checking.known(case_id)),
        findings=tuple(visit.fields()),
        answers=visit.answers,
        proposal=queries.proposal(case_id),
    )


def _item(
    key: str, visit: Visit, asked: dict[str, Field], register: dict[str, JsonValue],
    papers: dict[str, papers_wanted.Wanted], judged: Judgement | None,
) -> Item:  # fmt: skip
    code = item_of(key).code
    if key.startswith("field:"):
        return Item(key, asked.get(code), visit.answers.get(code), register.get(code), None, (), judged)
    paper = papers[code]
    return Item(key, None, None, None, paper.material, paper.documents, judged)
