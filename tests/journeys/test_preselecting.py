"""A number chosen on the sofa: held at home on a phone, there in the lane without choosing again, and on the car."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from journeys.hall import PHONE, Car, Hall, Opened
from journeys.test_one_visit import press, scene
from onelane.command.demo import steps
from onelane.command.load import pass_phrase

OWNER = {"owner_id_no": "370299198503120016", "owner_name": "示例甲"}  # who signs in as `citizen`


@dataclass
class OwnCar(Car):
    """The car of the citizen who signs in."""

    def answers(self) -> dict[str, Any]:
        return {**super().answers(), **OWNER}


def at_home(hall: Hall, opens: Opened) -> Page:
    """Sign in on a phone."""
    page = opens("/account/sign-in/", viewport=PHONE, has_touch=True, is_mobile=True)
    page.fill("[name=login]", "citizen")
    page.fill("[name=password]", pass_phrase())
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.goto(f"{hall.address}/apply/plate-preselection-new/")
    return page


def apply(page: Page, vin: str) -> None:
    """Say for which car, and send it."""
    page.locator("[data-primary]").click()
    page.wait_for_url(re.compile("/applications/"))
    while "/cases/" not in page.url:
        for name, value in (("car_vin", vin), ("fuel_type", "A")):
            box = page.locator(f"#{name}")
            if box.count():
                fill = box.select_option if box.evaluate("e => e.tagName") == "SELECT" else box.fill
                fill(value)
        here = page.url
        page.locator("[data-primary]").click()
        page.wait_for_url(lambda url, here=here: url != here)


def picked(page: Page, place: int) -> str:
    """Pick one of the plates shown, and return its number."""
    page.locator(".plate-pick").nth(place).click()
    return str(page.locator(".plate-pick input").nth(place).get_attribute("value"))


def test_a_number_held_at_home_is_there_in_the_lane(hall: Hall, opens: Opened) -> None:
    arrived = hall.car()
    car = OwnCar(arrived.drive, arrived.vin)
    home = at_home(hall, opens)
    apply(home, car.vin)
    press(home, "Choose your number")
    press(home, "Show my numbers")
    expect(home.locator(".plate-pick")).to_have_count(10)
    plate = picked(home, 6)
    press(home, "Choose this number")
    press(home, "Yes, hold it")
    expect(home.locator("main")).to_contain_text("This number is held for you until")
    number = urlsplit(home.url).path

    car.to_payment()
    steps.pay(car.drive)
    phone = opens(car.phone, viewport=PHONE)
    scene(phone, "number-choice")
    press(phone, "Show my numbers")
    expect(phone.locator(".plate-pick")).to_have_count(1)
    assert picked(phone, 0) == plate
    press(phone, "Choose this number")
    press(phone, "Yes, take it")

    expect(phone.locator("#visit")).to_contain_text("Your plate")
    home.goto(f"{hall.address}{number}")
    expect(home.locator("main")).to_contain_text("This number is in use for your car")
    car.to_the_end()
