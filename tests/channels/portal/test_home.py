"""The home page: everything from the catalogue, and the way to one's ticket."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from channels.portal.scenes import Lane


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_home_page_says_what_to_bring_and_what_it_costs(lane: Lane, phone: Client) -> None:
    told = text(phone.get("/"))

    for piece in ("Qingdao Vehicle Administration Office", "Owner&#x27;s identity document", "¥120.00", "08:30–12:00"):
        assert piece in told


def test_the_office_is_open_when_its_hours_say_so(lane: Lane, phone: Client, clock: Any) -> None:
    assert "Open now" in text(phone.get("/"))

    clock.set(2026, 11, 23, 12, 30)
    assert "Closed now" in text(phone.get("/"))

    clock.set(2026, 11, 22, 10)
    assert "Closed now" in text(phone.get("/"))


@pytest.mark.parametrize("typed", ["{key}", " {key} ", "http://127.0.0.1:8000/t/{key}/", "https://office/t/{key}"])
def test_a_key_typed_or_scanned_leads_to_the_ticket(lane: Lane, phone: Client, typed: str) -> None:
    ticket = lane.ticket()

    response = phone.get("/find/", {"key": typed.format(key=ticket.key)})

    assert response["Location"] == f"/t/{ticket.key}/"


@pytest.mark.parametrize("typed", ["", "A1", "../../etc", "號票", "x" * 300])
def test_what_is_no_key_is_said_at_the_field(lane: Lane, phone: Client, typed: str) -> None:
    response = phone.get("/find/", {"key": typed})

    assert response.status_code == 422
    assert "Please compare" in text(response)
