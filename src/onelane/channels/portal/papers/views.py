"""A citizen's own papers: see them, keep the sealed file, ask for an extract."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.channels.shared import access
from onelane.kernel.refusal import Refused
from onelane.office.certificates import pdf
from onelane.office.certificates.kinds import SORTS, kind_of
from onelane.office.stations import own_papers

if TYPE_CHECKING:
    from django.http import HttpRequest

DIGITS = 18  # more than a key has
ABOUT = {"driver": ("我的驾驶证", "My driving licence"), "vehicle": ("我的机动车", "My vehicle")}


@access.citizen
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show my valid papers, newest first."""
    actor, english = access.actor_of(request), get_language() == "en"
    rows = []
    for paper in own_papers.of(actor):
        sort = SORTS[kind_of(paper.kind)]
        rows.append((paper, sort.en if english else sort.zh))
    return render(request, "portal/papers/page.html", {"rows": rows})


@access.citizen
@require_GET
def file(request: HttpRequest, paper_key: str) -> HttpResponse:
    """Give the file with the office's seal."""
    paper = own_papers.one(access.actor_of(request), paper_key)
    made = pdf.sealed(paper)
    if made is None:
        raise Refused("certificates.not_sealed_yet")
    headers = {"Content-Disposition": f'attachment; filename="{paper.kind}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@access.citizen(second_factor=True)
@require_POST
def credential(request: HttpRequest, paper_key: str) -> HttpResponse:
    """Give my driving licence for the key of my phone, which it sends as a JSON Web Key."""
    made = own_papers.credential(actor=access.actor_of(request), key=paper_key, device_key=_jwk(request))
    return HttpResponse(made, content_type="application/cbor")


def _jwk(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        return {}
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        told = None
    return told if isinstance(told, dict) else {}


@access.citizen(second_factor=True)
@require_http_methods(["GET", "POST"])
def extract(request: HttpRequest) -> HttpResponse:
    """Ask what the extract is to be about and for; with the press, issue it. Opened first, it asks for the proof."""
    actor, english = access.actor_of(request), get_language() == "en"
    if request.method == "GET":
        mine = own_papers.subjects(actor)
        subjects = [(f"{one.about}:{one.id}", f"{ABOUT[one.about][english]} {one.label}".strip()) for one in mine]
        context = {"subjects": subjects, "longest": own_papers.LONGEST_REASON}
        return render(request, "portal/papers/extract.html", context)
    about, _, number = request.POST.get("subject", "").partition(":")
    subject = int(number) if number.isascii() and number.isdigit() and len(number) < DIGITS else 0
    own_papers.extract(actor=actor, about=about, subject_id=subject, reason=request.POST.get("reason", ""))
    messages.success(request, gettext("Your extract is being sealed. It is ready in a few seconds."))
    return redirect("own_papers:page")
