"""Somebody at the photo machine: guided by the camera, takes a shot, chooses it, goes with a slip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserType, Page, expect

import faces
from journeys.hall import Hall
from onelane.channels.shared.access import DEVICE_COOKIE
from onelane.command.demo.browser import Browser as Staff
from onelane.command.demo.drive import told_at_the_door

PORTRAIT, WIDE = {"width": 1080, "height": 1920}, {"width": 1366, "height": 768}
FRAMES = 4
CODE = re.compile(r"^[2-9A-HJKMNP-Z]{8}$")


def film(path: Path, picture: Image.Image) -> Path:
    """Write a picture as a film that stands still (YUV4MPEG2), as a camera that is looked at would give it."""
    luma, blue, red = (np.asarray(part) for part in picture.convert("YCbCr").split())
    planes = b"FRAME\n" + luma.tobytes() + blue[::2, ::2].tobytes() + red[::2, ::2].tobytes()
    head = f"YUV4MPEG2 W{picture.width} H{picture.height} F10:1 Ip A1:1 C420jpeg\n"
    path.write_bytes(head.encode() + planes * FRAMES)
    return path


@pytest.fixture
def camera(browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path) -> Iterator[Any]:
    """A maker of browsers whose camera sees one picture."""
    made: list[Browser] = []

    def looking_at(picture: Image.Image) -> Browser:
        told = browser_type_launch_args | {
            "args": [
                *browser_type_launch_args["args"],
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={film(tmp_path / f'{len(made)}.y4m', picture)}",
            ]
        }
        made.append(browser_type.launch(**told))
        return made[-1]

    yield looking_at
    for one in made:
        one.close()


def at_the_machine(hall: Hall, browser: Browser, size: dict[str, int], locale: str = "en") -> Page:
    """Return the page of an enrolled photo machine."""
    staff = Staff(hall.address)
    staff.press(staff.read("/sign-in/"), "/sign-in/", told_at_the_door("manager"))
    staff.press(staff.read("/devices/"), "/devices/", {"kind": "photo_machine", "name": "C1"})
    sealed = next(one.value for one in staff.client.cookies.jar if one.name == DEVICE_COOKIE)
    staff.client.close()
    context = browser.new_context(locale=locale, viewport=size, permissions=["camera"])
    context.add_cookies([{"name": DEVICE_COOKIE, "value": sealed or "", "url": hall.address}])
    context.add_init_script("window.print = () => window.dispatchEvent(new Event('afterprint'))")
    page = context.new_page()
    page.goto(f"{hall.address}/kiosk/photo/")
    return page


def test_a_photo_is_guided_taken_chosen_and_its_code_printed(hall: Hall, camera: Any) -> None:
    page = at_the_machine(hall, camera(faces.before_a_wall(faces.good(), wide=960, tall=720, head=0.5)), PORTRAIT)
    expect(page.get_by_text("Just right.")).to_be_visible()

    page.get_by_role("button", name="Take a photo").click()
    page.get_by_role("button", name="Take this one").click()

    expect(page.get_by_role("heading", name="Your photo is kept")).to_be_visible()
    expect(page.locator(".photo-code .grouped")).to_have_text(CODE)
    page.get_by_role("button", name="Yes, I have it").click()
    expect(page.get_by_role("heading", name="Your ID photo")).to_be_visible()


def test_a_tilted_head_is_told_so_and_its_shot_cannot_be_taken(hall: Hall, camera: Any) -> None:
    tilted = faces.before_a_wall(faces.tilted(faces.good()), wide=960, tall=720, head=0.5)
    page = at_the_machine(hall, camera(tilted), WIDE, "zh-CN")
    expect(page.get_by_text("请把头摆正，不要歪。")).to_be_visible()

    page.get_by_role("button", name="拍照").click()

    expect(page.locator("[data-shot]")).to_contain_text("请把头摆正，不要歪。")
    expect(page.get_by_role("button", name="就用这张")).to_have_count(0)
