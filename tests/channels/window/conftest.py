"""The demo office with somebody signed in at each counter that meets the owner."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import Client

import make

PASSWORD = "a long pass phrase"
COUNTERS = {"guide": "T1", "clerk": "W1", "cashier": "P1", "hand_over": "H1"}


@pytest.fixture(autouse=True)
def _doors(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]


@pytest.fixture
def office(db: None, clock: Any) -> Iterator[str]:
    from onelane.registers.offices.queries import forget

    assert clock
    yield make.office()
    forget()


@pytest.fixture
def sign_in(office: str) -> Callable[..., Client]:
    """Sign somebody in at a counter, with a browser that reads English."""

    def enter(role: str, counter: str = "", *, language: str = "en", name: str = "") -> Client:
        from onelane.registers.people import staff

        name = name or role
        place = counter or COUNTERS.get(role, "")
        staff.appoint(username=name, name=name, office=office, role=role, counter=place, password=PASSWORD)
        client = Client(headers={"accept-language": language})
        make.sign_in(client, name, PASSWORD)
        return client

    return enter


@pytest.fixture
def guide(sign_in: Callable[..., Client]) -> Client:
    return sign_in("guide")


@pytest.fixture
def clerk(sign_in: Callable[..., Client]) -> Client:
    return sign_in("clerk")


@pytest.fixture
def cashier(sign_in: Callable[..., Client]) -> Client:
    return sign_in("cashier")


@pytest.fixture
def hand_over(sign_in: Callable[..., Client]) -> Client:
    return sign_in("hand_over")


@pytest.fixture
def in_hand(clerk: Client) -> Callable[[], Any]:
    """Call the next owner to window 1 and begin; return the work."""

    def call() -> Any:
        from onelane.office.cases.models import Work

        clerk.post("/window/next/")
        work = Work.objects.get(counter__code="W1", ended_at=None)
        clerk.post(f"/window/calls/{work.pk}/begin/")
        work.refresh_from_db()
        return work

    return call


@pytest.fixture
def papers() -> dict[str, Any]:
    """The form filled in as the catalogue's example has it, as a browser sends it."""
    words = {True: "true", False: "false"}
    told = {name: words[one] if isinstance(one, bool) else str(one) for name, one in make.example("acceptance").items()}
    return {**told, "materials_seen": list(make.MATERIALS)}


@pytest.fixture
def statements(office: str) -> Callable[..., Any]:
    """Count the statements of a deed: not the session, and not the savepoints that only a test's transaction needs."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    @contextmanager
    def counted(most: int) -> Iterator[None]:
        with CaptureQueriesContext(connection) as context:
            yield
        asked = [one["sql"].strip() for one in context.captured_queries]
        asked = [one for one in asked if "django_session" not in one and not re.match(r"SAVEPOINT|RELEASE", one)]
        assert len(asked) <= most, "\n\n".join(asked)

    return counted
