"""The plate room (制牌室): the next pair of plates, drawn as it will look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.backoffice import desk
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.forms_from_catalogue import said
from onelane.office.cases import queries as cases
from onelane.office.lane import queries as tickets
from onelane.office.stations import actions as stations
from onelane.office.stations import asking
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

STEP = "plate-making"
THING = "plates"


@staff("plate_maker")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the plates in hand, or what waits."""
    actor = actor_of(request)
    context = desk.frame(request, STEP, "plate-room")
    case_id = desk.in_hand(actor, STEP)
    if case_id is None:
        return render(request, "backoffice/idle.html", context)
    view, ticket = cases.view(case_id, actor), tickets.ticket_of(case_id)
    words = catalogue.current().vocabulary
    category = str(view.answers.get("plate_category") or "02")
    names = words.codes["plate_category"].rows
    context |= {
        "case_id": case_id,
        "number": view.number,
        "label": ticket.label if ticket is not None else "",
        "plate": str(view.answers.get("chosen_number") or ""),
        "category": category,
        "category_name": said(names[category]) if category in names else category,
        "copies": words.papers[THING].copies if THING in words.papers else 2,
    }
    return render(request, "backoffice/plate_room.html", context)


@staff("plate_maker")
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits, as a fragment for live pages."""
    return render(request, "backoffice/parts/queue.html", desk.frame(request, STEP, "plate-room"))


@staff("plate_maker")
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the next plates in hand."""
    if stations.take_next(step=STEP, actor=actor_of(request)) is None:
        messages.info(request, gettext("Nothing waits now."))
    return redirect("backoffice:plate-room")


@staff("plate_maker")
@require_POST
def done(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say that both plates are pressed."""
    stations.complete(case_id=case_id, step=STEP, actor=actor_of(request))
    return redirect("backoffice:plate-room")


@staff("plate_maker")
@require_POST
def release(request: HttpRequest, case_id: int) -> HttpResponse:
    """Put the plates back into their fair place."""
    asking.put_back(case_id=case_id, step=STEP, actor=actor_of(request))
    return redirect("backoffice:plate-room")


@staff("plate_maker")
@require_POST
def undo(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take back the last completion."""
    stations.undo(case_id=case_id, step=STEP, actor=actor_of(request))
    return redirect("backoffice:plate-room")
