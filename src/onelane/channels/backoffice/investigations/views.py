"""What waits for the investigators, and the one button that lets a cleared case go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.shared.access import actor_of, staff
from onelane.office.stations import suspicion

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@staff("manager")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the cases that were stopped on suspicion, the longest first, with what the inspector saw."""
    return render(request, "backoffice/investigations.html", {"stopped": suspicion.stopped(actor_of(request).office)})


@staff("manager")
@require_POST
def clear(request: HttpRequest, case_id: int) -> HttpResponse:
    """Let a case go on with what the investigators found."""
    suspicion.clear(case_id=case_id, why=request.POST.get("why", ""), actor=actor_of(request))
    messages.success(request, gettext("The suspicion is cleared; the case goes on where it stopped."))
    return redirect("investigations:page")
