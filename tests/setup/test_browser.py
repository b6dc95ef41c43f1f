"""The browser of the journeys stands on the same database as the test."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer


@pytest.mark.browser
def test_a_page_opens_in_a_real_browser_without_a_complaint(live_server: LiveServer, page: Page) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))

    answer = page.goto(f"{live_server.url}/sign-in/")

    assert answer is not None
    assert answer.ok
    assert page.locator("form").count() >= 1
    assert complaints == []
