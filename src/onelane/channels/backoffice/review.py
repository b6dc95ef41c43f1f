"""The review desk (审核): one case with all that the law asks about it, and the reviewer's decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.backoffice import desk, reasons, sheet
from onelane.channels.shared.access import actor_of, staff
from onelane.kernel.refusal import Refused
from onelane.office.stations import actions as stations
from onelane.office.stations import asking
from onelane.office.stations import waiting as work

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

STEP = "review"
KEPT = frozenset({"cases.fields", "stations.rule_says_no", "cases.reason_missing", "cases.cannot_send_back",
                  "backoffice.text_too_long"})  # fmt: skip
"""Refusals that are told on the page itself, so that nothing typed is lost."""


@staff("reviewer")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the case in hand with all it needs, or what waits."""
    return shown(request)


@staff("reviewer")
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits, as a fragment for live pages."""
    return render(request, "backoffice/parts/queue.html", desk.frame(request, STEP, "review"))


@staff("reviewer")
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the fairest case in hand."""
    if stations.take_next(step=STEP, actor=actor_of(request)) is None:
        messages.info(request, gettext("Nothing waits now."))
    return redirect("backoffice:review")


@staff("reviewer")
@require_POST
def done(request: HttpRequest, case_id: int) -> HttpResponse:
    """Write the findings and let the case through, if every rule says yes."""
    actor = actor_of(request)
    typed = {name: text for name, text in request.POST.items() if isinstance(text, str)}
    try:
        stations.complete(case_id=case_id, step=STEP, actor=actor, answers=dict(typed))
    except Refused as refused:
        return again(request, case_id, refused, "done")
    return redirect("backoffice:review")


@staff("reviewer")
@require_POST
def release(request: HttpRequest, case_id: int) -> HttpResponse:
    """Put the case back into its fair place."""
    asking.put_back(case_id=case_id, step=STEP, actor=actor_of(request))
    return redirect("backoffice:review")


@staff("reviewer")
@require_POST
def send_back(request: HttpRequest, case_id: int) -> HttpResponse:
    """Send the case back with the reasons that the owner will read."""
    to = list(dict.fromkeys(request.POST.getlist("to")))
    try:
        kept = reasons.to_send_back(to, request.POST.getlist("reason"), request.POST.get("text", ""))
        stations.send_back(case_id=case_id, step=STEP, to=to, reasons=kept, actor=actor_of(request))
    except Refused as refused:
        return again(request, case_id, refused, "send-back")
    messages.success(request, gettext("Sent back; the owner keeps the ticket and the place."))
    return redirect("backoffice:review")


@staff("reviewer")
@require_POST
def ask(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask the citizen for something; the legal clock stops."""
    try:
        why = reasons.own_words(request.POST.get("text", ""))
        asking.ask(case_id=case_id, step=STEP, why=why, actor=actor_of(request))
    except Refused as refused:
        return again(request, case_id, refused, "ask")
    messages.success(request, gettext("The citizen is asked; the clock stands still."))
    return redirect("backoffice:review")


@staff("reviewer")
@require_POST
def go_on(request: HttpRequest, case_id: int) -> HttpResponse:
    """Go on with a case whose citizen has answered."""
    asking.go_on(case_id=case_id, step=STEP, actor=actor_of(request))
    messages.success(request, gettext("The case is back in its place; the clock runs again."))
    return redirect("backoffice:review")


@staff("reviewer")
@require_POST
def undo(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take back the last completion."""
    stations.undo(case_id=case_id, step=STEP, actor=actor_of(request))
    return redirect("backoffice:review")


def again(request: HttpRequest, case_id: int, refused: Refused, panel: str) -> HttpResponse:
    """Show the page with what was typed and the reason, where the case is in hand and the refusal is about the form."""
    if refused.code not in KEPT or desk.in_hand(actor_of(request), STEP) != case_id:
        raise refused
    return shown(request, sheet.Typed(panel, request.POST, refused))


def shown(request: HttpRequest, typed: sheet.Typed = sheet.NOTHING) -> HttpResponse:
    """Show the case in hand, or the idle desk."""
    actor = actor_of(request)
    context = desk.frame(request, STEP, "review")
    case_id = desk.in_hand(actor, STEP)
    if case_id is None:
        context["asked"] = work.asked(actor.office, STEP)
        return render(request, "backoffice/idle.html", context)
    context["sheet"] = sheet.of_case(request, case_id, typed)
    return render(request, "backoffice/review.html", context, status=typed.status)
