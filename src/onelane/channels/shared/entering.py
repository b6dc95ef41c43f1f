"""What every door does: count the tries, check the password, begin the session, go on to a page of ours only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import authenticate, login
from django.utils.http import url_has_allowed_host_and_scheme

from onelane.channels.shared import attempts, presence
from onelane.kernel.refusal import Refused
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST_PASSWORD = 1000


def refusal(request: HttpRequest, username: str, password: str) -> Refused | None:
    """Sign in, or say why not; a name that does not exist takes as long as a wrong password."""
    closed = attempts.minutes_closed(username)
    if closed:
        return Refused("auth.locked", minutes=closed)
    account = authenticate(request, username=username, password=password[:LONGEST_PASSWORD])
    if account is None:
        return Refused("auth.wrong_password")
    attempts.forget(username)
    login(request, account)
    return None


def seat_citizen(request: HttpRequest, *, person: int, name: str) -> None:
    """Begin a citizen's session at the office that serves the portal: the first of the catalogue."""
    office = next(iter(catalogue.current().offices))
    presence.begin_as_citizen(request, office=office, person=person, name=name)


def own_path(request: HttpRequest, target: str | None) -> str:
    """Return the path to go on to when it is on this site, else nothing."""
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if target and safe else ""
