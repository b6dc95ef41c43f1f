"""Staff sign in with a password and always a second factor; who has none yet binds an authenticator app first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from django.conf import settings
from django.contrib.auth import get_user_model
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from onelane.channels.shared import access, entering, factors, posts, wording
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.registers.people import second_factor

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.registers.people.queries import SomeAccount

PENDING = "half_way_in"
WAITS = 10 * 60  # seconds between the password and the code


@access.public
@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; a form that brings the code too is through at once, else the code is asked next."""
    onward = entering.own_path(request, request.POST.get("next") or request.GET.get("next"))
    if request.method == "GET":
        return render(request, "shared/sign_in.html", {"next": onward})
    username = request.POST.get("username", "")[:150]
    try:
        account = entering.known(request, username, request.POST.get("password", ""))
        if "code" in request.POST:
            return _checked(request, account, onward)
    except Refused as refused:
        return _again(request, "shared/sign_in.html", refused, next=onward, username=username)
    request.session[PENDING] = {"account": account.pk, "since": int(clock.now().timestamp()), "next": onward}
    bound = second_factor.kinds_of(account.pk) & {"totp", "webauthn"}
    return redirect("shared:second" if bound else "shared:bind")


@access.public
@never_cache
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the authenticator app, or a recovery code."""
    account = _half_way(request)
    if account is None:
        return redirect("shared:sign-in")
    practice = settings.ONELANE["DEMO"] and second_factor.is_practice(account.pk)
    shown = second_factor.practice_code() if practice else ""
    if request.method == "GET":
        return render(request, "shared/second.html", {"practice_code": shown})
    try:
        return _checked(request, account, request.session[PENDING]["next"])
    except Refused as refused:
        return _again(request, "shared/second.html", refused, practice_code=shown)


@access.public
@never_cache
@require_http_methods(["GET", "POST"])
def bind(request: HttpRequest) -> HttpResponse:
    """Let a member of staff who has no second factor yet bind an authenticator app, and show the recovery codes."""
    account = _half_way(request)
    if account is None or second_factor.kinds_of(account.pk) & {"totp", "webauthn"}:
        return redirect("shared:sign-in")
    secret = request.session[PENDING].get("secret") or second_factor.fresh_secret()
    request.session[PENDING] |= {"secret": secret}
    request.session.modified = True
    context = bind_context(account, secret)
    if request.method == "GET":
        return render(request, "shared/bind.html", context)
    actor = Actor(str(account.pk), "system", "")
    try:
        second_factor.add_app(account=account.pk, secret=secret, code=request.POST.get("code", "")[:40], actor=actor)
        onward = request.session[PENDING]["next"]
        place = entering.seat_staff(request, account)
    except Refused as refused:
        return _again(request, "shared/bind.html", refused, **context)
    request.session.pop(PENDING, None)
    codes = second_factor.fresh_recovery_codes(account=account.pk, actor=access.actor_of(request))
    return render(
        request, "shared/recovery_codes.html", {"codes": codes, "onward": onward or posts.home_of(place.role)}
    )


def bind_context(account: SomeAccount, secret: str) -> dict[str, object]:
    """Return what the page to bind an app shows: the code to scan, and the secret in groups of four to type."""
    picture = segno.make(factors.Adapter().build_totp_url(account, secret), micro=False)
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return {"qr": picture.svg_data_uri(scale=5, border=2), "secret": groups}


def _checked(request: HttpRequest, account: SomeAccount, onward: str) -> HttpResponse:
    """Use up the code, sit down at the only counter there is, else ask which."""
    if second_factor.is_practice(account.pk) and not settings.ONELANE["DEMO"]:
        raise Refused("auth.practice_only")
    entering.proved(account.pk, request.POST.get("code", ""))
    place = entering.seat_staff(request, account)
    request.session.pop(PENDING, None)
    if len(posts.places(request)) > 1:
        return redirect("shared:counter")
    return redirect(onward or posts.home_of(place.role))


def _half_way(request: HttpRequest) -> SomeAccount | None:
    """Return whose password was right a moment ago in this browser."""
    told = request.session.get(PENDING)
    if not told or clock.now().timestamp() - told["since"] > WAITS:
        return None
    return get_user_model()._default_manager.filter(pk=told["account"], is_active=True).first()  # noqa: SLF001 - Django's own way


def _again(request: HttpRequest, template: str, refused: Refused, **told: object) -> HttpResponse:
    message = wording.say(refused.code, refused.facts, get_language() or "zh")
    return render(request, template, {**told, "message": message}, status=wording.status_of(refused.code))
