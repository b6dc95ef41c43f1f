"""The forms of the phone page in a real browser, which decides itself what it says about where a press comes from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from channels.portal.scenes import Lane


@pytest.fixture
def lane(transactional_db: None) -> Iterator[Lane]:
    from onelane.registers.offices import catalogue
    from onelane.registers.offices.actions import load_office
    from onelane.registers.offices.queries import forget

    load_office(catalogue.current().office("qingdao"))
    yield Lane()
    forget()


def test_a_press_on_the_phone_is_taken_though_the_key_is_kept_from_other_sites(
    lane: Lane, live_server: LiveServer, page: Page
) -> None:
    ticket = lane.ticket()
    page.goto(f"{live_server.url}/t/{ticket.key}/")

    page.click("form[action$='/away/'] button")
    page.wait_for_selector("[data-scene=away]")

    page.click("form[action$='/back/'] button")
    page.wait_for_selector("[data-scene=waiting]")
