"""Check your answers, then send them; or throw the draft away."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from onelane.catalogue.forms import FieldErrors
from onelane.channels.portal.apply import papers, sheet
from onelane.channels.shared import wording
from onelane.channels.shared.access import citizen
from onelane.channels.shared.forms_from_catalogue import refusal_said, said
from onelane.kernel.refusal import Refused
from onelane.office.stations import applying
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.channels.portal.apply.sheet import Sheet

KEPT = frozenset({"cases.fields", "stations.papers_missing", "applications.rules_say_no"})
"""Refusals that are told on the page itself, each with the way to put it right."""


@require_http_methods(["GET", "POST"])
@citizen
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Show all answers with the way to change each, or send them."""
    found = sheet.of(request, number)
    if request.method == "GET":
        if found.mine.state != "draft":
            return redirect("cases:page", number)
        return _shown(request, found)
    try:
        applying.submit(case_id=found.mine.case_id, actor=found.actor, request_key=request.POST.get("key", ""))
    except Refused as refused:
        if refused.code not in KEPT:
            raise
        return _shown(request, found, refused)
    messages.success(request, gettext("Your application is sent."))
    return redirect("cases:page", number)


@require_POST
@citizen
def throw_away(request: HttpRequest, number: str) -> HttpResponse:
    """Throw a draft away at the applicant's wish."""
    found = sheet.of(request, number)
    if found.mine.state == "draft":
        applying.expire(case_id=found.mine.case_id)
        messages.success(request, gettext("The draft is thrown away."))
    return redirect("apply:start", found.mine.service)


def _shown(request: HttpRequest, found: Sheet, refused: Refused | None = None) -> HttpResponse:
    parts = [
        {
            "title": one.title,
            "url": reverse("apply:part", args=[found.mine.number, one.code]),
            "rows": sheet.rows(list(one.fields), found.answers | found.mine.typed),
        }
        for one in found.topics
    ]
    context = {
        **found.frame(sheet.CHECK),
        "parts": parts,
        "papers": papers.listed(found),
        "key": request.POST.get("key") or secrets.token_urlsafe(12),
        "wrong": _wrong(found, refused),
        "law": _why_not(refused),
    }
    status = 200 if refused is None else wording.status_of(refused.code)
    return render(request, "portal/apply/check.html", context, status=status)


def _wrong(found: Sheet, refused: Refused | None) -> list[tuple[str, str]]:
    """Return what is missing or wrong, each with the page where it is put right."""
    if isinstance(refused, FieldErrors):
        places = {field.code: one.code for one in found.topics for field in one.fields}
        names = {field.code: said(field.name) for field in found.fields}
        return [
            (
                f"{names[code]}: {refusal_said(why)}",
                reverse("apply:part", args=[found.mine.number, places[code]]) + f"#{code}" if code in places else "",
            )
            for code, why in refused.errors.items()
        ]
    if refused is not None and refused.code == "stations.papers_missing":
        known, listed = catalogue.current().vocabulary.materials, refused.facts.get("papers")
        missing = listed if isinstance(listed, list) else []
        url = reverse("apply:papers", args=[found.mine.number])
        return [
            (f"{said(known[code].name)}: {gettext('not handed in yet')}", f"{url}#paper-{code}") for code in missing
        ]
    return []


def _why_not(refused: Refused | None) -> list[str]:
    """Return why the law says no, and what to do, one sentence a rule."""
    if not isinstance(refused, applying.RulesSayNo):
        return []
    return [refusal_said(one) for one in refused.why]
