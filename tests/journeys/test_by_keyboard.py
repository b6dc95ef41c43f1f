"""A clerk and a reviewer who never touch a mouse, and a mistake taken back within its minute."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from journeys.hall import Car, Hall, Opened, fill


@pytest.fixture
def car(hall: Hall) -> Car:
    return hall.car()


def choose_papers(clerk: Page) -> None:
    """Tick each paper by Tab and Space."""
    for paper in clerk.locator("[name=materials_seen]").all():
        paper.focus()
        clerk.keyboard.press("Space")
        expect(paper).to_be_checked()


def type_answers(clerk: Page, car: Car) -> None:
    """Type each answer and go on with Enter, as far as the boxes are for typing; the choices stay as offered."""
    answers = car.answers()
    clerk.keyboard.press("1")
    boxes = clerk.locator(".desk-answers :is(input, select, textarea)").count()
    for _ in range(boxes):
        name = clerk.evaluate("document.activeElement.name")
        empty = clerk.evaluate(
            "document.activeElement.matches('input:not([type=radio])') && !document.activeElement.value"
        )
        if empty and name in answers:
            year, *rest = str(answers[name]).split("-")
            date = clerk.evaluate("document.activeElement.type === 'date'")
            clerk.keyboard.type("".join([*rest, year]) if date else str(answers[name]))
        clerk.keyboard.press("Enter")
        if clerk.evaluate("document.activeElement.matches('[data-primary]')"):
            return
    raise AssertionError("Enter does not lead to the button")


def test_the_clerk_and_the_reviewer_need_only_keys_and_done_is_taken_back_within_the_minute(
    hall: Hall, opens: Opened, car: Car
) -> None:
    clerk = opens("/window/", "clerk")
    clerk.keyboard.press("Enter")
    expect(clerk.locator(".huge-number")).to_have_text(car.ticket)
    clerk.keyboard.press("Enter")
    expect(clerk.locator("#case-form")).to_be_visible()
    type_answers(clerk, car)
    expect(clerk.locator("[name=vin]")).to_have_value(car.vin)
    fill(clerk, {name: car.answers()[name] for name in CHOSEN})
    choose_papers(clerk)
    clerk.keyboard.press("F9")
    undo = clerk.locator("[data-countdown]")
    expect(undo).to_contain_text(car.ticket)

    clerk.keyboard.press("z")
    expect(clerk.locator("#case-form [name=vin]")).to_have_value(car.vin)
    clerk.keyboard.press("F9")
    expect(undo).to_contain_text(car.ticket)

    car.inspect()
    reviewer = opens("/review/", "reviewer")
    reviewer.keyboard.press("Enter")
    expect(reviewer).to_have_title(re.compile(car.ticket))
    for name, answer in FOUND.items():
        reviewer.locator(f"#{name}-yes").focus()
        reviewer.keyboard.press("Space" if answer else "ArrowRight")
    reviewer.evaluate("document.activeElement.blur()")
    reviewer.keyboard.press("Enter")
    expect(reviewer.locator("[data-countdown]")).to_be_visible()
    car.leave()


CHOSEN = ("accident_before", "inspection_exempt_model", "fuel_type", "use_nature", "acquire_method", "delivery_mode")
FOUND = {"purchase_tax_settled": True, "model_in_announcement": True, "stolen": False, "sealed": False}
