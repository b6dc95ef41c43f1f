"""The ticket machine (取号机): one press, one ticket, and nothing counts until it is printed."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.kiosk.machines import machine_or
from onelane.channels.shared.access import actor_of
from onelane.channels.shared.drawing import qr, worded
from onelane.kernel.refusal import Refused
from onelane.office.lane import actions as lane
from onelane.office.lane import queries as queue
from onelane.registers.offices import catalogue
from onelane.registers.offices import queries as offices

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LANE = "lane"
SHOWN = 10  # seconds, then the next car has the machine
guarded = machine_or("ticket_machine", "guide")


@require_GET
@guarded
def page(request: HttpRequest) -> HttpResponse:
    """Offer one large button for each service of the lane."""
    office = offices.office_of(actor_of(request).office)
    offered = [
        {"code": one.code, "title": worded(one.title), "press": secrets.token_urlsafe(16)}
        for one in catalogue.current().services.values()
        if LANE in one.offered
    ]
    first = [one for service in catalogue.current().services.values() for one in service.steps[:1]]
    context = {
        "services": offered,
        "office": worded({"zh": office.name_zh, "en": office.name_en}),
        "waiting": max(queue.count_waiting_by_step(office.pk, set(first)).values(), default=0),
        "arrival": request.GET.get("arrival", "")[:12],
    }
    return render(request, "kiosk/tickets.html", context)


@require_POST
@guarded
def take(request: HttpRequest) -> HttpResponse:
    """Take the one ticket; the same press gives the same ticket."""
    ticket = lane.take_ticket(
        service=_offered(request.POST.get("service", "")),
        actor=actor_of(request),
        request_key=request.POST.get("press", ""),
        medium="paper",
        arrival_code=request.POST.get("arrival", "")[:12],
    )
    return redirect("kiosk:printing", ticket_id=ticket.pk)


@require_GET
@guarded
def printing(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Print the ticket and ask whether it came out."""
    ticket = _ticket(request, ticket_id)
    if ticket.state != "made":
        return redirect("kiosk:wait", ticket_id=ticket.pk)
    return render(request, "kiosk/printing.html", _slip(ticket))


@require_POST
@guarded
def printed(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Say that the ticket is in the owner's hand: from now on it stands in the queue."""
    lane.mark_issued(ticket_id=ticket_id, actor=actor_of(request))
    return redirect("kiosk:wait", ticket_id=ticket_id)


@require_POST
@guarded
def again(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Print the same ticket once more, because it did not come out."""
    lane.reprint(ticket_id=ticket_id, actor=actor_of(request))
    return redirect("kiosk:printing", ticket_id=ticket_id)


@require_GET
@guarded
def wait(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Say what happens next, then make room for the next car."""
    ticket = _ticket(request, ticket_id)
    if ticket.state == "made":
        return redirect("kiosk:printing", ticket_id=ticket.pk)
    home = reverse("kiosk:tickets")
    response = render(request, "kiosk/wait.html", {**_slip(ticket), "home": home})
    response["Refresh"] = f"{SHOWN}; url={home}"
    return response


def _ticket(request: HttpRequest, ticket_id: int) -> Any:
    return queue.ticket_of_office(ticket_id, actor_of(request).office)


def _slip(ticket: Any) -> dict[str, Any]:
    """Return what is printed: number, code, when, and for what."""
    office = offices.office_of(ticket.office_id)
    address = f"{str(settings.ONELANE['ADDRESS']).rstrip('/')}/t/{ticket.key}/"
    return {
        "ticket": ticket,
        "qr": qr(address),
        "office": {"zh": office.name_zh, "en": office.name_en},
        "key": ticket.key,
    }


def _offered(code: str) -> str:
    service = catalogue.current().services.get(code)
    if service is None or LANE not in service.offered:
        raise Refused("lane.no_such_service", service=code[:40])
    return service.code
