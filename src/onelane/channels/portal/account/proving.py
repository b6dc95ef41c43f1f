"""Prove once more who one is (二次验证), before a deed that asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from onelane.channels.shared import access, entering, presence, wording
from onelane.kernel.refusal import Refused
from onelane.records import journal
from onelane.registers.people import codes
from onelane.registers.people import queries as people

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@access.citizen
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was sent; go on to the page that asked."""
    if request.method == "GET":
        return _page(request)
    try:
        codes.check(mobile=_mobile(request), purpose="prove", code=request.POST.get("code", "")[:12])
    except Refused as refused:
        return _page(request, refused=refused, sent=True)
    presence.prove(request)
    journal.note(access.actor_of(request), "auth.proved", chain=f"account:{request.user.pk}", detail={"by": "message"})
    return redirect(_onward(request) or "/")


@access.citizen
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Send a code to the account's mobile number."""
    try:
        code = codes.send(mobile=_mobile(request), purpose="prove", language=get_language() or "zh-hans")
    except Refused as refused:
        return _page(request, refused=refused)
    return _page(request, sent=True, code=code if settings.ONELANE["DEMO"] else "")


def _mobile(request: HttpRequest) -> str:
    return people.mobile_behind(int(request.user.pk or 0))


def _onward(request: HttpRequest) -> str:
    return entering.own_path(request, request.POST.get("next") or request.GET.get("next"))


def _page(request: HttpRequest, *, refused: Refused | None = None, sent: bool = False, code: str = "") -> HttpResponse:
    context = {
        "next": _onward(request),
        "mobile": people.mobile_shown(int(request.user.pk or 0)),
        "sent": sent,
        "practice_code": code,
        "message": wording.say(refused.code, refused.facts, get_language() or "zh") if refused else "",
    }
    status = wording.status_of(refused.code) if refused else 200
    return render(request, "portal/account/prove.html", context, status=status)
