"""The case on the review desk: answers, papers, inspection, the law's verdicts, the clock, what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import get_language, gettext

from onelane.channels.backoffice import answers, pictures, reasons, unmasking, way
from onelane.channels.shared import wording
from onelane.channels.shared.access import actor_of
from onelane.channels.shared.forms_from_catalogue import refusal_said, said
from onelane.kernel import clock
from onelane.office.cases import clocks
from onelane.office.cases import queries as cases
from onelane.office.lane import queries as tickets
from onelane.office.stations import queries as stations
from onelane.office.stations import waiting as work
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.channels.backoffice.answers import Part
    from onelane.channels.backoffice.pictures import Examined
    from onelane.kernel.refusal import Refused
    from onelane.office.cases.deadlines import Segment
    from onelane.office.cases.queries import CaseView
    from onelane.office.stations.queries import Sheet as Work
    from onelane.office.stations.waiting import Judged

STEP = "review"


@dataclass(frozen=True)
class Typed:
    """What was pressed and typed when the office said no, and what it said."""

    panel: str = ""
    given: QueryDict = field(default_factory=QueryDict)
    refused: Refused | None = None

    @property
    def status(self) -> int:
        """Return the status of the answer."""
        return 200 if self.refused is None else wording.status_of(self.refused.code)

    @property
    def message(self) -> str:
        """Return what the office said."""
        if self.refused is None:
            return ""
        if self.refused.code == "stations.rule_says_no":
            return gettext("The law says no; see the rules marked with a cross. Send the case back, or refuse it.")
        return refusal_said(self.refused)

    def errors(self) -> Mapping[str, Refused]:
        """Return what is wrong with each field."""
        found = getattr(self.refused, "errors", {})
        return found if isinstance(found, dict) else {}


NOTHING = Typed()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of law and what it says: `yes`, `no` or `pending` until the findings are written."""

    name: str
    article: str
    verdict: str
    why: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A question to the reviewer, answered by yes or no."""

    code: str
    label: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A material of the service and whether it was seen or fetched."""

    name: str
    seen: bool
    needed: bool
    when: str


@dataclass(frozen=True, slots=True)
class Target:
    """A step that the case may be sent back to, with the reasons to choose from."""

    code: str
    name: str
    chosen: bool
    reasons: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of days of the legal clock, in words."""

    since: date
    until: date
    why: str
    counted: int


@dataclass(frozen=True, slots=True)
class Clock:
    """The legal clock of the case as a page explains it."""

    days: int
    used: int
    article: str
    standing: str
    due: date | None
    ended: bool
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the review desk's page."""

    view: CaseView
    label: str
    path: list[object]
    parts: list[Part]
    materials: list[Seen]
    examined: Examined | None
    pictures: list[pictures.Picture]
    rules: list[Rule]
    findings: list[Finding]
    targets: list[Target]
    clock: Clock
    typed: Typed
    text: str
    may_unmask: bool


def of_case(request: HttpRequest, case_id: int, typed: Typed = NOTHING) -> Sheet:
    """Return the page of a case in hand, and note that its personal data are read for the review."""
    actor = actor_of(request)
    paper = stations.sheet(case_id, STEP, actor)
    view, shown_whole = paper.case, unmasking.whole(request, case_id)
    answers.note(actor, case_id, STEP, view.answers)
    ticket = tickets.ticket_of(case_id)
    examined = pictures.examined(case_id, actor)
    told = {**view.answers, **_written(paper, typed)}
    return Sheet(
        view=view,
        label=ticket.label if ticket is not None else "",
        path=way.drawn(view, cases.plan_of(case_id)),
        parts=answers.parts(view.answers, whole=shown_whole, without={one.code for one in paper.fields}),
        materials=_materials(paper),
        examined=examined,
        pictures=pictures.of_case(case_id, view.number),
        rules=[_rule(one) for one in work.judged(case_id, STEP, actor, told)],
        findings=_findings(paper, typed),
        targets=_targets(view, typed),
        clock=clock_of(view),
        typed=typed,
        text=typed.given.get("text", ""),
        may_unmask=unmasking.may(request),
    )


def _written(paper: Work, typed: Typed) -> dict[str, bool | None]:
    """Return the findings as typed on this very page; what an earlier review found is asked anew."""
    words = {"true": True, "false": False}
    return {one.code: words.get(typed.given.get(one.code, "")) for one in paper.fields}


def _findings(paper: Work, typed: Typed) -> list[Finding]:
    wrong = typed.errors()
    return [
        Finding(
            code=one.code,
            label=said(one.name),
            value=typed.given.get(one.code, ""),
            why=refusal_said(wrong[one.code]) if one.code in wrong else "",
        )
        for one in paper.fields
    ]


def _materials(paper: Work) -> list[Seen]:
    return [
        Seen(said(one.name), one.code in paper.seen, one.code in paper.needed, said(one.when) if one.when else "")
        for one in paper.materials
    ]


def _rule(one: Judged) -> Rule:
    verdict, rule = one.verdict, catalogue.current().vocabulary.rules[one.verdict.rule]
    state = "yes" if verdict.holds else "pending" if one.pending else "no"
    why = "" if state != "no" else wording.say(verdict.refusal, {}, get_language() or "zh")
    return Rule(said(rule.name), verdict.article, state, why)


def _targets(view: CaseView, typed: Typed) -> list[Target]:
    to, ticked = set(typed.given.getlist("to")), set(typed.given.getlist("reason"))
    return [
        Target(
            code=step.code,
            name=way.step_name(step.code),
            chosen=step.code in to,
            reasons=tuple(
                (f"{step.code}:{code}", said(words), f"{step.code}:{code}" in ticked)
                for code, words in reasons.SEND_BACK.get(step.code, {}).items()
            ),
        )
        for step in view.steps
        if step.standing == "done"
    ]


def clock_of(view: CaseView) -> Clock:
    """Return the legal clock of a case, every day of it explained; it ends with the case."""
    now, deadline = view.ended_at or clock.now(), clocks.deadline_of(view.id)
    return Clock(
        days=deadline.limit.working_days,
        used=deadline.used(now),
        article=deadline.limit.article,
        standing=deadline.standing(now),
        due=deadline.due(now),
        ended=view.ended_at is not None,
        stretches=tuple(_stretch(one) for one in deadline.explain(now)),
    )


def _stretch(one: Segment) -> Stretch:
    told = {
        "started": gettext("The application came in; the day itself does not count"),
        "working_day": gettext("Working day"),
        "rest_day": gettext("Day off"),
        "asked": gettext("The citizen was asked: %(why)s") % {"why": one.told},
    }
    return Stretch(one.since, one.until, told[one.why], one.counted)
