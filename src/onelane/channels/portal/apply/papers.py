"""The papers of an application: only what no authority holds already, as pictures or PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.channels.portal.apply import sheet
from onelane.channels.shared import photo_desk, wording
from onelane.channels.shared.access import citizen
from onelane.channels.shared.forms_from_catalogue import refusal_said, said
from onelane.channels.shared.uploads import read_pictures
from onelane.kernel.refusal import Refused
from onelane.office.photos.queries import PAPER as PHOTO
from onelane.office.stations import correcting, handing_in, photographs

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.channels.portal.apply.sheet import Sheet

KEPT = ("uploads.", "applications.", "photos.")
"""Refusals that are told at the paper itself."""
LONGEST_CODE = 20


@require_http_methods(["GET", "POST"])
@citizen
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Show which papers are needed, or take what was handed in."""
    found = sheet.of(request, number)
    if request.method == "GET":
        return _shown(request, found)
    code = request.POST.get("paper", "")
    try:
        taken = read_pictures(request.FILES.get("file"))
        if code == PHOTO:
            photographs.hand_in(case_id=found.mine.case_id, picture=taken[0], actor=found.actor)
        else:
            handing_in.hand_in(case_id=found.mine.case_id, code=code, pictures=taken, actor=found.actor)
    except Refused as refused:
        if not refused.code.startswith(KEPT):
            raise
        return _shown(request, found, wrong=code, refused=refused)
    return redirect(_here(found, code))


@require_POST
@citizen
def use_photo(request: HttpRequest, number: str) -> HttpResponse:
    """Use the citizen's own photo again, or the one whose pick-up code is given; wrong guesses are counted."""
    found, code = sheet.of(request, number), request.POST.get("code", "")[:LONGEST_CODE]
    try:
        photo_desk.use(case_id=found.mine.case_id, code=code, by_code="code" in request.POST, actor=found.actor)
    except Refused as refused:
        if not refused.code.startswith(KEPT):
            raise
        return _shown(request, found, wrong=PHOTO, refused=refused)
    return redirect(_here(found, PHOTO))


@require_POST
@citizen
def take_out(request: HttpRequest, number: str, document_id: int) -> HttpResponse:
    """Take a picture out again."""
    found = sheet.of(request, number)
    handing_in.take_out(case_id=found.mine.case_id, document_id=document_id, actor=found.actor)
    return redirect(_here(found, ""))


@require_GET
@citizen
def picture(request: HttpRequest, number: str, document_id: int) -> HttpResponse:
    """Show a picture that the applicant handed in."""
    found = sheet.of(request, number)
    content = handing_in.show(case_id=found.mine.case_id, document_id=document_id, actor=found.actor)
    return HttpResponse(content, content_type="image/jpeg")


def _here(found: Sheet, code: str) -> str:
    name = "apply:papers" if found.mine.state == "draft" else "cases:correct"
    return f"{reverse(name, args=[found.mine.number])}{f'#paper-{code}' if code else ''}"


def _shown(request: HttpRequest, found: Sheet, *, wrong: str = "", refused: Refused | None = None) -> HttpResponse:
    if found.mine.state == "suspended":
        if refused is None:
            return redirect("cases:correct", found.mine.number)
        raise refused
    if found.mine.state != "draft":
        raise Refused("applications.sent_already")
    if all(one.source != "applicant" for one in found.papers):
        return redirect("apply:check", found.mine.number)  # nothing is to be handed in, so there is no such page
    context = {
        **found.frame(sheet.PAPERS),
        "papers": listed(found),
        "wrong": wrong,
        "told": refusal_said(refused) if refused is not None else "",
        "onward": found.after(sheet.PAPERS),
    }
    status = 200 if refused is None else wording.status_of(refused.code)
    return render(request, "portal/apply/papers.html", context, status=status)


def listed(found: Sheet, only: frozenset[str] | None = None) -> list[dict[str, object]]:
    """Return the papers for a page, those to be handed in first; `only` leaves the others out."""
    papers = [one for one in found.papers if only is None or one.code in only]
    photo = photo_desk.look(found.mine.case_id) if any(one.code == PHOTO for one in papers) else None
    return [
        {
            "code": one.code,
            "name": said(one.material.name),
            "when": said(one.material.when) if one.material.when else "",
            "source": "applicant" if only is not None else one.source,
            "needed": one.needed,
            "documents": one.documents,
            "photo": photo if one.code == PHOTO else None,
        }
        for one in sorted(papers, key=lambda one: one.source != "applicant")
    ]


def asked_again(found: Sheet, codes: list[str]) -> list[dict[str, object]]:
    """Return the papers that the reviewer wants anew, with what has come in since."""
    new = correcting.came_in(found.mine.case_id)
    return [{**one, "documents": new.get(str(one["code"]), [])} for one in listed(found, frozenset(codes))]
