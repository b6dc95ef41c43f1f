"""The pick-up desk (领取处): scan or find a case, see what is to be handed out, say to whom it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.shared import wording
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.forms_from_catalogue import refusal_said, said
from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.cases.applications import queries
from onelane.office.certificates import queries as papers
from onelane.office.stations import handing_out
from onelane.records import live, reading
from onelane.registers.offices import catalogue
from onelane.registers.people import queries as people

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

STEP = handing_out.STEP
SHOWN = 50
KEPT = frozenset({"stations.who_collects"})


@staff("hand_over")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show what waits to be collected; with `number`, go to that case."""
    office, number = actor_of(request).office, "".join(request.GET.get("number", "").split())[:20]
    if number:
        found = queries.at_desk_by_number(office, STEP, number)
        if found is not None:
            return redirect("online:pick-up-case", found)
    listed = queries.queue(office, STEP, limit=SHOWN)
    known, now = catalogue.current().services, clock.now()
    context = {
        "rows": [
            (one, said(known[one.service].title) if one.service in known else one.service, one.due_at < now)
            for one in listed.rows
        ],
        "count": queries.count(office, STEP, most=1000),
        "unknown": number,
        "topic": live.station(office, STEP),
    }  # fmt: skip
    return render(request, "backoffice/online/pick_up.html", context, status=404 if number else 200)


@staff("hand_over")
@require_GET
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show what is handed out and who may have it; the reading of the name is noted."""
    return _shown(request, case_id)


@staff("hand_over")
@require_POST
def done(request: HttpRequest, case_id: int) -> HttpResponse:
    """Note to whom everything went."""
    try:
        handing_out.hand_out(
            case_id=case_id,
            to=request.POST.get("to", ""),
            name=request.POST.get("name", ""),
            actor=actor_of(request),
        )
    except Refused as refused:
        if refused.code not in KEPT:
            raise
        return _shown(request, case_id, refused)
    messages.success(request, gettext("Handed out."))
    return redirect("online:pick-up")


def _shown(request: HttpRequest, case_id: int, refused: Refused | None = None) -> HttpResponse:
    actor = actor_of(request)
    found = queries.at_desk(case_id, STEP, actor.office)
    known = catalogue.current()
    if request.method == "GET":
        chain = f"case:{case_id}"
        reading.note_reading(actor, chain, STEP, ["name", "id_no"], chain=chain)
    context = {
        "case": found,
        "title": said(known.services[found.service].title) if found.service in known.services else found.service,
        "applicant": people.by_key(found.applicant_id),
        "papers": [(said(known.vocabulary.papers[one.kind].name), one.serial) for one in papers.papers_of(case_id)],
        "to": request.POST.get("to", "applicant"),
        "name": request.POST.get("name", ""),
        "told": refusal_said(refused) if refused else "",
    }  # fmt: skip
    status = wording.status_of(refused.code) if refused else 200
    return render(request, "backoffice/online/pick_up_case.html", context, status=status)
