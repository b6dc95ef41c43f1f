"""A citizen's papers, and extracts of what the registers have of him."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import get_language
from ninja import Path, Router, Status

from onelane.channels.api import shapes
from onelane.channels.api.callers import ApiRequest
from onelane.channels.api.doors import needs
from onelane.channels.api.keys import entry_key
from onelane.kernel.refusal import Refused
from onelane.office.certificates import pdf
from onelane.office.certificates.kinds import SORTS, kind_of
from onelane.office.stations import own_papers

papers = Router(tags=["Papers"])
register = Router(tags=["Register"])
SEE = ("papers", "app.papers")
Key = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="The key of a paper.")]


@papers.get("", response=shapes.OwnPapers, operation_id="listPapers", summary="List the citizen's papers")
@needs(*SEE)
def list_papers(request: ApiRequest) -> Any:
    """List the citizen's valid papers, the latest first."""
    return {"items": [_paper(one) for one in own_papers.of(request.caller.actor)]}


@papers.get(
    "/{key}/file", operation_id="getPaperFile", summary="Download a paper", response={200: None},
    openapi_extra={"x-answer": "application/pdf"},
)  # fmt: skip
@needs(*SEE)
def get_paper_file(request: ApiRequest, key: Key) -> Any:
    """Return a paper as PDF with the office's seal; the reading is noted."""
    made = pdf.sealed(own_papers.one(request.caller.actor, key))
    if made is None:
        raise Refused("certificates.not_sealed_yet")
    return HttpResponse(made, content_type="application/pdf")


@register.get("/entries", response=shapes.Entries, operation_id="listEntries", summary="What can be asked about")
@needs("register")
def list_entries(request: ApiRequest) -> Any:
    """List the citizen's own licence and vehicles."""
    found = own_papers.subjects(request.caller.actor)
    return {"items": [{"key": entry_key(one.about, one.id), "about": one.about, "label": one.label} for one in found]}


@register.post("/extracts", response={201: shapes.OwnPaper}, operation_id="extract", summary="Ask for an extract")
@needs("register", keyed=True)
def extract(request: ApiRequest, told: shapes.Extract) -> Any:
    """Issue an extract of the citizen's own entry; the PDF can be had in a few seconds, once it is sealed."""
    actor = request.caller.actor
    found = next((one for one in own_papers.subjects(actor) if entry_key(one.about, one.id) == told.entry), None)
    if found is None:
        raise Refused("certificates.not_yours")
    issued = own_papers.extract(actor=actor, about=found.about, subject_id=found.id, reason=told.reason)
    return Status(201, _paper(issued))


def _paper(one: Any) -> dict[str, Any]:
    sort = SORTS[kind_of(one.kind)]
    english = (get_language() or "zh").startswith("en")
    return {
        "key": one.key, "kind": one.kind, "name": sort.en if english else sort.zh, "serial": one.serial,
        "issued_at": one.issued_at, "valid_to": one.valid_to,
    }  # fmt: skip
