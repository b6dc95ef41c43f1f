"""Sign in as a citizen, by mobile number, identity number or login name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from onelane.channels.shared import access, entering, wording
from onelane.kernel.refusal import Refused
from onelane.registers.people import queries as people

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

AFTER = "/"


@access.public
@never_cache
@sensitive_post_parameters("login", "password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for login and password; a login that nobody has is answered like a wrong password."""
    onward = entering.own_path(request, request.POST.get("next") or request.GET.get("next"))
    if request.method == "GET":
        return render(request, "portal/account/sign_in.html", {"next": onward})
    refused = _refusal(request)
    if refused is None:
        return redirect(onward or AFTER)
    told = wording.say(refused.code, refused.facts, get_language() or "zh")
    return render(
        request,
        "portal/account/sign_in.html",
        {"next": onward, "message": told},
        status=wording.status_of(refused.code),
    )


def _refusal(request: HttpRequest) -> Refused | None:
    username = people.username_behind(request.POST.get("login", "")[:80])
    try:
        account = entering.known(request, username, request.POST.get("password", ""))
        entering.seat_citizen(request, account, by="password")
    except Refused as refused:
        return refused
    return None
