"""The number machine (选号机): find the visit, pay by phone, pick one of the numbers, go."""

from __future__ import annotations

import hmac
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.channels.kiosk.counter import Seat
from onelane.channels.kiosk.machines import machine_or
from onelane.channels.shared import attempts, paying, wording
from onelane.channels.shared.access import actor_of
from onelane.kernel.refusal import Refused
from onelane.office.cases import queries as cases
from onelane.office.lane import queries as queue
from onelane.office.payments import actions as payments
from onelane.office.stations import choosing
from onelane.records import live

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

KEY = re.compile(r"(?:.*/t/)?([A-Za-z0-9_-]{12,64})/?")
WISH = 12  # characters of a wished number
LAST = 4  # characters of the identity number that are asked for
SEAT = "number_machine_ticket"
guarded = machine_or("number_machine", "cashier")


@require_GET
@guarded
def page(request: HttpRequest) -> HttpResponse:
    """Ask whose turn it is: the ticket's code, or its number and the end of the identity number."""
    return render(request, "kiosk/numbers.html", {})


@require_POST
@guarded
def find(request: HttpRequest) -> HttpResponse:
    """Find the visit; a wrong guess is told like an unknown number, and guesses are counted."""
    try:
        ticket = _found(request)
    except Refused as refused:
        told = _told(refused)
        return render(request, "kiosk/numbers.html", {"message": told}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    request.session[SEAT] = ticket.pk
    return redirect("kiosk:visit")


@require_GET
@guarded
def visit(request: HttpRequest) -> HttpResponse:
    """Show what the owner can do here now."""
    return _shown(request)


@require_POST
@guarded
def pay(request: HttpRequest) -> HttpResponse:
    """Show a code for the owner's phone."""
    seat = _seat(request)
    if seat is None:
        return redirect("kiosk:numbers")
    if seat.bill is not None and seat.bill.state == "open":
        provider, way = paying.chosen(request.POST)
        payments.start_attempt(bill_id=seat.bill.pk, provider=provider, way=way, actor=actor_of(request))
    return redirect("kiosk:visit")


@require_POST
@guarded
def draw(request: HttpRequest) -> HttpResponse:
    """Show the numbers; the time begins."""
    seat, again = _seat(request), request.POST.get("again") == "1"
    if seat is None:
        return redirect("kiosk:numbers")
    try:
        choosing.draw(case_id=seat.case.id, actor=actor_of(request), again=again)
    except Refused as refused:
        return _shown(request, refused)
    return redirect("kiosk:visit")


@require_POST
@guarded
def choose(request: HttpRequest) -> HttpResponse:
    """Ask once more, then take the number."""
    seat, plate, former = _seat(request), request.POST.get("plate", "")[:16], request.POST.get("former") == "1"
    if seat is None:
        return redirect("kiosk:numbers")
    if request.POST.get("sure") != "1":
        if not seat.may_choose(plate, former=former):
            return _shown(request, Refused("plates.not_offered", number=plate))
        return render(request, "kiosk/sure.html", {"seat": seat, "plate": plate, "former": former})
    deed = choosing.keep_former if former else choosing.choose
    try:
        deed(case_id=seat.case.id, plate=plate, actor=actor_of(request))
    except Refused as refused:
        return _shown(request, refused)
    return redirect("kiosk:visit")


@require_http_methods(["GET", "POST"])
@guarded
def compose(request: HttpRequest) -> HttpResponse:
    """Show what is still free, and try the numbers that the owner wrote down (自编自选)."""
    seat = _seat(request)
    if seat is None:
        return redirect("kiosk:numbers")
    if seat.scene != "choice" or seat.plate:
        return redirect("kiosk:visit")
    message, status = "", int(HTTPStatus.OK)
    if request.method == "POST":
        wishes = [wish[:WISH] for wish in request.POST.getlist("wish") if wish.strip()]
        try:
            if choosing.compose(case_id=seat.case.id, wishes=wishes, actor=actor_of(request)) is not None:
                return redirect("kiosk:visit")
            message, status = (
                gettext("None of these is free. Try others, or look below for what is."),
                int(HTTPStatus.CONFLICT),
            )
        except Refused as refused:
            message, status = _told(refused), int(wording.status_of(refused.code))
    context = {"seat": seat, "composer": seat.composer(request.GET.get("like", "")), "message": message}
    return render(request, "kiosk/compose.html", context, status=status)


@require_POST
@guarded
def end(request: HttpRequest) -> HttpResponse:
    """Forget whose turn it was; the case stays as it is."""
    request.session.pop(SEAT, None)
    return redirect("kiosk:numbers")


def _shown(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    seat = _seat(request)
    if seat is None:
        return redirect("kiosk:numbers")
    context = {"seat": seat, "topic": live.ticket(seat.case.id), "message": _told(refused) if refused else ""}
    status = wording.status_of(refused.code) if refused else HTTPStatus.OK
    return render(request, f"kiosk/{seat.scene}.html", context, status=status)


def _seat(request: HttpRequest) -> Seat | None:
    """Return who stands at the machine, or None after time-out."""
    ticket_id = request.session.get(SEAT)
    if ticket_id is None:
        return None
    actor = actor_of(request)
    return Seat(queue.ticket_of_office(ticket_id, actor.office), actor)


def _found(request: HttpRequest) -> Any:
    """Return the ticket of this office that was scanned, or named together with the end of the identity number."""
    office, given = actor_of(request).office, request.POST
    scanned = KEY.fullmatch(given.get("code", "").strip())
    if scanned is not None:
        ticket = queue.ticket_by_key(scanned[1])
        if ticket.office_id != office:
            raise Refused("lane.no_such_ticket")
        return ticket
    return _named(office, given.get("number", "")[:12], given.get("last", "").strip().upper()[:LAST])


def _named(office: str, number: str, last: str) -> Any:
    name = f"number-machine:{office}:{number.strip().upper()}"
    if attempts.minutes_closed(name):
        raise Refused("kiosk.too_many_guesses")
    ticket = queue.ticket_by_label(office, number)
    told = cases.answers(ticket.case_id)
    known = [str(told.get(field) or "")[-LAST:].upper() for field in ("owner_id_no", "agent_id_no")]
    if len(last) != LAST or not any(one and hmac.compare_digest(one, last) for one in known):
        raise Refused("lane.no_such_ticket")
    attempts.forget(name)
    return ticket


def _told(refused: Refused) -> str:
    """Return the sentence for a refusal."""
    own = {
        "lane.no_such_ticket": gettext("No ticket of today fits. Please compare the number and the four characters."),
        "kiosk.too_many_guesses": gettext("Too many tries for this number. Please scan the code on your ticket."),
        "plates.taken": gettext("This number was taken a moment ago. Pick another; your place is kept."),
        "plates.not_offered": gettext("This number is not on your list. Pick another; your place is kept."),
        "plates.hold_expired": gettext("The time for this list is over. Your place is kept; ask for numbers again."),
    }
    return own.get(refused.code) or wording.say(refused.code, refused.facts, get_language() or "zh-hans")
