"""Reset somebody's second factor: one proposes, another decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.shared.access import actor_of, staff
from onelane.registers.people import managing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@staff("administrator")
@require_POST
def propose(request: HttpRequest, account_id: int) -> HttpResponse:
    """Propose it, with a reason."""
    managing.propose_reset(key=account_id, why=request.POST.get("why", ""), actor=actor_of(request))
    messages.success(request, _("Proposed. Another administrator or the supervisor decides."))
    return redirect("accounts:account", account_id=account_id)


@staff("administrator", "supervisor")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show what waits for a second person."""
    actor = actor_of(request)
    rows = [(one, str(one.asked_by_id) == actor.id) for one in managing.open_resets(actor.office)]
    return render(request, "backoffice/accounts/resets.html", {"rows": rows})


@staff("administrator", "supervisor")
@require_POST
def decide(request: HttpRequest, reset_id: int) -> HttpResponse:
    """Decide as the second person."""
    is_yes = request.POST.get("answer") == "yes"
    managing.decide_reset(reset=reset_id, yes=is_yes, actor=actor_of(request))
    told = _("Done. The next sign-in binds a new app.") if is_yes else _("Refused; nothing was changed.")
    messages.success(request, told)
    return redirect("accounts:resets")
