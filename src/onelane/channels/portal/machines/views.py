"""Confirm on the own phone who stands before a kiosk: once, and only for the machine that shows the same two digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from onelane.channels.shared.access import actor_of, citizen
from onelane.channels.shared.drawing import worded
from onelane.kernel import clock
from onelane.office.kiosks import actions as kiosks
from onelane.office.kiosks import queries
from onelane.registers.offices import queries as offices

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
@citizen
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether it is he who stands there, then tell the machine."""
    asked = queries.asked(token, clock.now())
    office = offices.office_of(asked.office)
    if request.method == "POST":
        kiosks.confirm(token=token, actor=actor_of(request))
    context = {
        "asked": asked, "done": request.method == "POST" or asked.is_confirmed,
        "office": worded({"zh": office.name_zh, "en": office.name_en}),
        "counter": worded({"zh": offices.counter(asked.office, asked.sign).name_zh,
                           "en": offices.counter(asked.office, asked.sign).name_en}),
    }  # fmt: skip
    return render(request, "portal/machines/confirm.html", context)
