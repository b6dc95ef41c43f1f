"""Card printing for online cases: what is due first, its papers, done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.forms_from_catalogue import said
from onelane.kernel.refusal import Refused
from onelane.office.cases.applications import queries
from onelane.office.certificates import actions as certificates
from onelane.office.certificates import pdf
from onelane.office.certificates import queries as papers
from onelane.office.delivery import queries as parcels
from onelane.office.stations import actions as stations
from onelane.records import live, reading
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from django.http import HttpRequest

STEP = "card-printing"
SHOWN = 20
SAFE = {"X-Content-Type-Options": "nosniff"}


@staff("certificate_printer")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show what is to be printed, the most urgent first, each with its papers."""
    office = actor_of(request).office
    found = queries.queue(office, STEP, limit=SHOWN)
    known = catalogue.current()
    listed = papers.papers_of_cases([one.case_id for one in found.rows])
    rows = [
        {
            "case": one,
            "title": said(known.services[one.service].title) if one.service in known.services else one.service,
            "papers": [
                (paper, said(known.vocabulary.papers[paper.kind].name) if paper.kind in known.vocabulary.papers else "")
                for paper in listed.get(one.case_id, [])
            ],
            "ready": all(paper.printed for paper in listed.get(one.case_id, [])),
        }
        for one in found.rows
    ]
    context = {
        "rows": rows,
        "again": _again(office),
        "more": bool(found.following),
        "count": queries.count(office, STEP, most=1000),
        "printing": request.GET.get("print", ""),
        "printing_case": request.GET.get("case", ""),
        "topic": live.station(office, STEP),
    }
    return render(request, "backoffice/online/cards.html", context)


def _again(office: str) -> list[tuple[Any, list[tuple[Any, str]]]]:
    """Return the cases whose parcel the post lost, each with its new papers that are not printed yet."""
    known = catalogue.current().vocabulary.papers
    lost = parcels.in_place_of_lost(office)
    listed = papers.papers_of_cases([one.case_id for one in lost])
    found = []
    for one in lost:
        left = [paper for paper in listed.get(one.case_id, []) if not paper.printed]
        if left:
            found.append((one, [(paper, said(known[paper.kind].name)) for paper in left]))
    return found


@staff("certificate_printer")
@require_POST
def print_paper(request: HttpRequest, case_id: int, paper_id: int) -> HttpResponse:
    """Count a print, then offer the paper to the printer; from the second on it says why."""
    _of_case(request, case_id, paper_id)
    why = request.POST.get("why", "") or ""
    certificates.note_print(paper_id=paper_id, actor=actor_of(request), why=why)
    return redirect(f"/cards/?print={paper_id}&case={case_id}#case-{case_id}")


@staff("certificate_printer")
@require_GET
def paper(request: HttpRequest, case_id: int, paper_id: int) -> HttpResponse:
    """Show a paper as PDF; the reading is noted."""
    found = _of_case(request, case_id, paper_id)
    chain = f"case:{case_id}"
    reading.note_reading(actor_of(request), chain, STEP, [f"paper.{found.kind}"], chain=chain)
    headers = {"Content-Disposition": f'inline; filename="{paper_id}.pdf"', **SAFE}
    return HttpResponse(pdf.sealed(found) or pdf.render(found), content_type="application/pdf", headers=headers)


@staff("certificate_printer")
@require_POST
def done(request: HttpRequest, case_id: int) -> HttpResponse:
    """Let the papers go on to the post room or the pick-up desk."""
    stations.complete(case_id=case_id, step=STEP, actor=actor_of(request))
    return redirect("online:cards")


def _of_case(request: HttpRequest, case_id: int, paper_id: int):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a row of the room
    found = papers.paper_of(paper_id, actor_of(request).office)
    if found.case_id != case_id:
        raise Refused("certificates.no_such_paper")
    return found
