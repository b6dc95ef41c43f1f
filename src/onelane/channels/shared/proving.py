"""Prove once more who one is (二次验证), before a deed that asks for it: by app, recovery code, message or passkey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from onelane.channels.shared import access, entering, passkeys, presence, wording
from onelane.kernel.refusal import Refused
from onelane.records import journal
from onelane.registers.people import codes, second_factor
from onelane.registers.people import queries as people

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.registers.people.queries import SomeAccount


@access.signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for a second proof; go on to the page that asked."""
    if request.method == "GET":
        return _page(request)
    way = request.POST.get("by", "message")
    try:
        by = _proved(request, way)
    except Refused as refused:
        return _page(request, refused=refused, sent=way == "message")
    presence.prove(request)
    journal.note(access.actor_of(request), "auth.proved", chain=f"account:{request.user.pk}", detail={"by": by})
    return redirect(_onward(request) or "/")


@access.signed_in
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Send a code to the account's mobile number."""
    try:
        code = codes.send(mobile=_mobile(request), purpose="prove", language=get_language() or "zh-hans")
    except Refused as refused:
        return _page(request, refused=refused)
    return _page(request, sent=True, code=code if settings.ONELANE["DEMO"] else "")


def me(request: HttpRequest) -> SomeAccount:
    """Return the account that is signed in."""
    return get_user_model()._default_manager.get(pk=request.user.pk or 0)  # noqa: SLF001 - Django's own way


def _proved(request: HttpRequest, way: str) -> str:
    if way == "passkey":
        passkeys.proved_by(request, me(request))
        return "webauthn"
    code = request.POST.get("code", "")
    if way == "app":
        return entering.proved(int(request.user.pk or 0), code)
    codes.check(mobile=_mobile(request), purpose="prove", code=code[:12])
    return "message"


def _mobile(request: HttpRequest) -> str:
    return people.mobile_behind(int(request.user.pk or 0))


def _onward(request: HttpRequest) -> str:
    return entering.own_path(request, request.POST.get("next") or request.GET.get("next"))


def _page(request: HttpRequest, *, refused: Refused | None = None, sent: bool = False, code: str = "") -> HttpResponse:
    account = int(request.user.pk or 0)
    kinds = second_factor.kinds_of(account)
    practice = settings.ONELANE["DEMO"] and "totp" in kinds and second_factor.is_practice(account)
    context = {
        "next": _onward(request),
        "frame": frame_of(request),
        "mobile": people.mobile_shown(account),
        "has_app": "totp" in kinds,
        "passkey": passkeys.to_prove(me(request)) if "webauthn" in kinds else None,
        "sent": sent,
        "practice_code": code,
        "app_code": second_factor.practice_code() if practice else "",
        "message": wording.say(refused.code, refused.facts, get_language() or "zh") if refused else "",
    }
    status = wording.status_of(refused.code) if refused else 200
    return render(request, "shared/prove.html", context, status=status)


def frame_of(request: HttpRequest) -> str:
    """Return the frame of the pages that staff and citizens share."""
    return "shared/citizen.html" if "citizen" in request.session else "shared/staff.html"
