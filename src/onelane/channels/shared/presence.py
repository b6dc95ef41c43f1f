"""Whether a signed-in member of staff is still here: 12 h a day at most, 30 min without a sign of life."""

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


def begin(request: HttpRequest) -> None:
    """Note when the member of staff signed in."""
    now = int(clock.now().timestamp())
    request.session["since"] = request.session["seen"] = now


def is_present(request: HttpRequest) -> bool:
    """Tell whether somebody is signed in, was active lately and still has the account.

    The account is read from the database once a minute only, so that a press at the window costs no query for it.
    """
    session = request.session
    if "post" not in session or "_auth_user_id" not in session:
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
    """Ask the database whether the account is active and its post is still its own."""
    post = request.session["post"]
    user = request.user
    return user.is_authenticated and user.posts.filter(office_id=post["office"], role=post["role"]).exists()


def _idle() -> timedelta:
    return timedelta(minutes=getattr(settings, "STAFF_IDLE_MINUTES", 30))
