"""Enrol the machine in front of you (设备登记) as ticket machine, number machine or board of your office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods

from onelane.channels.shared import access
from onelane.kernel.refusal import Refused
from onelane.registers.offices import queries as offices
from onelane.registers.people import machines

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# Counter kinds that are machines; a kiosk is enrolled by a code, see `channels/kiosk/hall`.
KINDS = {
    "ticket_machine": _("Ticket machine"),
    "number_machine": _("Number machine"),
    "photo_machine": _("Photo machine"),
    "board": _("Hall board"),
}


@access.staff("administrator", "manager")
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Ask what this machine is; give it its key and sign the person out, since nobody stays with it."""
    actor = access.actor_of(request)
    if request.method == "GET":
        return render(request, "shared/devices.html", {"kinds": KINDS, "counters": offices.counters_of(actor.office)})
    kind, name = request.POST.get("kind", ""), request.POST.get("name", "").strip()
    if kind not in KINDS or not name.isascii() or not 1 <= len(name) <= 8:  # noqa: PLR2004 - the length of a counter's code
        raise Refused("auth.device_unknown")
    machines.enrol(kind=kind, name=name, actor=actor)
    logout(request)
    response = redirect("/")
    keep(request, response, access.Grant(actor.office, kind, name))
    return response


def keep(request: HttpRequest, response: HttpResponse, grant: access.Grant) -> None:
    """Give a machine its cookie, which no script can read."""
    response.set_cookie(
        access.DEVICE_COOKIE, grant.sealed(), max_age=access.DEVICE_AGE, httponly=True, samesite="Lax",
        secure=request.is_secure(),
    )  # fmt: skip
