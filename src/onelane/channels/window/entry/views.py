"""The lane entry: a car arrives and its clock starts; it gets the one ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.shared import answers
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.window.entry import forms
from onelane.channels.window.entry import page as pages
from onelane.kernel.refusal import Refused
from onelane.office.cases import queries as cases
from onelane.office.lane import actions as lane
from onelane.office.lane import queries as tickets
from onelane.office.stations import visits
from onelane.records import live
from onelane.registers.offices.queries import office_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
@staff("guide")
def page(request: HttpRequest) -> HttpResponse:
    """Show the cars without a ticket, the ticket form and the queue."""
    return pages.show(request, actor_of(request))


@require_GET
@staff("guide")
def queue(request: HttpRequest) -> HttpResponse:
    """Show the queue alone: the part that live events renew."""
    return render(request, "window/entry/parts/queue.html", pages.queue(actor_of(request)))


@require_POST
@staff("guide")
def arrive(request: HttpRequest) -> HttpResponse:
    """Note that a car has arrived; its owner's clock starts now."""
    lane.arrive(actor=actor_of(request))
    return redirect("entry:page")


@require_POST
@staff("guide")
def take(request: HttpRequest) -> HttpResponse:
    """Give the one ticket; a refused form comes back as it was."""
    actor, wish = actor_of(request), forms.wish(request.POST)
    try:
        ticket = lane.take_ticket(
            service=wish.service,
            actor=actor,
            request_key=wish.request_key,
            medium=wish.medium,
            claim=wish.claim,
            arrival_code=wish.arrival,
            why=wish.why,
        )
    except Refused as refused:
        if answers.wants_json(request):
            raise
        return pages.show(request, actor, wish=wish, refused=refused)
    return redirect("entry:ticket", ticket.pk)


@require_GET
@staff("guide")
def ticket(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Show a ticket as it is printed: the number large, and the code for the phone."""
    actor = actor_of(request)
    found = tickets.ticket_of_office(ticket_id, actor.office)
    title = cases.view(found.case_id, actor).title
    address = f"{str(settings.ONELANE['ADDRESS']).rstrip('/')}/t/{found.key}"
    code = segno.make(address, error="m").svg_inline(border=2, omitsize=True, svgclass="ticket-code", lineclass=None)
    context = {
        "ticket": found,
        "office": office_of(actor.office),
        "service": title,
        "address": address,
        "qr": mark_safe(code),  # noqa: S308 - an SVG of squares, drawn from our own address
        "ahead": tickets.place_of(found, lane.called_steps()).ahead,
        "over": found.state in {"finished", "cancelled"},
        "topic": live.ticket(found.case_id),
    }
    return render(request, "window/entry/ticket.html", context)


@require_POST
@staff("guide")
def printed(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Say that the ticket came out of the printer: now it stands in the queue."""
    found = lane.mark_issued(ticket_id=ticket_id, actor=actor_of(request))
    messages.success(request, gettext("%(ticket)s is in the queue.") % {"ticket": found.label})
    return redirect("entry:page")


@require_POST
@staff("guide")
def reprint(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Print a ticket again: the same number and the same place."""
    lane.reprint(ticket_id=ticket_id, actor=actor_of(request))
    return redirect(f"{request.path.removesuffix('reprint/')}?print=1")


@require_POST
@staff("guide")
def bring_back(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Give somebody who is back a fair place again."""
    actor = actor_of(request)
    try:
        found = lane.bring_back(ticket_id=ticket_id, actor=actor)
    except Refused as refused:
        if answers.wants_json(request):
            raise
        return pages.show(request, actor, refused=refused)
    messages.success(request, gettext("%(ticket)s is in the queue again.") % {"ticket": found.label})
    return redirect("entry:page")


@require_POST
@staff("guide")
def come_again(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Give the owner of a case from another day a number of today."""
    actor = actor_of(request)
    try:
        lane.come_again(ticket_id=ticket_id, actor=actor)
    except Refused as refused:
        if answers.wants_json(request):
            raise
        return pages.show(request, actor, refused=refused)
    return redirect("entry:ticket", ticket_id)


@require_POST
@staff("guide")
def leave(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """End the visit of somebody who does not come back."""
    actor = actor_of(request)
    try:
        visits.send_home(ticket_id=ticket_id, actor=actor, why=request.POST.get("why", "")[:120])
    except Refused as refused:
        if answers.wants_json(request):
            raise
        return pages.show(request, actor, refused=refused)
    return redirect("entry:page")
