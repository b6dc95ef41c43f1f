"""The post room: scan, pack, label, hand over; the keyboard is enough."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.forms_from_catalogue import refusal_said, said
from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.certificates import pdf
from onelane.office.delivery import queries
from onelane.office.stations import posting, posting_again
from onelane.records import live, reading
from onelane.registers.offices import catalogue
from onelane.registers.offices.queries import settings_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.kernel.actor import Actor

TODAY = timedelta(hours=24)
READ = ("recipient_name", "recipient_mobile", "recipient_address")


@staff("post_room")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the parcels at the office, the most urgent first, and what went out in the last day."""
    return _shown(request)


@staff("post_room")
@require_POST
def scan(request: HttpRequest) -> HttpResponse:
    """Find a parcel by a scan and do what comes next: one not packed is packed, one packed is handed over."""
    actor = actor_of(request)
    try:
        parcel = queries.by_scan(actor.office, request.POST.get("code", ""))
    except Refused as refused:
        return _shown(request, refused)
    if parcel.state == "packing":
        posting.pack(parcel_id=parcel.pk, actor=actor)
        return redirect(f"/dispatch/?packed={parcel.pk}")
    if parcel.state == "packed":
        return _hand_over(request, actor, parcel.pk)
    return _shown(request, Refused("delivery.gone_already"))


@staff("post_room")
@require_POST
def pack(request: HttpRequest, parcel_id: int) -> HttpResponse:
    """Close a parcel; its label is offered to the printer."""
    posting.pack(parcel_id=parcel_id, actor=actor_of(request))
    return redirect(f"/dispatch/?packed={parcel_id}")


@staff("post_room")
@require_POST
def unpack(request: HttpRequest, parcel_id: int) -> HttpResponse:
    """Open a packed parcel again."""
    posting.unpack(parcel_id=parcel_id, actor=actor_of(request))
    return redirect("online:post-room")


@staff("post_room")
@require_POST
def hand_over(request: HttpRequest, parcel_id: int) -> HttpResponse:
    """Hand a packed parcel to the carrier."""
    return _hand_over(request, actor_of(request), parcel_id)


@staff("post_room")
@require_POST
def send_again(request: HttpRequest, parcel_id: int) -> HttpResponse:
    """Have the papers of a lost parcel made anew and pack a second one."""
    posting_again.send_again(parcel_id=parcel_id, actor=actor_of(request))
    messages.success(request, gettext("The papers are issued anew; pack the second parcel when they are printed."))
    return redirect("online:post-room")


@staff("post_room")
@require_GET
def label(request: HttpRequest, parcel_id: int) -> HttpResponse:
    """Show the label of a packed parcel as PDF; the reading of the address is noted."""
    actor = actor_of(request)
    parcel = queries.parcel(parcel_id, actor.office)
    if not parcel.number:
        raise Refused("delivery.not_now", state=parcel.state, deed="label")
    paper = posting.label(parcel_id=parcel_id, actor=actor)
    chain = f"case:{parcel.case_id}"
    reading.note_reading(
        actor, chain, posting.STEP, ["recipient_name", "recipient_mobile", "recipient_address"], chain=chain
    )
    headers = {"Content-Disposition": f'inline; filename="{parcel.number}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(pdf.sealed(paper) or pdf.render(paper), content_type="application/pdf", headers=headers)


def _hand_over(request: HttpRequest, actor: Actor, parcel_id: int) -> HttpResponse:
    parcel = posting.hand_over(parcel_id=parcel_id, actor=actor)
    messages.success(request, gettext("Parcel %(number)s is with the post.") % {"number": parcel.number})
    return redirect("online:post-room")


def _shown(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    hours = settings_of(actor.office).integer("online.post_hours")
    known = catalogue.current().vocabulary.papers
    parcels = queries.at_the_office(actor.office)
    waiting = [
        {
            "parcel": one,
            "contents": [said(known[kind].name) if kind in known else kind for kind in one.contents],
            "due_at": one.approved_at + timedelta(hours=hours),
            "late": one.approved_at + timedelta(hours=hours) < now,
        }
        for one in parcels
    ]
    gone = [(one, queries.measured(one)) for one in queries.handed_over(actor.office, now - TODAY, now + TODAY)[:20]]
    context = {
        "waiting": waiting,
        "gone": gone,
        "lost": queries.lost(actor.office),
        "hours": hours,
        "packed": next((one for one in parcels if str(one.pk) == request.GET.get("packed")), None),
        "told": refusal_said(refused) if refused is not None else "",
        "topic": live.station(actor.office, posting.STEP),
    }
    return render(request, "backoffice/online/post_room.html", context, status=200 if refused is None else 404)
