"""The owner's own steps on a phone that runs no scripts."""

from __future__ import annotations

from playwright.sync_api import expect

from journeys.hall import PHONE, Hall, Opened


def test_the_owner_pays_and_chooses_his_number_without_javascript(hall: Hall, opens: Opened) -> None:
    car = hall.car()
    phone = opens(car.phone, viewport=PHONE, java_script_enabled=False)
    visit = phone.locator("#visit")
    expect(visit).to_have_attribute("data-scene", "waiting")
    car.to_payment()

    phone.get_by_role("link", name="See how it stands now").click()
    expect(visit).to_have_attribute("data-scene", "payment")
    phone.get_by_role("button", name="Pay ¥120.00 with WeChat Pay").click()
    phone.get_by_role("link", name="on this phone").click()
    phone.locator("form button").first.click()
    car.drive.until(car.drive.person("owner"), car.phone, lambda page: page.has("/numbers/"), "the payment's notice")

    phone.goto(hall.address + car.phone)
    phone.get_by_role("button", name="Show my numbers").click()
    pick = phone.locator("label.plate-pick").nth(3)
    number = str(pick.locator("input").get_attribute("value"))
    pick.click()
    phone.get_by_role("button", name="Choose this number").click()
    phone.get_by_role("button", name="Yes, take it").click()

    expect(visit).to_have_attribute("data-scene", "inside")
    expect(visit.locator(f"svg[aria-label*='{number[-5:]}'], [aria-label*='{number[-5:]}']").first).to_be_visible()
    car.to_the_end()
    phone.goto(hall.address + car.phone)
    expect(visit).to_have_attribute("data-scene", "finished")
