"""Refuse an application (不予登记): written grounds of the law, behind a confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from onelane.channels.backoffice import desk, reasons
from onelane.channels.backoffice.review import STEP
from onelane.channels.shared import wording
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.forms_from_catalogue import refusal_said, said
from onelane.kernel.refusal import Refused
from onelane.office.cases import queries as cases
from onelane.office.stations import actions as stations

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@staff("reviewer")
@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask for the grounds and the confirmation, then refuse."""
    refused = _refuse(request, case_id) if request.method == "POST" else None
    if request.method == "POST" and refused is None:
        messages.success(request, gettext("The application is refused; the owner reads the grounds."))
        return redirect("backoffice:review")
    actor = actor_of(request)
    if desk.in_hand(actor, STEP) != case_id:
        raise refused or Refused("cases.not_in_hand", step=STEP)
    ticked = request.POST.getlist("ground")
    context = {
        "number": cases.view(case_id, actor).number,
        "case_id": case_id,
        "article": reasons.ARTICLE,
        "grounds": [(code, said(words), code in ticked) for code, words in reasons.GROUNDS.items()],
        "text": request.POST.get("text", ""),
        "longest": reasons.LONGEST,
        "told": refusal_said(refused) if refused is not None else "",
    }
    status = 200 if refused is None else wording.status_of(refused.code)
    return render(request, "backoffice/refuse.html", context, status=status)


def _refuse(request: HttpRequest, case_id: int) -> Refused | None:
    try:
        kept = reasons.to_refuse(request.POST.getlist("ground"), request.POST.get("text", ""))
        if request.POST.get("sure") != "yes":
            return Refused("backoffice.not_confirmed")
        stations.refuse(case_id=case_id, step=STEP, reasons=kept, actor=actor_of(request))
    except Refused as refused:
        return refused
    return None
