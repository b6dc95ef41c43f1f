"""Composing a number on the phone: what is free is shown, the first free wish is kept, tries are counted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from channels.portal.scenes import OFFICE, Lane
from onelane.office.plates import queries as numbers


@pytest.fixture
def choosing(lane: Lane) -> Any:
    """An owner who may choose; the numbers are out long enough to compose from."""
    from onelane.registers.offices.models import Office
    from onelane.registers.offices.queries import forget

    Office.objects.filter(pk=OFFICE).update(settings={"plate.segment.random_only_days": 0})
    forget()
    return lane.bring(lane.ticket(), "number-choice")


def test_the_page_shows_how_many_are_free_of_each_form(choosing: Any, read: Any) -> None:
    page = read(choosing, "compose/")

    assert "20 of 20 tries are left" in page
    assert "鲁B @####" in page
    assert ">150<" in page


def test_the_first_free_wish_is_kept_and_taken_by_a_press(choosing: Any, phone: Client, read: Any) -> None:
    sent = phone.post(f"/t/{choosing.key}/compose/", {"wish": ["鲁BK9999", "鲁BK0066", ""]})

    assert (sent.status_code, sent["Location"]) == (302, f"/t/{choosing.key}/")
    assert "The number that you composed is free and kept for you" in read(choosing)
    taken = phone.post(f"/t/{choosing.key}/number/", {"plate": "鲁BK0066", "sure": "1"})
    assert taken.status_code == 302
    assert numbers.account(OFFICE, "02").by_state["issued"] == 1


def test_wishes_that_are_gone_are_told_and_counted(choosing: Any, phone: Client, lane: Lane) -> None:
    other = lane.bring(lane.ticket(), "number-choice")
    phone.post(f"/t/{other.key}/compose/", {"wish": ["鲁BK0088"]})

    sent = phone.post(f"/t/{choosing.key}/compose/", {"wish": ["鲁BK0088"]})

    assert sent.status_code == 409
    assert "None of these is free" in sent.content.decode()
    assert "19 of 20 tries are left" in " ".join(sent.content.decode().split())


@pytest.mark.parametrize(
    ("wishes", "status"), [([], 422), (["鲁BI0000"], 422), (["京A12345"], 422), (["鲁BK0001"] * 2, 422)]
)
def test_a_wish_that_cannot_be_costs_nothing(choosing: Any, phone: Client, wishes: list[str], status: int) -> None:
    sent = phone.post(f"/t/{choosing.key}/compose/", {"wish": wishes})

    assert sent.status_code == status
    assert numbers.tries_used(choosing.case_id) == 0


def test_free_numbers_of_a_form_are_shown_as_plates(choosing: Any, read: Any) -> None:
    page = read(choosing, "compose/?like=鲁B%40%23%2377")

    assert page.count('class="plate-pick"') == 1
    assert 'value="鲁BK0077"' in page
    assert "Nothing of this form is free" in read(choosing, "compose/?like=鲁U%3F")


def test_before_it_is_time_the_page_leads_back(lane: Lane, phone: Client) -> None:
    ticket = lane.bring(lane.ticket(), "payment")

    assert phone.get(f"/t/{ticket.key}/compose/")["Location"] == f"/t/{ticket.key}/"
    assert phone.post(f"/t/{ticket.key}/compose/", {"wish": "鲁BK0001"}).status_code == 302
    assert phone.get("/t/nobodys-key-at-all/compose/").status_code == 404
