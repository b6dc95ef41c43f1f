"""The machines of the office, and how one is turned away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.devices import KINDS
from onelane.registers.people import machines

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@staff("administrator")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """List the machines."""
    rows = [(one, _(KINDS.get(one.kind, one.kind))) for one in machines.of_office(actor_of(request).office)]
    return render(request, "backoffice/accounts/machines.html", {"rows": rows})


@staff("administrator")
@require_POST
def revoke(request: HttpRequest, machine_id: int) -> HttpResponse:
    """Take one machine's enrolment away."""
    machines.revoke(machine=machine_id, actor=actor_of(request))
    messages.success(request, _("Revoked. The machine is out within half a minute."))
    return redirect("accounts:machines")
