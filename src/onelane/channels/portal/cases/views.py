"""The citizen's case: where it stands, why it takes its time, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.catalogue.forms import FieldErrors
from onelane.channels.portal.cases.own import OwnCase
from onelane.channels.shared import paying
from onelane.channels.shared.access import actor_of, citizen
from onelane.channels.shared.case_words import lasted
from onelane.channels.shared.forms_from_catalogue import CatalogueForm, typed_in
from onelane.kernel.refusal import Refused
from onelane.office.cases.applications.timeline import totals
from onelane.office.payments import actions as payments
from onelane.office.stations import applied, applying, posting_again
from onelane.records import live

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def case_of(request: HttpRequest, number: str) -> OwnCase:
    """Return the case of this number if it is the reader's own; refuse `cases.not_found`."""
    actor = actor_of(request)
    return OwnCase(applied.mine(number=number, actor=actor), actor)


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


@require_POST
@citizen
def pay(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the payment provider for a code; with one press the reader's own phone pays."""
    found = case_of(request, number)
    if found.bill is None:
        raise Refused("cases.step_not_open", step="payment")
    provider, way = paying.chosen(request.POST, on_the_phone=True)
    payments.start_attempt(bill_id=found.bill.pk, provider=provider, way=way, actor=found.actor)
    return redirect("cases:page", number)


@require_http_methods(["GET", "POST"])
@citizen
def address(request: HttpRequest, number: str) -> HttpResponse:
    """Ask where a parcel that came back shall go, then send it once more."""
    found = case_of(request, number)
    if not found.may_say_where:
        return redirect("cases:page", number)
    fields = posting_again.asked()
    if request.method == "GET":
        known = {name: str(found.answers.get(name) or "") for name in posting_again.ASKED}
        return _where(request, found, CatalogueForm(fields, typed=known))
    typed = typed_in(fields, request.POST)
    try:
        posting_again.readdress(case_id=found.mine.case_id, answers=dict(typed), actor=found.actor)
    except FieldErrors as refused:
        return _where(request, found, CatalogueForm(fields, typed=typed, refused=refused.errors), 422)
    messages.success(request, gettext("Thank you. The office packs it once more."))
    return redirect("cases:page", number)


def _where(request: HttpRequest, found: OwnCase, form: CatalogueForm, status: int = 200) -> HttpResponse:
    return render(request, "portal/cases/address.html", {"case": found, "form": form}, status=status)


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
