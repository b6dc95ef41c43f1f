"""A client of the online office: applies through the office's own deeds, or reads pages as reviewer and citizen."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

import django

from onelane.command.bench.crew import CLIENTS, Told

TYPED = {"mark_form": "electronic", "delivery_mode": "counter"}
DEPTHS = 40  # pages of the queue that a reviewer leafs through


class Applicant:
    """One of the people of the measurement with his car, who can sign in."""

    def __init__(self, place: int) -> None:
        from onelane.command.bench.online_filling import OFFICE
        from onelane.kernel.actor import Actor
        from onelane.registers.people.models import Account
        from onelane.registers.vehicles import queries as vehicles

        account = Account.objects.get(username=f"bench-{place}")
        self.actor = Actor(str(account.pk), "citizen", OFFICE)
        self.person: int = account.person_id or 0
        self.car = vehicles.owned_by(self.person)[0]

    def apply(self) -> int:
        """Begin, fill in and submit one application, as three presses on the portal do."""
        from onelane.command.bench.online_filling import SERVICE
        from onelane.office.stations import applying

        begun = applying.begin(
            service=SERVICE, applicant=self.person, subject=self.car, channel="portal", actor=self.actor
        )
        applying.save(case_id=begun.pk, answers=TYPED, actor=self.actor)
        applying.submit(case_id=begun.pk, actor=self.actor, request_key="bench")
        return int(begun.pk)


class Client:
    """One client; what it needs for a deed is made ready before the turn begins."""

    def __init__(self, place: int) -> None:
        self.place, self.next = place, 2 + place
        self.waiting: list[Applicant] = []

    def turn(self, deed: str, seconds: float) -> Told:
        """Do one deed again and again, and return how often, how long each took, and what was wrong."""
        ready = {"application": self._apply, "list": self._list, "page": self._page}[deed]
        press = ready(seconds)
        times: list[float] = []
        wrong = 0
        began, worked = time.perf_counter(), time.process_time()
        while time.perf_counter() - began < seconds:
            pressed = time.perf_counter()
            wrong += not press()
            times.append(time.perf_counter() - pressed)
        lasted, worked = time.perf_counter() - began, time.process_time() - worked
        return {"count": len(times), "seconds": lasted, "times": times, "wrong": wrong, "processor": worked}

    def _apply(self, seconds: float) -> Callable[[], bool]:
        for _ in range(int(seconds * 60)):
            self.waiting.append(Applicant(self.next))
            self.next += CLIENTS
        people = iter(self.waiting)
        self.waiting = []
        return lambda: next(people).apply() > 0

    def _list(self, _seconds: float) -> Callable[[], bool]:
        from onelane.command.bench import over_http
        from onelane.office.cases.applications import queries

        page = over_http.signed_in(int(os.environ["ONELANE_PORT"]), f"bench-reviewer-{self.place}")
        keys, after = [""], ""
        for _ in range(DEPTHS):
            after = queries.queue("qingdao", "file-review", after=_key(after)).following
            keys.append(after)
        turn = iter(range(10**9))
        return lambda: page.get(f"/online/?all=1&after={keys[next(turn) % len(keys)]}") == HTTPStatus.OK

    def _page(self, _seconds: float) -> Callable[[], bool]:
        """Read the pages of an application that is filled in, and those of a case, one after the other."""
        from onelane.command.bench.online_filling import SERVICE
        from onelane.command.bench.over_http import Page
        from onelane.office.cases.models import Case
        from onelane.office.stations import applying

        one, two = Applicant(self.next), Applicant(self.next + CLIENTS)
        self.next += 2 * CLIENTS
        draft = applying.begin(
            service=SERVICE, applicant=one.person, subject=one.car, channel="portal", actor=one.actor
        )
        applying.save(case_id=draft.pk, answers=TYPED, actor=one.actor)
        sent = Case.objects.values_list("number", flat=True).get(pk=two.apply())
        reader, owner = (Page("127.0.0.1", int(os.environ["ONELANE_PORT"])) for _ in range(2))
        reader.remember("sessionid", _session(one))
        owner.remember("sessionid", _session(two))
        number = draft.case.number
        addresses = [
            (reader, f"/apply/{SERVICE}/"), (reader, f"/applications/{number}/part/delivery/"),
            (reader, f"/applications/{number}/check/"), (owner, f"/cases/{sent}/"), (owner, f"/cases/{sent}/why/"),
        ]  # fmt: skip
        turn = iter(range(10**9))

        def read() -> bool:
            page, address = addresses[next(turn) % len(addresses)]
            return page.get(address) == HTTPStatus.OK

        return read


def _key(after: str) -> tuple[datetime, int] | None:
    if not after:
        return None
    moment, _, key = after.rpartition("-")
    return datetime.fromtimestamp(float(moment), UTC), int(key)


def _session(one: Applicant) -> str:
    """Return the key of a session of this citizen, as signing in would have made it."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from onelane.kernel import clock
    from onelane.registers.people.models import Account

    account = Account.objects.get(pk=int(one.actor.id))
    now = int(clock.now().timestamp())
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(account.pk), account.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store["citizen"] = {"office": one.actor.office, "person": one.person, "name": "试*"}
    store["since"] = store["seen"] = now
    store.save()
    return str(store.session_key)


def main(place: int) -> None:
    """Do each turn that a line of the standard input asks for."""
    django.setup()
    client = Client(place)
    print(json.dumps({"ready": place}), flush=True)
    for line in sys.stdin:
        print(json.dumps(client.turn(**json.loads(line))), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
