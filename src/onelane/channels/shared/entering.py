"""What every door does: count the tries, check the password, begin the session, go on to a page of ours only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.utils.http import url_has_allowed_host_and_scheme

from onelane.channels.shared import access, attempts, posts, presence
from onelane.kernel.refusal import Refused
from onelane.records import journal
from onelane.registers.offices import catalogue
from onelane.registers.people import queries as people
from onelane.registers.people import second_factor

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.registers.people.queries import SomeAccount

LONGEST_PASSWORD = 1000
LONGEST_CODE = 40
BACKEND = "django.contrib.auth.backends.ModelBackend"


def known(request: HttpRequest, username: str, password: str) -> SomeAccount:
    """Return the account behind name and password; a name that does not exist takes as long as a wrong password."""
    closed = attempts.minutes_closed(username)
    if closed:
        raise Refused("auth.locked", minutes=closed)
    account = authenticate(request, username=username, password=password[:LONGEST_PASSWORD])
    if account is None:
        raise Refused("auth.wrong_password")
    attempts.forget(username)
    return account


def proved(account: int, code: str) -> str:
    """Use up a second factor's code, its tries counted as those of passwords are; return the kind of factor."""
    name = f"second factor of {account}"
    closed = attempts.minutes_closed(name)
    if closed:
        raise Refused("auth.locked", minutes=closed)
    kind = second_factor.check_code(account=account, code=code[:LONGEST_CODE], practice=settings.ONELANE["DEMO"])
    attempts.forget(name)
    return kind


def seat_staff(request: HttpRequest, account: SomeAccount) -> posts.Place:
    """Begin the session of a member of staff at the first of his places; an account without a post stays outside."""
    login(request, account, backend=BACKEND)
    found = posts.places(request)
    if not found:
        logout(request)
        raise Refused("auth.no_post")
    presence.begin(request)
    presence.prove(request)
    place = posts.take(request, found[0].key)
    journal.note(access.actor_of(request), "auth.signed_in", chain=f"account:{account.pk}")
    return place


def seat_citizen(request: HttpRequest, account: SomeAccount, *, by: str) -> None:
    """Begin a citizen's session at the office that serves the portal, the first of the catalogue; `by` says how."""
    own = people.citizen_behind(account.pk)
    if own is None:
        raise Refused("auth.no_person")
    login(request, account, backend=BACKEND)
    office = next(iter(catalogue.current().offices))
    presence.begin_as_citizen(request, office=office, person=own.id, name=own.name)
    journal.note(access.actor_of(request), "auth.signed_in", chain=f"account:{account.pk}", detail={"by": by})


def own_path(request: HttpRequest, target: str | None) -> str:
    """Return the path to go on to when it is on this site, else nothing."""
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if target and safe else ""
