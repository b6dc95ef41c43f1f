"""The citizen's pages: read, call once, render."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.channels.portal import homepage, in_app, words
from onelane.channels.portal import visit as visit_pages
from onelane.channels.shared import paying, wording
from onelane.channels.shared.access import public, ticket_holder
from onelane.kernel.refusal import Refused
from onelane.office.lane import actions as lane
from onelane.office.payments import actions as payments
from onelane.office.payments import queries as bills
from onelane.office.stations import choosing, visits
from onelane.records import live

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from onelane.channels.portal.visit import Visit

    Deed = Callable[[Visit], object]

KEY = re.compile(r"(?:.*/t/)?([A-Za-z0-9_-]{6,64})/?")


@require_GET
@public
def home(request: HttpRequest) -> HttpResponse:
    """Show what this office is, what the lane is, what to bring and what it costs."""
    return render(request, "portal/home.html", {"home": homepage.Home()})


@require_GET
@public
def find(request: HttpRequest) -> HttpResponse:
    """Go to the ticket whose key, or whose whole address, was typed or scanned."""
    found = KEY.fullmatch(request.GET.get("key", "").strip())
    if found is None:
        context = {"home": homepage.Home(), "unread": True}
        return render(request, "portal/home.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect("portal:ticket", key=found[1])


@require_GET
@ticket_holder
def ticket(request: HttpRequest, key: str) -> HttpResponse:
    """Show a visit to its owner."""
    return _answered(request, key)


@require_GET
@ticket_holder
def ticket_now(request: HttpRequest, key: str) -> HttpResponse:
    """Show the part of the page that changes."""
    return _answered(request, key, template="portal/parts/visit.html")


@require_POST
@ticket_holder
def pay(request: HttpRequest, key: str) -> HttpResponse:
    """Ask the payment provider for a code; with one press the owner's own phone pays."""
    if in_app.is_inside(request, paying.chosen(request.POST)[0]):
        return redirect("portal:in-app", key=key)

    def start(visit: Visit) -> object:
        if visit.bill is None:
            raise Refused("cases.step_not_open", step="payment")
        provider, way = paying.chosen(request.POST, on_the_phone=True)
        return payments.start_attempt(bill_id=visit.bill.pk, provider=provider, way=way, actor=visit.actor)

    return _done(request, key, start)


@require_POST
@ticket_holder
def draw(request: HttpRequest, key: str) -> HttpResponse:
    """Show the numbers to choose from; the time begins."""
    again, commitment = request.POST.get("again") == "1", request.POST.get("commitment", "")[:80]

    def show(visit: Visit) -> object:
        return choosing.draw(case_id=visit.ticket.case_id, actor=visit.actor, again=again, commitment=commitment)

    return _done(request, key, show)


@require_POST
@ticket_holder
def choose(request: HttpRequest, key: str) -> HttpResponse:
    """Ask once more about the number picked; with the second yes it is the car's."""
    plate, former = request.POST.get("plate", "")[:16], request.POST.get("former") == "1"
    if request.POST.get("sure") == "1":
        deed = choosing.keep_former if former else choosing.choose
        return _done(request, key, lambda it: deed(case_id=it.ticket.case_id, plate=plate, actor=it.actor))
    visit = _found(key)
    if visit is None:
        return _unknown(request)
    if not visit.may_choose(plate, former=former):
        return _shown(request, visit, refused=Refused("plates.not_offered", number=plate))
    return render(request, "portal/sure.html", {"visit": visit, "plate": plate, "former": former})


@require_POST
@ticket_holder
def away(request: HttpRequest, key: str) -> HttpResponse:
    """Step aside for a moment."""
    return _done(request, key, lambda it: visits.step_aside(ticket_id=it.ticket.pk, actor=it.actor))


@require_POST
@ticket_holder
def back(request: HttpRequest, key: str) -> HttpResponse:
    """Come back to a fair place."""
    return _done(request, key, lambda it: lane.bring_back(ticket_id=it.ticket.pk, actor=it.actor))


@require_GET
@ticket_holder
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """Show the receipts of a paid visit, to keep or to print."""
    visit = _found(key)
    if visit is None or visit.bill is None or not visit.bill.paid_at:
        return _unknown(request)
    context = {"visit": visit, "receipts": bills.receipts_of(visit.bill.pk)}
    return render(request, "portal/receipt.html", context)


@require_http_methods(["GET", "POST"])
@ticket_holder
def leave(request: HttpRequest, key: str) -> HttpResponse:
    """Ask whether the owner really wants to leave; then end the visit."""
    if request.method == "POST":
        return _done(request, key, lambda it: visits.leave(ticket_id=it.ticket.pk, actor=it.actor))
    visit = _found(key)
    return render(request, "portal/leave.html", {"visit": visit}) if visit else _unknown(request)


def _found(key: str) -> Visit | None:
    try:
        return visit_pages.find(key)
    except Refused:
        return None


def _answered(request: HttpRequest, key: str, template: str = "portal/ticket.html") -> HttpResponse:
    visit = _found(key)
    return _shown(request, visit, template=template) if visit else _unknown(request)


def _done(request: HttpRequest, key: str, deed: Deed) -> HttpResponse:
    """Do one deed and go back to the page; a refusal is told on the page as it then stands."""
    visit = _found(key)
    if visit is None:
        return _unknown(request)
    try:
        deed(visit)
    except Refused as refused:
        fresh = _found(key)
        return _shown(request, fresh, refused=refused) if fresh else _unknown(request)
    return redirect("portal:ticket", key=key)


def _shown(
    request: HttpRequest, visit: Visit, *, refused: Refused | None = None, template: str = "portal/ticket.html"
) -> HttpResponse:
    topics = [live.ticket(visit.case.id)]
    if visit.scene in {"waiting", "called", "inside"}:
        topics.append(live.lane(visit.ticket.office_id))  # the place changes when others are called
    context = {"visit": visit, "topics": topics, "message": words.told(refused) if refused else ""}
    return render(request, template, context, status=wording.status_of(refused.code) if refused else HTTPStatus.OK)


def _unknown(request: HttpRequest) -> HttpResponse:
    """Say calmly that there is no such ticket, and what to do."""
    return render(request, "portal/unknown.html", status=HTTPStatus.NOT_FOUND)
