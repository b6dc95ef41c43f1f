"""Sign in as a citizen, by mobile number, identity number or login name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from onelane.channels.shared import access, entering, passkeys, presence, wording
from onelane.kernel.refusal import Refused
from onelane.registers.people import queries as people

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

AFTER = "/my/"


@access.public
@never_cache
@sensitive_post_parameters("login", "password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for login and password; a login that nobody has is answered like a wrong password."""
    onward = entering.own_path(request, request.POST.get("next") or request.GET.get("next"))
    if request.method == "GET":
        return render(request, "portal/account/sign_in.html", {"next": onward, "provider": _provider()})
    refused = _refusal(request)
    if refused is None:
        return redirect(onward or AFTER)
    told = wording.say(refused.code, refused.facts, get_language() or "zh")
    return render(
        request,
        "portal/account/sign_in.html",
        {"next": onward, "message": told, "provider": _provider()},
        status=wording.status_of(refused.code),
    )


@access.public
@never_cache
@require_http_methods(["GET", "POST"])
def by_passkey(request: HttpRequest) -> HttpResponse:
    """Let a citizen in by a passkey alone: the device has seen his face, finger or code, so it is two factors."""
    onward = entering.own_path(request, request.POST.get("next") or request.GET.get("next"))
    template, context = "portal/account/passkey.html", {"next": onward}
    if request.method == "POST":
        try:
            entering.seat_citizen(request, passkeys.proved_by(request), by="passkey")
        except Refused as refused:
            context["message"] = wording.say(refused.code, refused.facts, get_language() or "zh")
        else:
            presence.prove(request)
            return redirect(onward or AFTER)
    return render(
        request, template, {**context, "options": passkeys.to_prove(None)}, status=403 if "message" in context else 200
    )


def _provider() -> str:
    """Return what the government identity provider is called, or nothing where there is none."""
    return settings.IDENTITY_NAME if settings.IDENTITY else ""


def _refusal(request: HttpRequest) -> Refused | None:
    username = people.username_behind(request.POST.get("login", "")[:80])
    try:
        account = entering.known(request, username, request.POST.get("password", ""))
        entering.seat_citizen(request, account, by="password")
    except Refused as refused:
        return refused
    return None
