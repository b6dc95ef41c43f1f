"""One office, opened as a newcomer opens it, for all journeys of this process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from journeys.hall import DESK, Hall, Opened, opened
from onelane.command import postgres

ANSWERED = (
    "Failed to load resource: the server responded with a status of 4",
    "Failed to load resource: net::ERR_INTERNET",
)
PATIENCE = 20_000  # milliseconds; what is waited for is a condition, so a quick machine does not wait


@pytest.fixture(scope="session")
def hall(server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The open office with its page server, live events, worker and payment provider."""
    folder = tmp_path_factory.mktemp("office")
    name = f"onelane_test_{os.getpid()}_journeys"
    url = postgres.create_database(server_url, name, template)
    expect.set_options(timeout=PATIENCE)
    try:
        with opened(folder, url) as hall:
            yield hall
    finally:
        expect.set_options(timeout=5_000)
        postgres.drop_database(server_url, name)


@pytest.fixture
def opens(hall: Hall, browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Opened]:
    """A maker of browsers: each is one person's, signed in where a role is named, reading one page.

    In the end no browser has complained: no script failed, and nothing ran against the security policy.
    """
    made: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str, role: str = "", **told: Any) -> Page:
        context = browser.new_context(**{**browser_context_args, "locale": "en", "viewport": DESK, **told})
        made.append(context)
        context.set_default_timeout(PATIENCE)
        if role:
            hall.admit(context, role)
        context.on("console", lambda told: note(complaints, told))
        context.on("weberror", lambda told: complaints.append(str(told.error)))
        page = context.new_page()
        page.goto(path if path.startswith("http") else hall.address + path)
        return page

    yield open_page
    for context in made:
        context.close()
    assert complaints == []


def note(complaints: list[str], told: ConsoleMessage) -> None:
    """Keep an error of the console; that a page was answered with a refusal is none."""
    if told.type == "error" and not told.text.startswith(ANSWERED):
        complaints.append(f"{told.page.url if told.page else ''}: {told.text}")


@pytest.fixture(autouse=True)
def _nothing_broke(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each journey the office's own log knows of no fault."""
    yield
    if "hall" in request.fixturenames:
        said = request.getfixturevalue("hall").log.read_text()
        assert "Traceback" not in said, said[-4000:]
