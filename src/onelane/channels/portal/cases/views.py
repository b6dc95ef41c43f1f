"""The citizen's case: where it stands, why it takes its time, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from onelane.channels.portal.cases.page import Page
from onelane.channels.shared.access import actor_of, citizen
from onelane.channels.shared.case_words import lasted
from onelane.office.cases.applications.timeline import totals
from onelane.office.stations import applied, applying
from onelane.records import live

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def case_of(request: HttpRequest, number: str) -> Page:
    """Return the case of this number if it is the reader's own; refuse `cases.not_found`."""
    actor = actor_of(request)
    return Page(applied.mine(number=number, actor=actor), actor)


@require_GET
@citizen
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Show where the case stands."""
    found = case_of(request, number)
    if found.mine.state == "draft":
        return redirect("apply:resume", number)
    return render(request, "portal/cases/page.html", {"case": found, "topic": live.ticket(found.mine.case_id)})


@require_GET
@citizen
def now(request: HttpRequest, number: str) -> HttpResponse:
    """Show the part of the page that changes."""
    return render(request, "portal/cases/standing.html", {"case": case_of(request, number)})


@require_GET
@citizen
def why(request: HttpRequest, number: str) -> HttpResponse:
    """Explain where the time of the case went, and both of its clocks."""
    found = case_of(request, number)
    if found.mine.state == "draft":
        return redirect("apply:resume", number)
    told = totals(found.clocks.stretches)
    whole = sum(told.values(), start=told["office"] * 0)
    context = {"case": found, "whole": lasted(whole), "totals": {who: lasted(time) for who, time in told.items()}}
    return render(request, "portal/cases/why.html", context)


@require_http_methods(["GET", "POST"])
@citizen
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Ask whether it is meant, then withdraw the application."""
    found = case_of(request, number)
    if request.method == "GET":
        return render(request, "portal/cases/withdraw.html", {"case": found})
    applying.withdraw(case_id=found.mine.case_id, actor=found.actor)
    messages.success(request, gettext("The application is withdrawn."))
    return redirect("cases:page", number)
