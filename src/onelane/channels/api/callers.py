"""Who calls: the platform behind a token, acting for itself or for the citizen who consented (OAuth 2, RFC 6749)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.http import HttpRequest

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.platforms import actions as platforms
from onelane.office.platforms import queries
from onelane.registers.offices.queries import settings_of
from onelane.registers.people import queries as people

if TYPE_CHECKING:
    from onelane.office.platforms.queries import Bearer
    from onelane.office.platforms.rules import Pace

SCHEME = "bearer "
LONGEST_TOKEN = 200


@dataclass(frozen=True)
class Caller:
    """The platform, and the citizen in whose name it calls, if any."""

    bearer: Bearer

    @property
    def client(self) -> str:
        """Return the platform's client id."""
        return self.bearer.client

    @property
    def account(self) -> int:
        """Return the citizen's account, 0 for the platform itself."""
        return self.bearer.account or 0

    @cached_property
    def actor(self) -> Actor:
        """Return who acts: the citizen himself, or the platform, which is no member of staff and never the system."""
        if self.bearer.account is None:
            return Actor(id=f"platform:{self.client}", role="platform", office=self.bearer.office)
        return Actor(id=str(self.bearer.account), role="citizen", office=self.bearer.office)

    @cached_property
    def person(self) -> int:
        """Return the citizen's person; refuse `auth.no_person`."""
        found = people.person_of(self.actor)
        if found is None:
            raise Refused("auth.no_person")
        return found

    @property
    def channel(self) -> str:
        """Return the channel that an application of this caller comes over."""
        return "app" if self.bearer.kind == "app" else "api"

    def count(self) -> Pace:
        """Count a request: a platform has one pace, of a phone app each citizen has his own."""
        key = f"{self.client}:{self.account}" if self.bearer.kind == "app" else self.client
        most = settings_of(self.bearer.office).integer("platforms.requests_a_minute")
        return platforms.counted(key=key, most=most)


class ApiRequest(HttpRequest):
    """A request that has come through the guard of the API."""

    caller: Caller


def caller_of(request: HttpRequest) -> Caller:
    """Return who calls; refuse `auth.token_needed` without a token that is good now."""
    told = request.headers.get("Authorization", "")
    token = told[len(SCHEME) :].strip() if told[: len(SCHEME)].lower() == SCHEME else ""
    found = queries.bearer(token) if token and len(token) <= LONGEST_TOKEN else None
    if found is None:
        raise Refused("auth.token_needed")
    return Caller(found)


def check_scope(caller: Caller, needed: Iterable[str], whose: str) -> None:
    """Refuse a token that does not allow this, or that is for a citizen where the platform itself is meant."""
    wanted = list(needed)
    if caller.bearer.scopes.isdisjoint(wanted):
        raise Refused("auth.scope_needed", scopes=wanted)
    if whose == "citizen":
        if caller.bearer.account is None:
            raise Refused("auth.citizen_token_needed")
        _ = caller.person
    if whose == "platform" and caller.bearer.account is not None:
        raise Refused("auth.platform_token_needed")
