"""Platforms that act for me (我授权的平台): see them, end what was allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.shared import access
from onelane.office.platforms import actions as platforms
from onelane.office.platforms import queries
from onelane.office.platforms.rules import SCOPES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@access.citizen
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """List the platforms that I let act for me, and what each may do."""
    english = (get_language() or "zh").startswith("en")
    rows = [
        (one, [SCOPES[code].en if english else SCOPES[code].zh for code in one.scopes])
        for one in queries.granted(int(request.user.pk or 0))
    ]
    return render(request, "api/granted.html", {"rows": rows})


@access.citizen
@require_POST
def end(request: HttpRequest, client: str) -> HttpResponse:
    """End what I allowed a platform."""
    platforms.end_consent(client=client, actor=access.actor_of(request))
    messages.success(request, _("Ended. The platform can do nothing for you any more."))
    return redirect("api:granted")
