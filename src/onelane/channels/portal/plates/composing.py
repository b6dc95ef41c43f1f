"""Compose a number on the phone (自编自选), while the visit waits for one."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from onelane.channels.portal import visit as visit_pages
from onelane.channels.portal import words
from onelane.channels.shared import wording
from onelane.channels.shared.access import ticket_holder
from onelane.kernel.refusal import Refused
from onelane.office.stations import choosing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.channels.portal.visit import Visit

LONGEST = 12


@require_http_methods(["GET", "POST"])
@ticket_holder
def compose(request: HttpRequest, key: str) -> HttpResponse:
    """Show what is still free, and try the numbers that the owner wrote down."""
    try:
        visit = visit_pages.find(key)
        if request.method == "GET":
            return _shown(request, visit)
        return _tried(request, visit)
    except Refused as refused:
        if refused.code == "lane.no_such_ticket":
            return render(request, "portal/unknown.html", status=HTTPStatus.NOT_FOUND)
        return _shown(request, visit_pages.find(key), refused)


def _tried(request: HttpRequest, visit: Visit) -> HttpResponse:
    wishes = [wish[:LONGEST] for wish in request.POST.getlist("wish") if wish.strip()]
    got = choosing.compose(case_id=visit.ticket.case_id, wishes=wishes, actor=visit.actor)
    if got is not None:
        return redirect("portal:ticket", key=visit.ticket.key)
    told = gettext("None of these is free. Try others, or look below for what is.")
    return _page(request, visit_pages.find(visit.ticket.key), told, HTTPStatus.CONFLICT)


def _shown(request: HttpRequest, visit: Visit, refused: Refused | None = None) -> HttpResponse:
    if visit.scene != "number-choice" or visit.plate:
        return redirect("portal:ticket", key=visit.ticket.key)
    status = wording.status_of(refused.code) if refused else HTTPStatus.OK
    return _page(request, visit, words.told(refused) if refused else "", status)


def _page(request: HttpRequest, visit: Visit, message: str, status: int) -> HttpResponse:
    wishes = request.POST.getlist("wish")
    context = {
        "visit": visit, "composer": visit.composer(request.GET.get("like", "")), "message": message,
        "wish": wishes[0][:LONGEST] if wishes else "",
    }  # fmt: skip
    return render(request, "portal/compose.html", context, status=status)
