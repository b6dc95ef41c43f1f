"""The acceptance window: the form is kept, and it is handed on when it is complete."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.shared.access import actor_of, staff
from onelane.channels.window.acceptance import forms
from onelane.channels.window.calls import counter, pages
from onelane.kernel.refusal import Refused
from onelane.office.stations import actions as stations
from onelane.office.stations import drafts
from onelane.registers.people import queries as people

if TYPE_CHECKING:
    from django.http import HttpRequest

STEP = "acceptance"


@require_GET
@staff("clerk")
def page(request: HttpRequest) -> HttpResponse:
    """Show the one piece of work of this window, or the way to the next."""
    return pages.show(request)


@require_POST
@staff("clerk")
def draft(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keep what was typed so far; the page does so by itself while one types."""
    actor = actor_of(request)
    answers = forms.typed(request.POST, case_id, STEP, actor)
    drafts.keep(case_id=case_id, step=STEP, actor=actor, answers=answers)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    messages.success(request, gettext("The draft is saved."))
    return redirect("acceptance:page")


@require_POST
@staff("clerk")
def done(request: HttpRequest, case_id: int) -> HttpResponse:
    """Accept the papers; what cannot stand comes back as it was typed, all of it told at once."""
    actor = actor_of(request)
    try:
        answers = forms.typed(request.POST, case_id, STEP, actor)
        stations.complete(case_id=case_id, step=STEP, actor=actor, answers=answers)
    except Refused as refused:
        if counter.for_a_program(request):
            raise
        return pages.show(request, refused=refused)
    return redirect("acceptance:page")


@require_POST
@staff("clerk")
def person(request: HttpRequest) -> HttpResponse:
    """Tell, masked, whether the register knows the owner by this document: to compare with the card."""
    id_type = request.POST.get("owner_id_type", "")[:1]
    known = people.by_document(id_type, request.POST.get("owner_id_no", "")[:40])
    return render(request, "window/acceptance/parts/person.html", {"known": known})
