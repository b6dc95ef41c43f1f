"""The beginning of an application: for whom, about what; a draft that is there already is gone on with."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from onelane.channels.portal.apply import subjects
from onelane.channels.shared.access import actor_of, citizen
from onelane.channels.shared.forms_from_catalogue import said
from onelane.kernel.refusal import Refused
from onelane.office.stations import applying

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

CHANNEL = "portal"
OWN_PAGES = dict.fromkeys(
    ("exam-booking", "exam-booking-cancel", "exam-booking-away", "exam-booking-away-cancel",
     "inspection-booking", "new-energy-plate-appointment"),
    "bookings:home",
)  # fmt: skip
"""Services with pages of their own, where one chooses from a plan instead of filling in a form."""


@require_http_methods(["GET", "POST"])
@citizen
def start(request: HttpRequest, service: str) -> HttpResponse:
    """Ask what it is about, then begin the draft; with one thing only there is nothing to choose."""
    found = applying.offered(service, CHANNEL)
    if service in OWN_PAGES:
        return redirect(OWN_PAGES[service])
    choices = subjects.choices(actor_of(request), found)
    if request.method == "POST":
        return _begin(request, service, choices)
    context = {
        "service": found,
        "title": said(found.title),
        "choices": choices,
        "key": secrets.token_urlsafe(12),
        "open": [one for one in choices if one.draft],
    }
    return render(request, "portal/apply/start.html", context)


def _begin(request: HttpRequest, service: str, choices: list[subjects.Choice]) -> HttpResponse:
    told = request.POST.get("about", "")
    chosen = next((one for one in choices if one.key == told), None)
    if chosen is None:
        raise Refused("applications.choose_subject")
    begun = applying.begin(
        service=service, applicant=chosen.person, subject=chosen.subject, channel=CHANNEL,
        actor=actor_of(request), language=get_language() or "zh-hans", request_key=request.POST.get("key", ""),
    )  # fmt: skip
    return redirect("apply:resume", begun.case.number)
