"""The certificate room (制证室): the next case's papers, seen before they are printed, each print counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.backoffice import desk
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.paper_names import name_of
from onelane.office.cases import queries as cases
from onelane.office.certificates import actions as certificates
from onelane.office.certificates import pdf
from onelane.office.certificates import queries as papers
from onelane.office.lane import queries as tickets
from onelane.office.stations import actions as stations
from onelane.office.stations import asking
from onelane.records import reading

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.kernel.actor import Actor

STEP = "certificate-making"
SAFE = {"X-Content-Type-Options": "nosniff"}


@staff("certificate_printer")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the papers of the case in hand, or what waits."""
    actor = actor_of(request)
    context = desk.frame(request, STEP, "certificate-room")
    case_id = desk.in_hand(actor, STEP)
    if case_id is None:
        return render(request, "backoffice/idle.html", context)
    view, ticket = cases.view(case_id, actor), tickets.ticket_of(case_id)
    found = [(paper, name_of(paper.kind)) for paper in papers.papers_of(case_id)]
    printing = request.GET.get("print", "")
    context |= {
        "case_id": case_id,
        "number": view.number,
        "label": ticket.label if ticket is not None else "",
        "plate": str(view.answers.get("chosen_number") or ""),
        "category": str(view.answers.get("plate_category") or "02"),
        "papers": found,
        "next": next((paper for paper, _ in found if not paper.printed), None),
        "printing": next((paper for paper, _ in found if str(paper.pk) == printing and paper.printed), None),
    }
    return render(request, "backoffice/certificate_room.html", context)


@staff("certificate_printer")
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits, as a fragment for live pages."""
    return render(request, "backoffice/parts/queue.html", desk.frame(request, STEP, "certificate-room"))


@staff("certificate_printer")
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the next case's papers in hand."""
    if stations.take_next(step=STEP, actor=actor_of(request)) is None:
        messages.info(request, gettext("Nothing waits now."))
    return redirect("backoffice:certificate-room")


@staff("certificate_printer")
@require_POST
def print_paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Count a print, then hand the paper to the printer; from the second on it says why."""
    certificates.note_print(paper_id=paper_id, actor=actor_of(request), why=request.POST.get("why", ""))
    return redirect(f"{reverse('backoffice:certificate-room')}?print={paper_id}")


@staff("certificate_printer")
@require_GET
def paper_pdf(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Show a paper as PDF; the reading is noted."""
    paper = _note(actor_of(request), paper_id)
    headers = {"Content-Disposition": f'inline; filename="{paper_id}.pdf"', **SAFE}
    return HttpResponse(pdf.sealed(paper) or pdf.render(paper), content_type="application/pdf", headers=headers)


@staff("certificate_printer")
@require_GET
def paper_picture(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Show the first page of a paper as a picture, so that it is seen before it is printed; the reading is noted."""
    paper = _note(actor_of(request), paper_id)
    return HttpResponse(pdf.picture(paper), content_type="image/png", headers=SAFE)


def _note(actor: Actor, paper_id: int) -> Any:
    paper = papers.paper_of(paper_id, actor.office)
    chain = papers.chain_of(paper)
    reading.note_reading(actor, chain, STEP, [f"paper.{paper.kind}"], chain=chain)
    return paper


@staff("certificate_printer")
@require_POST
def done(request: HttpRequest, case_id: int) -> HttpResponse:
    """Let the papers go, each printed at least once."""
    stations.complete(case_id=case_id, step=STEP, actor=actor_of(request))
    return redirect("backoffice:certificate-room")


@staff("certificate_printer")
@require_POST
def release(request: HttpRequest, case_id: int) -> HttpResponse:
    """Put the papers back into their fair place."""
    asking.put_back(case_id=case_id, step=STEP, actor=actor_of(request))
    return redirect("backoffice:certificate-room")


@staff("certificate_printer")
@require_POST
def undo(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take back the last completion."""
    stations.undo(case_id=case_id, step=STEP, actor=actor_of(request))
    return redirect("backoffice:certificate-room")
