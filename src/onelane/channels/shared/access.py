"""Who may open a view: one decorator each, which a test looks for on every URL as `view.access`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Protocol, overload
from urllib.parse import urlencode

from django.core import signing
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control

from onelane.channels.shared import answers, presence
from onelane.channels.shared.roles import role_name
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.registers.people import machines

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from onelane.kernel.actor import Role

    View = Callable[..., HttpResponse]

DEVICE_COOKIE = "onelane_device"
DEVICE_SALT = "onelane.device"
DEVICE_AGE = 400 * 24 * 3600  # browsers keep no cookie longer


class GuardedView(Protocol):
    """A view that says who may open it."""

    access: str

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the request."""


def public(view: View) -> GuardedView:
    """Let everybody in."""
    return _guarded(view, "public", lambda _: None)


def staff(*roles: Role) -> Callable[[View], GuardedView]:
    """Let in whoever works here today at one of these posts; no role named means any post."""

    def check(request: HttpRequest) -> HttpResponse | None:
        if not presence.is_present(request):
            return _to_the_door(request)
        actor = actor_of(request)
        if roles and not actor.may(*roles):
            raise Refused("auth.wrong_role", needed=[role_name(role) for role in roles], role=actor.role)
        return None

    return lambda view: _guarded(view, f"staff:{','.join(roles) or 'any'}", check, private=True)


@overload
def citizen(view: View) -> GuardedView: ...


@overload
def citizen(*, second_factor: bool) -> Callable[[View], GuardedView]: ...


def citizen(view: View | None = None, *, second_factor: bool = False) -> GuardedView | Callable[[View], GuardedView]:
    """Let in a citizen who signed in with a real name; `second_factor` asks for a code or passkey given lately."""

    def check(request: HttpRequest) -> HttpResponse | None:
        if not presence.is_citizen(request):
            return _to_the_door(request, "account:sign-in")
        return _to_prove(request) if second_factor else None

    told = "citizen:second_factor" if second_factor else "citizen"
    if view is not None:
        return _guarded(view, told, check, private=True)
    return lambda one: _guarded(one, told, check, private=True)


@overload
def signed_in(view: View) -> GuardedView: ...


@overload
def signed_in(*, second_factor: bool) -> Callable[[View], GuardedView]: ...


def signed_in(view: View | None = None, *, second_factor: bool = False) -> GuardedView | Callable[[View], GuardedView]:
    """Let in staff and citizens, for what both have: an account of their own; with a proof given lately if told."""

    def check(request: HttpRequest) -> HttpResponse | None:
        if not presence.is_present(request) and not presence.is_citizen(request):
            return _to_the_door(request, "account:sign-in")
        return _to_prove(request) if second_factor else None

    told = "signed_in:second_factor" if second_factor else "signed_in"
    if view is not None:
        return _guarded(view, told, check, private=True)
    return lambda one: _guarded(one, told, check, private=True)


def ticket_holder(view: View) -> GuardedView:
    """Let in whoever holds the secret key in the path; the view finds the ticket by it or refuses as not found."""
    return _guarded(view, "ticket_holder", lambda _: None, private=True)


def device(*kinds: str) -> Callable[[View], GuardedView]:
    """Let in an enrolled machine of one of these kinds, such as `kiosk` or `board`."""

    def check(request: HttpRequest) -> HttpResponse | None:
        if device_of(request).counter_kind not in kinds:
            raise Refused("auth.device_unknown")
        return None

    return lambda view: _guarded(view, f"device:{','.join(kinds)}", check, private=True)


def actor_of(request: HttpRequest) -> Actor:
    """Return who is acting, from the session or the device cookie; refuse with `auth.signed_out` when nobody is."""
    post = request.session.get("post")
    account = request.session.get("_auth_user_id")
    if post and account:
        return Actor(id=str(account), role=post["role"], office=post["office"], counter=post["counter"])
    own = request.session.get("citizen")
    if own and account:
        return Actor(id=str(account), role="citizen", office=own["office"])
    if DEVICE_COOKIE in request.COOKIES:
        grant = device_of(request)
        return Actor(id=f"machine:{grant.name}", role="machine", office=grant.office, counter=grant.name)
    raise Refused("auth.signed_out")


def holder(*, office: str, ticket_id: int) -> Actor:
    """Return the citizen who holds this ticket's key as an actor."""
    return Actor(id=f"ticket:{ticket_id}", role="citizen", office=office)


class Grant:
    """What an enrolled machine is: its office, its kind and the name of its counter; a kiosk has a key of its own."""

    def __init__(self, office: str, counter_kind: str, name: str, sealed_at: float = 0, key: str = "") -> None:
        self.office = office
        self.counter_kind = counter_kind
        self.name = name
        self.sealed_at = sealed_at
        self.key = key

    def sealed(self) -> str:
        """Return the value of the machine's cookie."""
        told = [self.office, self.counter_kind, self.name, clock.now().timestamp(), self.key]
        return signing.dumps(told, salt=DEVICE_SALT)


def device_of(request: HttpRequest) -> Grant:
    """Return the enrolled machine that asks; refuse with `auth.device_unknown` when it is none."""
    try:
        told = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_SALT, max_age=DEVICE_AGE)
        grant = Grant(*told)
    except (signing.BadSignature, ValueError, TypeError) as reason:
        raise Refused("auth.device_unknown") from reason
    if machines.is_revoked(grant.office, grant.name, grant.sealed_at):
        raise Refused("auth.device_unknown")
    return grant


def _guarded(
    view: View, access: str, check: Callable[[HttpRequest], HttpResponse | None], *, private: bool = False
) -> GuardedView:
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = check(request) or view(request, *args, **kwargs)
        if private:
            patch_cache_control(response, private=True, no_store=True)
            # Not no-referrer: browsers would send "Origin: null" with it, and every form of the page would be refused.
            response["Referrer-Policy"] = "same-origin"
        return response

    guarded.access = access  # type: ignore[attr-defined]  # a function carries its guard's name for the architecture test
    return guarded  # type: ignore[return-value]  # as above: the attribute was just set


def _to_prove(request: HttpRequest) -> HttpResponse | None:
    """Ask for a second proof where none was given lately."""
    if presence.is_proved(request):
        return None
    return _to_the_door(request, "shared:prove", "auth.second_factor_needed")


def _to_the_door(request: HttpRequest, door: str = "shared:sign-in", code: str = "auth.signed_out") -> HttpResponse:
    """Send a page to the sign-in page and back; a fragment or a program only gets told."""
    if request.headers.get("HX-Request") == "true" or answers.wants_json(request) or request.method != "GET":
        return answers.to(request, Refused(code))
    return redirect(f"{reverse(door)}?{urlencode({'next': request.get_full_path()})}")
