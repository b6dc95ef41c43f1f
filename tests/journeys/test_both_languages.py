"""The switch of languages keeps the reader where he is, and each language is whole."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from journeys.hall import Hall, Opened

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
PAGES = [("/window/", "clerk"), ("/bay/", "inspector"), ("/review/", "reviewer"), ("/cashier/", "cashier"),
         ("/lane/entry/", "guide"), ("/today/", "manager"), ("/journal/", "auditor")]  # fmt: skip
OWN_NAMES = {"OneLane", "English", "VIN", "PDF", "CSV", "BPMN", "QR", "Enter", "Esc", "Tab"}


def frame_words(page: Page) -> str:
    """What stands around the work: menus, headings and buttons, but not data and not the switch itself."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('header, nav, h1, h2, main button, main a.btn, main label')]"
        ".flatMap((one) => [...one.querySelectorAll('*'), one])"
        ".filter((one) => !one.closest('[lang=zh-Hans]:not(html), [lang=en]:not(html), kbd, .brand, .person'))"
        ".flatMap((one) => [...one.childNodes].filter((it) => it.nodeType === 3).map((it) => it.textContent.trim()))"
        ".filter((words) => words)"
    )
    return "\n".join(dict.fromkeys(found))


def words_of(frame: str) -> set[str]:
    return set(re.findall(r"[A-Za-z]{3,}", frame))


@pytest.mark.parametrize(("path", "role"), PAGES, ids=[path for path, _ in PAGES])
def test_the_language_switch_keeps_the_page_and_changes_all_of_its_frame(path: str, role: str, opens: Opened) -> None:
    page = opens(path, role)
    in_english = frame_words(page)
    assert not CHINESE.findall(in_english), in_english

    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert page.url.endswith(path)
    heading = page.locator("h1").inner_text()
    assert CHINESE.search(heading), heading
    left = words_of(frame_words(page)) & words_of(in_english) - OWN_NAMES - {role}
    assert not left

    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_switch_on_the_phone_keeps_the_ticket(hall: Hall, opens: Opened) -> None:
    car = hall.car()
    phone = opens(car.phone, locale="zh-CN")
    expect(phone.locator("html")).to_have_attribute("lang", "zh-Hans")

    phone.get_by_role("button", name="English").click()

    expect(phone.locator(".visit-number")).to_contain_text("Your number")
    expect(phone.locator(".visit-number strong")).to_have_text(car.ticket)
    car.leave()
