"""The access matrix: who may open which address, asked of every guard, and with objects of others through the pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from architecture.test_doors import doors
from onelane.kernel.actor import Role
from onelane.kernel.refusal import Refused

METHODS = ("get", "post")
NOT_LET_IN = {401, 403}
NOT_THEIRS = {401, 403, 404}
PROGRAM = {"accept": "application/json"}  # refusals come as their codes
STAFF = tuple(role for role in get_args(Role) if role not in {"citizen", "machine", "system", "platform"})
DEVICES = ("kiosk", "ticket_machine", "number_machine", "photo_machine", "board")


@dataclass(frozen=True)
class Door:
    """An address: its route, its view, and the guard that the view names."""

    route: str
    view: Callable[..., HttpResponse]
    guard: str

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.route)

    def path(self, values: Mapping[str, Any]) -> str:
        """Write the address with these values."""
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), self.route)


@dataclass
class Visitor:
    """Somebody before the doors: `kind` as a guard names him, `place` home or elsewhere, and his browser."""

    kind: str
    place: str
    client: Client
    _kept: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.kind} ({self.place})"

    def request(self, method: str) -> HttpRequest:
        """Return a request as it comes to a view, without a round through the middleware."""
        made: HttpRequest = getattr(RequestFactory(), method)("/", headers=PROGRAM)
        made.META |= self.client.defaults
        made.COOKIES = {name: morsel.value for name, morsel in self.client.cookies.items()}
        self._kept.setdefault("session", self.client.session)
        made.session = self._kept["session"]
        made.user = AnonymousUser()
        return made


def all_doors() -> list[Door]:
    """List every address with its guard; a view without one has the guard of nobody."""
    return [Door(route, view, str(getattr(view, "access", ""))) for route, view in doors()]


def may(guard: str, kind: str) -> bool:
    """Tell whether a guard lets this kind of visitor in, as the guard itself says."""
    return any(_one_may(part, kind) for part in guard.split("|"))


def _one_may(guard: str, kind: str) -> bool:
    what, _, whom = guard.partition(":")
    named = {
        "public": lambda: True,
        "ticket_holder": lambda: True,  # the key in the address is the right
        "citizen": lambda: kind == "citizen",
        "signed_in": lambda: kind == "citizen" or kind in STAFF,
        "staff": lambda: kind in STAFF if whom == "any" else kind in whom.split(","),
        "token": lambda: kind == f"token:{whom}",
        "device": lambda: kind.removeprefix("machine:") in whom.split(",") and kind.startswith("machine:"),
    }
    return what in named and named[what]()


def turned_away(door: Door, visitor: Visitor) -> Iterator[str]:
    """Yield each method by which a guard lets somebody in whom it should turn away."""
    for method in METHODS:
        try:
            answer = door.view(visitor.request(method), **dict.fromkeys(door.parameters, 1))
            status, code = answer.status_code, ""
        except Refused as refused:
            status, code = (401 if refused.code == "auth.signed_out" else 403), refused.code
            if not code.startswith("auth."):
                status = 200
        if status not in {*NOT_LET_IN, 405}:
            yield f"{method.upper()} /{door.route} lets in {visitor.name}: {status} {code}".rstrip()


def answers(door: Door, visitor: Visitor, values: Mapping[str, Any]) -> dict[str, tuple[int, str]]:
    """Return status and refusal's code by method of a visit with these objects; what it changed is undone."""
    found = {}
    for method in METHODS:
        with transaction.atomic():
            answer = getattr(visitor.client, method)(door.path(values), headers=PROGRAM)
            is_told = answer.get("Content-Type", "").startswith("application/json") and not answer.streaming
            told = answer.json() if is_told else {}
            found[method] = (answer.status_code, str(told.get("code", "")))
            transaction.set_rollback(True)
    return {method: told for method, told in found.items() if told[0] != 405}
