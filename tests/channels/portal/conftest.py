"""A lane with numbers to draw, and the owner's phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from channels.portal.scenes import Lane, release_numbers


@pytest.fixture
def lane(db: None, clock: Any) -> Iterator[Lane]:
    from onelane.registers.offices import catalogue
    from onelane.registers.offices.actions import load_office
    from onelane.registers.offices.queries import forget

    cache.clear()
    load_office(catalogue.current().office("qingdao"))
    release_numbers()
    yield Lane()
    forget()
    cache.clear()


@pytest.fixture
def phone() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def read(phone: Client) -> Callable[..., str]:
    """What the owner reads on the page of a ticket, white space made one."""

    def look(ticket: Any, path: str = "", status: int = 200) -> str:
        cache.clear()
        response = phone.get(f"/t/{ticket.key}/{path}")
        assert response.status_code == status
        return " ".join(response.content.decode().split())

    return look
