"""The hall board in a real browser: calls are heard one after the other, and a gap in the line loses none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from channels.portal.scenes import Lane

# A chime and a voice that note when they begin and end, so that an overlap can be seen.
HEARD = """() => {
  const board = document.querySelector('[data-board]');
  window.log = [];
  const note = (word, length) => (call) => new Promise((done) => {
    window.log.push([word, call.number, 'begins']);
    setTimeout(() => { window.log.push([word, call.number, 'ends']); done(); }, length);
  });
  Object.assign(board.announcer, { chime: note('chime', 30), speak: note('voice', 60), isOn: () => true, gap: 10 });
  window.tell = (name, detail) => document.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));
  window.call = (number, counter) => window.tell('called', { number, counter, step: 'acceptance' });
}"""


@pytest.fixture
def lane(transactional_db: None) -> Iterator[Lane]:
    from onelane.registers.offices import catalogue
    from onelane.registers.offices.actions import load_office
    from onelane.registers.offices.queries import forget

    load_office(catalogue.current().office("qingdao"))
    yield Lane()
    forget()


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Let the test, not the page, evaluate words: `wait_for_function` is an eval, which the policy forbids."""
    return {**browser_context_args, "bypass_csp": True}


@pytest.fixture
def board(lane: Lane, live_server: LiveServer, page: Page) -> Page:
    """A board whose sounds are noted."""
    page.goto(f"{live_server.url}/board/qingdao/")
    page.evaluate(HEARD)
    return page


def log_of(board: Page, entries: int) -> list[Any]:
    board.wait_for_function(
        f"window.log.length >= {entries} && !document.querySelector('[data-board]').announcer.running"
    )
    found: list[Any] = board.evaluate("window.log")
    return found


def heard(number: str) -> list[list[str]]:
    return [[word, number, when] for word in ("chime", "voice") for when in ("begins", "ends")]


def test_calls_at_the_same_moment_are_heard_one_after_the_other(board: Page) -> None:
    board.evaluate("call('A001', 'W1'); call('A002', 'B3'); call('A003', 'W2')")

    assert log_of(board, 12) == heard("A001") + heard("A002") + heard("A003")


def test_a_call_made_again_is_heard_again(board: Page) -> None:
    board.evaluate("call('A001', 'W1'); call('A001', 'W1')")

    assert log_of(board, 8) == heard("A001") * 2
    assert board.locator("[data-calls] > li").count() == 1


def test_a_call_that_the_page_knew_before_its_event_came_is_heard_once(board: Page, lane: Lane) -> None:
    number = lane.ticket().label
    lane.call("acceptance", "W1")
    board.evaluate("tell('resync', {})")
    log_of(board, 4)
    made = board.evaluate("fetch(document.querySelector('[data-board]').dataset.state).then((it) => it.json())")

    board.evaluate("(call) => tell('called', call)", made["calls"][0])
    board.evaluate("(call) => tell('called', { ...call, at: call.at + 1 })", made["calls"][0])

    assert log_of(board, 8) == heard(number) * 2


def test_a_call_taken_back_before_its_turn_is_not_heard(board: Page) -> None:
    board.evaluate("call('A001', 'W1'); call('A002', 'W2'); tell('uncalled', { number: 'A002', counter: 'W2' })")

    assert log_of(board, 4) == heard("A001")
    assert board.locator("[data-calls] > li .number").all_inner_texts() == ["A001"]


def test_a_voice_that_never_ends_does_not_silence_the_hall(board: Page) -> None:
    board.evaluate("() => { const it = document.querySelector('[data-board]').announcer;"
                   " it.longest = 100; const speak = it.speak;"
                   " it.speak = (call) => call.number === 'A001' ? new Promise(() => {}) : speak(call); }")  # fmt: skip
    board.evaluate("call('A001', 'W1'); call('A002', 'W2')")

    assert log_of(board, 6)[-4:] == heard("A002")


def test_with_the_sound_off_everything_is_still_shown(board: Page) -> None:
    board.evaluate("document.querySelector('[data-board]').announcer.isOn = () => false")
    board.evaluate("call('A001', 'W1')")

    assert board.locator("[data-calls] .number").inner_text() == "A001"
    assert board.locator("[data-sound]").is_visible()
    assert log_of(board, 0) == []


def test_the_newest_call_stands_on_top_and_who_has_come_moves_below(board: Page) -> None:
    board.evaluate("call('A001', 'W1'); call('A002', 'W2'); tell('began', { number: '', counter: 'W1' })")

    assert board.locator("[data-calls] .number").all_inner_texts() == ["A002"]
    assert board.locator("[data-earlier] .number").all_inner_texts() == ["A001"]


def test_calls_missed_in_a_gap_are_caught_up_with_in_order_and_once(board: Page, lane: Lane) -> None:
    numbers = [lane.ticket().label for _ in range(2)]
    board.evaluate("tell('lost', {})")
    assert board.locator("[data-lost]").is_visible()
    lane.call("acceptance", "W1")
    lane.call("acceptance", "W2")

    board.evaluate("tell('resync', {})")

    assert log_of(board, 8) == heard(numbers[0]) + heard(numbers[1])
    assert board.locator("[data-lost]").is_hidden()
    board.evaluate("tell('resync', {})")
    board.wait_for_timeout(300)
    assert len(board.evaluate("window.log")) == 8
