"""A photo from home, without JavaScript: told what to mend, taken anew, and it passes."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

import faces
from journeys.hall import PHONE, Hall, Opened


def send(page: Page, picture: Image.Image, folder: Path, button: str) -> None:
    file = folder / "photo.jpg"
    file.write_bytes(faces.jpeg(picture))
    page.locator("#file-id-photo").set_input_files(file)
    page.locator("#paper-id-photo").get_by_role("button", name=button).click()


def test_a_photo_is_mended_on_a_phone(hall: Hall, opens: Opened, tmp_path: Path) -> None:
    page = opens("/account/sign-in/", viewport=PHONE, locale="zh-CN", java_script_enabled=False)
    page.locator("[name=login]").fill("citizen")
    page.locator("[name=password]").fill("one-lane-demo")
    page.locator("main [data-primary]").click()
    page.goto(f"{hall.address}/apply/driving-licence-lost/")
    page.locator("main [data-primary]").click()
    page.goto(f"{hall.address}/applications/{page.url.split('/applications/')[1].split('/')[0]}/papers/")

    send(page, faces.tilted(faces.good()), tmp_path, "上传")
    expect(page.get_by_text("请把头摆正，不要歪。")).to_be_visible()

    send(page, faces.good(), tmp_path, "上传")
    expect(page.get_by_text("这张照片合格。")).to_be_visible()
    expect(page.get_by_text("请把头摆正，不要歪。")).to_have_count(0)
