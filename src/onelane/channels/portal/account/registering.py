"""Register with a real name (实名注册), and recover an account, without telling anybody who has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from onelane.channels.shared import access, attempts, entering, presence, wording
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.registers.offices import catalogue
from onelane.registers.people import citizens, codes

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

KEPT = ("name", "id_no", "mobile", "email")
A_FORM = "portal/account/register.html"
RECOVER = "portal/account/recover.html"


@access.public
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Ask for name, identity number and mobile number; send a code; open the account when it is right."""
    if request.method == "GET":
        return render(request, A_FORM, {"typed": {}})
    typed = {name: request.POST.get(name, "").strip()[:120] for name in KEPT}
    password = request.POST.get("password", "")[:1000]
    try:
        _count(f"registering {typed['mobile']}")
        citizens.check_new(**typed)
        if "send" in request.POST:
            code = codes.send(mobile=typed["mobile"], purpose="register", language=get_language() or "zh-hans")
            return _shown(request, A_FORM, typed, sent=True, code=code)
        citizens.weaknesses(password)
        codes.check(mobile=typed["mobile"], purpose="register", code=request.POST.get("code", "")[:12])
        account = citizens.open_account(
            name=typed["name"], id_no=typed["id_no"], mobile=typed["mobile"], email=typed["email"], password=password,
            actor=_citizen(),
        )  # fmt: skip
    except Refused as refused:
        sent = "code" in request.POST
        return _shown(request, A_FORM, typed, sent=sent, refused=refused)
    attempts.forget(f"registering {typed['mobile']}")
    entering.seat_citizen(request, account, by="registration")
    presence.prove(request)  # the code to his mobile came back just now
    messages.success(request, _("Your account is open."))
    return redirect("affairs:home")


@access.public
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """Set a new password with mobile number, identity number and a code; who has no account sees the same pages."""
    if request.method == "GET":
        return render(request, RECOVER, {"typed": {}})
    typed = {name: request.POST.get(name, "").strip()[:40] for name in ("mobile", "id_no")}
    password = request.POST.get("password", "")[:1000]
    try:
        if "send" in request.POST:
            code = codes.send(
                mobile=typed["mobile"], purpose="recover", language=get_language() or "zh-hans",
                really=citizens.has_account(**typed),
            )  # fmt: skip
            return _shown(request, RECOVER, typed, sent=True, code=code)
        citizens.weaknesses(password)
        _count(f"recovering {typed['mobile']}")
        codes.check(mobile=typed["mobile"], purpose="recover", code=request.POST.get("code", "")[:12])
        citizens.recover(**typed, password=password, actor=_citizen())
    except Refused as refused:
        return _shown(request, RECOVER, typed, sent="code" in request.POST, refused=refused)
    messages.success(request, _("The password is changed. You are signed out everywhere; sign in with the new one."))
    return redirect("account:sign-in")


def _count(name: str) -> None:
    closed = attempts.minutes_closed(name)
    if closed:
        raise Refused("auth.locked", minutes=closed)


def _citizen() -> Actor:
    """Return somebody who is not signed in yet, as the actor of his own registration."""
    return Actor("stranger", "citizen", next(iter(catalogue.current().offices)))


def _shown(
    request: HttpRequest, template: str, typed: dict[str, str], *, sent: bool = False, code: str = "",
    refused: Refused | None = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "typed": typed,
        "sent": sent,
        "practice_code": code if settings.ONELANE["DEMO"] else "",
        "message": wording.say(refused.code, refused.facts, get_language() or "zh") if refused else "",
    }
    status = wording.status_of(refused.code) if refused else 200
    return render(request, template, context, status=status)
