"""Whether whoever signed in is still here: staff and citizens, 12 h at most and 30 min without a sign of life."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import auth

from onelane.kernel import clock

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST_DAY = timedelta(hours=12)
CHECKED_FOR = timedelta(minutes=1)
PROVED_FOR = timedelta(minutes=15)


def begin(request: HttpRequest) -> None:
    """Note when somebody signed in."""
    now = int(clock.now().timestamp())
    request.session["since"] = request.session["seen"] = now


def begin_as_citizen(request: HttpRequest, *, office: str, person: int, name: str) -> None:
    """Note which person signed in for himself; `name` is masked, for the head of his pages."""
    request.session.pop("post", None)
    request.session["citizen"] = {"office": office, "person": person, "name": name}
    begin(request)


def prove(request: HttpRequest) -> None:
    """Note that a second factor was given just now; the session gets a new key with it (session fixation)."""
    request.session.cycle_key()
    request.session["factor_at"] = int(clock.now().timestamp())


def is_proved(request: HttpRequest) -> bool:
    """Tell whether a second factor was given lately in this session."""
    since: float = clock.now().timestamp() - request.session.get("factor_at", 0)
    return since <= PROVED_FOR.total_seconds()


def is_present(request: HttpRequest) -> bool:
    """Tell whether somebody is signed in, was active lately and still has the account.

    The account is read from the database once a minute only, so that a press at the window costs no query for it.
    """
    return _is_here(request, "post")


def is_citizen(request: HttpRequest) -> bool:
    """Tell whether a citizen is signed in with a real name, was active lately and still has the account."""
    return _is_here(request, "citizen")


def _is_here(request: HttpRequest, place: str) -> bool:
    session = request.session
    if place not in session or "_auth_user_id" not in session:
        return False
    now, seen = int(clock.now().timestamp()), session.get("seen", 0)
    if now - session.get("since", 0) > LONGEST_DAY.total_seconds() or now - seen > _idle().total_seconds():
        auth.logout(request)
        return False
    if now - seen >= CHECKED_FOR.total_seconds():
        if not _still_holds(request):
            auth.logout(request)
            return False
        session["seen"] = now
    return True


def _still_holds(request: HttpRequest) -> bool:
    """Ask the database whether the account is active and post or person is still its own."""
    user = request.user
    if not user.is_authenticated:
        return False
    if "citizen" in request.session:
        return bool(user.person_id == request.session["citizen"]["person"])
    post = request.session["post"]
    return user.posts.filter(office_id=post["office"], role=post["role"]).exists()


def _idle() -> timedelta:
    return timedelta(minutes=getattr(settings, "STAFF_IDLE_MINUTES", 30))
