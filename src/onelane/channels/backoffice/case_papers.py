"""The slips and notices of a case as files: whoever works here prints them for the citizen at the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.paper_names import name_of
from onelane.kernel.refusal import Refused
from onelane.office.cases import queries as cases
from onelane.office.certificates import pdf
from onelane.office.certificates import queries as papers
from onelane.records import reading

if TYPE_CHECKING:
    from django.http import HttpRequest

PURPOSE = "slip"


def slips(case_id: int) -> list[tuple[object, str]]:
    """Return the slips of a case with their names."""
    return [(one, name_of(one.kind)) for one in papers.slips_of(case_id)]


@staff()
@require_GET
def file(request: HttpRequest, number: str, paper_id: int) -> HttpResponse:
    """Show a slip of a case as PDF, with its seal once the worker has put it there; the reading is noted."""
    actor = actor_of(request)
    case = cases.case_by_number(actor.office, number)
    paper = next((one for one in papers.slips_of(case.pk) if one.pk == paper_id), None)
    if paper is None:
        raise Refused("certificates.no_such_paper")
    chain = papers.chain_of(paper)
    reading.note_reading(actor, chain, PURPOSE, [f"paper.{paper.kind}"], chain=chain)
    headers = {"Content-Disposition": f'inline; filename="{paper.kind}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(pdf.sealed(paper) or pdf.render(paper), content_type="application/pdf", headers=headers)
