"""The pages of questions: kept while one types, checked when one goes on."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.catalogue import forms
from onelane.catalogue.forms import FieldErrors
from onelane.channels.portal.apply import sheet
from onelane.channels.shared.access import citizen
from onelane.channels.shared.forms_from_catalogue import CatalogueForm, refusal_said, typed_in
from onelane.kernel.refusal import Refused
from onelane.office.stations import applying

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.channels.portal.apply.sheet import Sheet
    from onelane.channels.portal.apply.topics import Topic


@require_GET
@citizen
def resume(request: HttpRequest, number: str) -> HttpResponse:
    """Go on where something is missing; what is sent already is shown as a case."""
    found = sheet.of(request, number)
    return redirect(found.first_open if found.mine.state == "draft" else f"/cases/{number}/")


@require_http_methods(["GET", "POST"])
@citizen
def part(request: HttpRequest, number: str, topic: str) -> HttpResponse:
    """Show one topic, or keep its answers and go on when they can stand."""
    found, page = _page(request, number, topic)
    if request.method == "GET":
        return _shown(request, found, page)
    typed = typed_in(page.fields, request.POST)
    applying.save(case_id=found.mine.case_id, answers=dict(typed), actor=found.actor)
    try:
        forms.validate(page.fields, {**found.answers, **typed})
    except FieldErrors as refused:
        return _shown(request, found, page, typed=typed, refused=refused)
    return redirect(found.after(topic))


@require_POST
@citizen
def keep(request: HttpRequest, number: str, topic: str) -> HttpResponse:
    """Keep what is typed so far, and tell at each field that has something in it whether it can stand."""
    found, page = _page(request, number, topic)
    typed = typed_in(page.fields, request.POST)
    applying.save(case_id=found.mine.case_id, answers=dict(typed), actor=found.actor)
    errors: dict[str, Refused] = {}
    try:
        forms.validate(page.fields, {**found.answers, **typed})
    except FieldErrors as refused:
        errors = refused.errors
    said = [
        (code, refusal_said(errors[code]) if code in errors and text.strip() else "") for code, text in typed.items()
    ]
    return render(request, "portal/apply/kept.html", {"said": said})


def _page(request: HttpRequest, number: str, topic: str) -> tuple[Sheet, Topic]:
    found = sheet.of(request, number)
    page = found.topic(topic)
    if page is None:
        raise Refused("requests.not_found")
    if found.mine.state != "draft":
        raise Refused("applications.sent_already")
    return found, page


def _shown(
    request: HttpRequest,
    found: Sheet,
    page: Topic,
    *,
    typed: dict[str, str] | None = None,
    refused: FieldErrors | None = None,
) -> HttpResponse:
    form = CatalogueForm(
        page.fields,
        answers=found.answers,
        typed=typed if typed is not None else found.mine.typed,
        refused=refused.errors if refused is not None else None,
    )
    context = {**found.frame(page.code), "form": form, "topic": page}
    status = HTTPStatus.OK if refused is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "portal/apply/part.html", context, status=status)
