"""The slips and notices of a visit, for whoever holds its ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from onelane.channels.portal import visit as visit_pages
from onelane.channels.shared.access import ticket_holder
from onelane.kernel.refusal import Refused
from onelane.office.certificates import pdf
from onelane.office.certificates import queries as papers
from onelane.records import reading

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_GET
@ticket_holder
def file(request: HttpRequest, key: str, paper_key: str) -> HttpResponse:  # noqa: ARG001 - the key is in the path
    """Give a slip of the visit with the office's seal; licences and certificates are handed over at the desk."""
    visit = visit_pages.find(key)
    paper = next((one for one in papers.slips_of(visit.case.id) if one.key == paper_key), None)
    if paper is None:
        raise Refused("certificates.no_such_paper")
    made = pdf.sealed(paper)
    if made is None:
        raise Refused("certificates.not_sealed_yet")
    chain = papers.chain_of(paper)
    reading.note_reading(visit.actor, chain, "own papers", [f"paper.{paper.kind}"], chain=chain)
    headers = {"Content-Disposition": f'attachment; filename="{paper.kind}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
