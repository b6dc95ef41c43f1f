"""Marks pressed at the same instant on the inspection tablet are all kept."""

from __future__ import annotations

from playwright.sync_api import expect

from journeys.hall import Hall, Opened
from onelane.command.demo import steps

# The vehicle type first: its answer may ask for other items, so the page is read anew once it has come.
AT_ONCE = """
([type, pressed]) => {
  const select = document.querySelector("#item-6 select");
  select.value = type;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  for (const button of document.querySelectorAll(pressed)) button.click();
}
"""

PRESSED = ", ".join(f"#pass-{no}:not([disabled])" for no in (2, 3, 5, 7, 8, 9))


def test_no_mark_is_lost_when_the_page_is_read_anew_for_another_type(hall: Hall, opens: Opened) -> None:
    car = hall.car()
    car.accept()
    inspector = hall.sign_in("inspector")
    page = inspector.press(inspector.read("/bay/"), "/next/")
    inspector.press(page, "/start/", {"video_ref": "B1-0002"})
    tablet = opens("/bay/", "inspector")
    expect(tablet.locator(".is-pass")).to_have_count(0)
    pressed = tablet.locator(PRESSED).count()

    with tablet.expect_navigation():
        tablet.evaluate(AT_ONCE, [steps.VALUES[6], PRESSED])

    assert pressed > 4
    expect(tablet.locator(".bay-row.is-pass")).to_have_count(pressed + 1)
    car.examine(inspector.read("/bay/"))
    car.leave()
