"""Correct what was asked for: only the wrong items, each with the reviewer's reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from onelane.catalogue.forms import FieldErrors
from onelane.channels.portal.apply import papers
from onelane.channels.portal.cases.views import case_of
from onelane.channels.shared import wording
from onelane.channels.shared.access import citizen
from onelane.channels.shared.case_words import asked_of
from onelane.channels.shared.forms_from_catalogue import CatalogueForm, refusal_said, typed_in
from onelane.kernel.refusal import Refused
from onelane.office.stations import correcting

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.channels.portal.cases.page import Page

KEPT = frozenset({"cases.fields", "stations.papers_missing"})


@require_http_methods(["GET", "POST"])
@citizen
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Show everything that is asked for, or take the answers and send the case back to its place."""
    found = case_of(request, number)
    if not found.asked:
        return redirect("cases:page", number)
    fields = correcting.asked_fields(found.mine.case_id)
    if request.method == "GET":
        return _shown(request, found, CatalogueForm(fields, answers=found.answers))
    typed = typed_in(fields, request.POST)
    try:
        correcting.correct(case_id=found.mine.case_id, answers=dict(typed), actor=found.actor)
    except Refused as refused:
        if refused.code not in KEPT:
            raise
        errors = refused.errors if isinstance(refused, FieldErrors) else None
        form = CatalogueForm(fields, answers=found.answers, typed=typed, refused=errors)
        return _shown(request, found, form, refused)
    messages.success(request, gettext("Thank you. Your application is back in its place."))
    return redirect("cases:page", number)


def _shown(request: HttpRequest, found: Page, form: CatalogueForm, refused: Refused | None = None) -> HttpResponse:
    codes = correcting.asked_papers(found.mine.case_id)
    context = {
        "case": found,
        "number": found.mine.number,
        "form": form,
        "reasons": asked_of(found.mine.case_id),
        "papers": papers.asked_again(found, codes),
        "told": refusal_said(refused) if refused is not None and refused.code == "stations.papers_missing" else "",
    }
    status = 200 if refused is None else wording.status_of(refused.code)
    return render(request, "portal/cases/correct.html", context, status=status)
