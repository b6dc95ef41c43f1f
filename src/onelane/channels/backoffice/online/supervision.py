"""Supervision (监督): reports of irregularities in driving tests by due time, from the taking up to the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from onelane.catalogue.forms import FieldErrors
from onelane.channels.backoffice import answers
from onelane.channels.shared import wording
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.forms_from_catalogue import CatalogueForm, refusal_said, said, told, typed_in
from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.cases import documents
from onelane.office.cases import queries as files
from onelane.office.cases.applications import queries
from onelane.office.stations import reporting
from onelane.office.stations.applying import questions
from onelane.office.stations.reports import ACCEPTANCE, INVESTIGATION
from onelane.records import live
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.catalogue.spec import Field

FOUND = ("report_finding", "report_measures")
KEPT = frozenset({"cases.reason_missing"})
HIDDEN = frozenset({"report_mobile", "report_anonymous"})
"""What says who reported; shown only where he did not ask to stay anonymous."""


@staff("supervisor")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the reports that wait, those that are due first on top."""
    office, now = actor_of(request).office, clock.now()
    parts = [
        (gettext("To be taken up or not"), queries.queue(office, ACCEPTANCE).rows),
        (gettext("Being investigated"), queries.queue(office, INVESTIGATION).rows),
    ]
    context = {"parts": parts, "now": now, "topics": [live.station(office, one) for one in (ACCEPTANCE, INVESTIGATION)]}
    return render(request, "backoffice/online/supervision.html", context)


@staff("supervisor")
@require_GET
def report(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show one report; what is read of a person is noted."""
    return _shown(request, case_id)


@staff("supervisor")
@require_POST
def take_up(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take a report up, or say in writing why not."""
    actor = actor_of(request)
    try:
        if request.POST.get("then") == "turn-down":
            reporting.turn_down(case_id=case_id, why=request.POST.get("why", ""), actor=actor)
            messages.success(request, gettext("The report is not taken up; who reported it is told why."))
        else:
            reporting.take_up(case_id=case_id, actor=actor)
            messages.success(request, gettext("The report is taken up; the clock of the answer runs."))
    except Refused as refused:
        if refused.code not in KEPT:
            raise
        return _shown(request, case_id, refused=refused)
    return redirect("online:supervision")


@staff("supervisor")
@require_POST
def answer(request: HttpRequest, case_id: int) -> HttpResponse:
    """Answer a report with what was found and done."""
    typed = typed_in(_asked(), request.POST)
    try:
        reporting.answer(case_id=case_id, answers=dict(typed), actor=actor_of(request))
    except FieldErrors as refused:
        return _shown(request, case_id, refused=refused, typed=typed)
    messages.success(request, gettext("Answered."))
    return redirect("online:supervision")


@staff("supervisor")
@require_GET
def evidence(request: HttpRequest, case_id: int, document_id: int) -> HttpResponse:
    """Show a picture that came with a report; the reading is noted."""
    actor = actor_of(request)
    _found(case_id, actor.office)
    if document_id not in {one.pk for one in files.documents(case_id)}:
        raise Refused("cases.no_such_document")
    content = documents.show_document(document_id=document_id, purpose=INVESTIGATION, actor=actor)
    return HttpResponse(content, content_type="image/jpeg")


def _asked() -> list[Field]:
    known = catalogue.current().vocabulary.fields
    return [known[name] for name in FOUND]


def _found(case_id: int, office: str) -> Any:
    try:
        return queries.at_desk(case_id, ACCEPTANCE, office)
    except Refused:
        return queries.at_desk(case_id, INVESTIGATION, office)


def _shown(
    request: HttpRequest, case_id: int, *, refused: Refused | None = None, typed: dict[str, str] | None = None
) -> HttpResponse:
    actor = actor_of(request)
    found = _found(case_id, actor.office)
    given = files.answers(case_id)
    secret = HIDDEN if given.get("report_anonymous") else frozenset({"report_anonymous"})
    if request.method == "GET":
        answers.note(actor, case_id, found.desk, {k: v for k, v in given.items() if k not in secret})
    rows = [
        (said(field.name), told(field, given.get(field.code), whole=True))
        for field in questions(found.service)
        if field.code not in secret and given.get(field.code) not in (None, "")
    ]
    errors = refused.errors if isinstance(refused, FieldErrors) else None
    context = {
        "case": found,
        "rows": rows,
        "anonymous": bool(given.get("report_anonymous")),
        "evidence": files.documents(case_id),
        "accepting": found.desk == ACCEPTANCE,
        "form": CatalogueForm(_asked(), typed=typed, refused=errors),
        "why": request.POST.get("why", ""),
        "late": found.due_at is not None and found.due_at < clock.now(),
        "told": refusal_said(refused) if refused is not None and errors is None else "",
    }
    status = 200 if refused is None else wording.status_of(refused.code)
    return render(request, "backoffice/online/report.html", context, status=status)
