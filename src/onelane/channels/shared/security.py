"""My account is safe (账号安全): authenticator app, passkeys, recovery codes, password, sign out everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.channels.shared import access, passkeys, wording
from onelane.channels.shared.proving import frame_of, me
from onelane.channels.shared.signing_in import bind_context
from onelane.kernel.refusal import Refused
from onelane.registers.people import citizens, second_factor

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

SECRET = "app_to_bind"  # noqa: S105 - a name in the session


@access.signed_in
@never_cache
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show which second factors the account has, and what can be done."""
    account = int(request.user.pk or 0)
    factors = Authenticator.objects.filter(user_id=account).exclude(type="recovery_codes").order_by("pk")
    context = {
        "frame": frame_of(request),
        "factors": [
            {"id": one.pk, "is_app": one.type == "totp", "name": str(one), "at": one.last_used_at} for one in factors
        ],
        "has_app": any(one.type == "totp" for one in factors),
        "codes_left": second_factor.recovery_codes_left(account),
    }
    return render(request, "shared/security.html", context)


@access.signed_in(second_factor=True)
@never_cache
@require_http_methods(["GET", "POST"])
def add_app(request: HttpRequest) -> HttpResponse:
    """Bind an authenticator app."""
    secret = request.session.setdefault(SECRET, second_factor.fresh_secret())
    context = bind_context(me(request), secret) | {"frame": frame_of(request)}
    if request.method == "GET":
        return render(request, "shared/bind.html", context)
    code = request.POST.get("code", "")[:40]

    def bind() -> None:
        second_factor.add_app(
            account=int(request.user.pk or 0), secret=secret, code=code, actor=access.actor_of(request)
        )

    refused = _refused(bind)
    if refused is not None:
        return _again(request, "shared/bind.html", refused, context)
    request.session.pop(SECRET, None)
    messages.success(request, _("The app is bound."))
    return redirect("shared:security")


@access.signed_in(second_factor=True)
@never_cache
@require_http_methods(["GET", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey of this device or of a security key."""
    account, context = me(request), {"frame": frame_of(request)}
    if request.method == "GET":
        return render(request, "shared/add_passkey.html", {**context, "options": passkeys.to_add(account)})
    name = request.POST.get("name", "")
    refused = _refused(lambda: passkeys.add(request, account, name=name, actor=access.actor_of(request)))
    if refused is not None:
        return _again(request, "shared/add_passkey.html", refused, {**context, "options": passkeys.to_add(account)})
    messages.success(request, _("The passkey is added."))
    return redirect("shared:security")


@access.signed_in(second_factor=True)
@require_POST
def remove(request: HttpRequest, factor_id: int) -> HttpResponse:
    """Take a second factor away."""
    second_factor.remove(account=int(request.user.pk or 0), authenticator=factor_id, actor=access.actor_of(request))
    messages.success(request, _("Removed."))
    return redirect("shared:security")


@access.signed_in(second_factor=True)
@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them once."""
    actor = access.actor_of(request)
    codes = second_factor.fresh_recovery_codes(account=int(request.user.pk or 0), actor=actor)
    context = {"codes": codes, "onward": "/security/", "frame": frame_of(request)}
    return render(request, "shared/recovery_codes.html", context)


@access.signed_in
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; every other session ends."""
    context: dict[str, object] = {"frame": frame_of(request)}
    if request.method == "GET":
        return render(request, "shared/password.html", context)
    account, fresh = me(request), request.POST.get("new", "")[:1000]

    def change() -> None:
        if authenticate(request, username=account.username, password=request.POST.get("old", "")[:1000]) is None:
            raise Refused("auth.old_password_wrong")
        changed = citizens.change_password(account=account.pk, password=fresh, actor=access.actor_of(request))
        update_session_auth_hash(request, changed)

    refused = _refused(change)
    if refused is not None:
        return _again(request, "shared/password.html", refused, context)
    messages.success(request, _("The password is changed. You are signed out everywhere else."))
    return redirect("shared:security")


@access.signed_in
@require_POST
def everywhere(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    door = "account:sign-in" if "citizen" in request.session else "shared:sign-in"
    citizens.sign_out_everywhere(account=int(request.user.pk or 0), actor=access.actor_of(request))
    logout(request)
    return redirect(door)


def _refused(deed: Callable[[], None]) -> Refused | None:
    try:
        deed()
    except Refused as refused:
        return refused
    return None


def _again(request: HttpRequest, template: str, refused: Refused, context: dict[str, object]) -> HttpResponse:
    message = wording.say(refused.code, refused.facts, get_language() or "zh")
    return render(request, template, {**context, "message": message}, status=wording.status_of(refused.code))
