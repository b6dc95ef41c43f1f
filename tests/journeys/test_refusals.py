"""What is wrong is told where it was typed, nothing typed is lost, and nothing is done twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from journeys.hall import PICTURE, Car, Hall, Opened, fill

WRONG_VIN = "LSVAU2180TN000009"


@pytest.fixture
def car(hall: Hall) -> Iterator[Car]:
    """A car whose owner goes home after the journey."""
    mine = hall.car()
    yield mine
    mine.leave()


def test_a_wrong_vin_is_told_at_its_field_and_a_second_done_in_another_tab_does_nothing(
    hall: Hall, opens: Opened, car: Car
) -> None:
    clerk = opens("/window/", "clerk")
    clerk.get_by_role("button", name="Call next").click()
    clerk.get_by_role("button", name="The owner is here").click()
    fill(clerk, {**car.answers(), "vin": WRONG_VIN})
    for paper in clerk.locator("[name=materials_seen]").all():
        paper.check()
    clerk.get_by_role("button", name="Accept and hand on").click()

    expect(clerk.locator("#errors")).to_be_focused()
    box = clerk.locator("[name=vin]")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_value(WRONG_VIN)
    expect(clerk.locator("#errors li")).to_have_count(1)
    expect(clerk.locator(".is-shown .invalid-feedback")).to_be_visible()
    expect(clerk.locator("[name=owner_name]")).to_have_value(car.answers()["owner_name"])
    assert clerk.locator("[name=materials_seen]:not(:checked)").count() == 0

    fill(clerk, {"vin": car.vin})
    clerk.get_by_role("button", name="Save the draft").click()
    second = clerk.context.new_page()
    second.goto(f"{hall.address}/window/")
    expect(second.locator("[name=vin]")).to_have_value(car.vin)
    clerk.get_by_role("button", name="Accept and hand on").click()
    expect(clerk.locator("[data-countdown]")).to_contain_text(car.ticket)
    second.get_by_role("button", name="Accept and hand on").click()
    expect(second.locator("[data-code]").or_(second.locator("#message .alert")).first).to_be_visible()
    expect(second.locator("[data-countdown]")).to_contain_text(car.ticket)


def test_a_photo_that_is_none_is_told_beside_its_place(hall: Hall, opens: Opened, car: Car) -> None:
    car.accept()
    bay = opens("/bay/", "inspector", has_touch=True)
    bay.get_by_role("button", name="Call the next car").click()
    bay.fill("[name=video_ref]", "B1-0002")
    bay.get_by_role("button", name="Begin the inspection").click()

    place = bay.locator("#photo-0111")
    bay.set_input_files("#file-0111", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture at all"})
    expect(place.get_by_role("alert")).to_be_visible()
    bay.set_input_files("#file-0111", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": PICTURE})
    expect(place.locator("img[src*='/bay/photos/']")).to_be_visible()
    expect(place.get_by_role("alert")).to_have_count(0)

    bay.fill("#value-1", WRONG_VIN)
    bay.click("#pass-1")
    expect(bay.locator("#item-1 [role=alert]")).to_be_visible()
    expect(bay.locator("#value-1")).to_have_value(WRONG_VIN)

    inspector = car.drive.person("inspector")
    car.examine(inspector.read("/bay/"))
