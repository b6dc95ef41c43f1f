"""The review of one application: every item beside what is known, one press for all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.backoffice import answers
from onelane.channels.shared import photo_desk, wording
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.forms_from_catalogue import refusal_said, said, told
from onelane.kernel.refusal import Refused
from onelane.office.cases import queries as cases
from onelane.office.cases.applications.rules import REVIEW
from onelane.office.stations import grounds, judging, reviewing
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse, QueryDict

    from onelane.kernel.actor import Actor
    from onelane.office.stations.reviewing import Item, ReviewSheet

KEPT = ("applications.", "stations.rule_says_no", "cases.fields", "cases.reason_missing")
CHECKS = {
    "insurance": _("Compulsory insurance"),
    "vessel_tax": _("Vehicle and vessel tax"),
    "purchase_tax": _("Purchase tax"),
    "medical": _("Medical certificate"),
    "violations": _("Open violations"),
    "stolen": _("Stolen vehicles"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One item on the page."""

    key: str
    label: str
    answer: str
    register: str
    documents: tuple[object, ...]
    check: photo_desk.Check | None
    reasons: tuple[tuple[str, str, bool], ...]
    wrong: bool
    words: str


@staff("reviewer")
@require_GET
def page(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show the application in hand; what is read of a person is noted."""
    return _shown(request, case_id)


@staff("reviewer")
@require_POST
def decide(request: HttpRequest, case_id: int) -> HttpResponse:
    """Judge all items, then let the application through or ask for everything that is wrong."""
    actor = actor_of(request)
    correction = request.POST.get("then") == "ask"
    try:
        sheet = reviewing.sheet(case_id, actor)
        judging.decide(
            case_id=case_id,
            verdicts={one.key: _verdict(one.key, request.POST) for one in sheet.items},
            correction=correction,
            findings={one.code: request.POST.get(one.code, "") for one in sheet.findings},
            actor=actor,
        )
    except Refused as refused:
        if not refused.code.startswith(KEPT) or not _in_hand(actor, case_id):
            raise
        return _shown(request, case_id, refused)
    asked, passed = gettext("The citizen is asked for all of it at once."), gettext("Approved.")
    messages.success(request, asked if correction else passed)
    return redirect("online:queue")


@staff("reviewer")
@require_POST
def put_back(request: HttpRequest, case_id: int) -> HttpResponse:
    """Lay the application down."""
    judging.put_back(case_id=case_id, actor=actor_of(request))
    return redirect("online:queue")


def _in_hand(actor: Actor, case_id: int) -> bool:
    mine = cases.mine(actor, REVIEW)
    return mine is not None and mine.case_id == case_id


def _verdict(key: str, given: QueryDict) -> judging.Verdict:
    if given.get(f"holds-{key}", "yes") == "yes":
        return judging.Verdict(holds=True)
    reasons = tuple(one for one in given.getlist(f"reason-{key}") if one)
    return judging.Verdict(holds=False, reasons=reasons, words=given.get(f"words-{key}", ""))


def _shown(request: HttpRequest, case_id: int, refused: Refused | None = None) -> HttpResponse:
    actor = actor_of(request)
    if not _in_hand(actor, case_id):
        raise Refused("cases.not_in_hand", step=REVIEW)
    sheet = reviewing.sheet(case_id, actor)
    if request.method == "GET":
        answers.note(actor, case_id, REVIEW, sheet.answers)
    photos = photo_desk.checks([paper.pk for one in sheet.items for paper in one.documents])
    lines = [_line(one, request.POST, photos) for one in sheet.items]
    context = {
        **frame(sheet),
        "lines": lines,
        "wrong": any(one.wrong for one in lines),
        "told": refusal_said(refused) if refused is not None else "",
    }
    status = 200 if refused is None else wording.status_of(refused.code)
    return render(request, "backoffice/online/review.html", context, status=status)


def frame(sheet: ReviewSheet) -> dict[str, object]:
    """Return what every page about one application shows: what is known, what others say, what the law says."""
    words = catalogue.current()
    service = words.services.get(sheet.service)
    return {
        "sheet": sheet,
        "title": said(service.title) if service else sheet.service,
        "known": [(said(field.name), told(field, value, whole=True)) for field, value in sheet.known],
        "checks": [(gettext(CHECKS[one.kind]), one) for one in sheet.checks],
        "rules": [
            (said(words.vocabulary.rules[one.rule].name), one,
             "" if one.holds else wording.say(one.refusal, one.facts, get_language() or "zh"))
            for one in sheet.rules
        ],
        "findings": [(field.code, said(field.name)) for field in sheet.findings],
    }  # fmt: skip


def _line(one: Item, given: QueryDict, photos: Mapping[int, photo_desk.Check]) -> Line:
    name = one.field.name if one.field else one.material.name if one.material else None
    sort: grounds.For = "field" if one.field else "paper"
    before = one.judged
    sent = f"holds-{one.key}" in given
    chosen = given.getlist(f"reason-{one.key}") if sent else list(before.reasons) if before else []
    wrong = given.get(f"holds-{one.key}") == "no" if sent else before is not None and not before.holds
    return Line(
        key=one.key,
        label=said(name) if name else one.key,
        answer=told(one.field, one.answer, whole=True) if one.field else "",
        register=told(one.field, one.register, whole=True) if one.field and one.differs else "",
        documents=one.documents,
        check=next((photos[paper.pk] for paper in one.documents if paper.pk in photos), None),
        reasons=tuple((ground.code, said(ground.words), ground.code in chosen) for ground in grounds.of(sort)),
        wrong=wrong,
        words=given.get(f"words-{one.key}", "") if sent else before.words if before else "",
    )
