"""Refusals by two people: one proposes with grounds of the law, another decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from onelane.channels.backoffice import answers
from onelane.channels.backoffice.online import review
from onelane.channels.shared import wording
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.forms_from_catalogue import refusal_said, said, told
from onelane.kernel.refusal import Refused
from onelane.office.stations import grounds, judging, reviewing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

KEPT = frozenset({"applications.reason_missing", "applications.ground_needs_words", "applications.words_too_long",
                  "cases.reason_missing", "applications.second_person"})  # fmt: skip


@staff("reviewer")
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask for the grounds, then put the refusal before a second person."""
    actor = actor_of(request)
    chosen, words, refused = request.POST.getlist("ground"), request.POST.get("words", ""), None
    if request.method == "POST":
        try:
            judging.propose_refusal(case_id=case_id, reasons=chosen, words=words, actor=actor)
        except Refused as no:
            if no.code not in KEPT:
                raise
            refused = no
        else:
            messages.success(request, gettext("The refusal is proposed; a second person decides."))
            return redirect("online:queue")
    context = {
        **review.frame(reviewing.sheet(case_id, actor)),
        "grounds": [(one, said(one.words), one.code in chosen) for one in grounds.of("refusal")],
        "words": words,
        "longest": grounds.LONGEST,
        "told": refusal_said(refused) if refused is not None else "",
    }
    status = 200 if refused is None else wording.status_of(refused.code)
    return render(request, "backoffice/online/propose.html", context, status=status)


@staff("reviewer", "supervisor")
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a proposed refusal with all that is known, then confirm it or turn it down."""
    actor, refused = actor_of(request), None
    if request.method == "POST":
        confirmed = request.POST.get("then") == "confirm"
        try:
            judging.decide_refusal(
                case_id=case_id, confirmed=confirmed, words=request.POST.get("words", ""), actor=actor
            )
        except Refused as no:
            if no.code not in KEPT:
                raise
            refused = no
        else:
            done, back = gettext("The application is refused."), gettext("It is back with the reviewers.")
            messages.success(request, done if confirmed else back)
            return redirect("online:queue")
    sheet = reviewing.sheet(case_id, actor)
    if sheet.proposal is None:
        raise Refused("applications.no_proposal")
    if request.method == "GET":
        answers.note(actor, case_id, "refusal", sheet.answers)
    context = {
        **review.frame(sheet),
        "grounds": [_written(one) for one in sheet.proposal.reasons],
        "given": [(said(one.field.name), told(one.field, one.answer, whole=True)) for one in sheet.items if one.field],
        "own": sheet.proposal.proposed_by == actor.id,
        "told": refusal_said(refused) if refused is not None else "",
        "words": request.POST.get("words", ""),
    }
    status = 200 if refused is None else wording.status_of(refused.code)
    return render(request, "backoffice/online/refusal.html", context, status=status)


def _written(kept: dict[str, str]) -> tuple[str, str, str]:
    one = grounds.all_grounds()[kept["code"]]
    return said(one.words), one.article, kept.get("words", "")
