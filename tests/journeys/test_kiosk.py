"""A kiosk in a real browser: the minute of the contact change, the phone that confirms, and no network."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from journeys.hall import PHONE, Hall, Opened

pytestmark = pytest.mark.browser
UPRIGHT = {"width": 1080, "height": 1920}
LOW_SCREEN = {"width": 1366, "height": 768}
PAUSE = 0.8  # seconds that a person takes for a touch
MOST_TOUCHES = 8
MINUTE = 60.0
TARGET = 64  # CSS pixels
SMALL = """(least) => [...document.querySelectorAll('button, a[href], input:not([type=hidden]):not([type=file])')]
  .filter((one) => one.offsetParent !== null && !one.matches('.skip'))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.height > 0 && (box.height < least - 0.5 || box.width < least - 0.5))
  .map(([one, box]) => `${one.outerHTML.slice(0, 60)} ${Math.round(box.width)}x${Math.round(box.height)}`)"""

LOOK = """(name) => { const own = document.documentElement; own.className = `size-kiosk hall ${name}`;
  own.dataset.bsTheme = name === 'look-contrast' ? 'dark' : 'light'; }"""


class Person:
    """Somebody before the machine: each touch is counted with the pause that a person makes before it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.touches = self.keys = 0
        self.began = time.monotonic()

    def touch(self, what: Locator | str) -> None:
        self.touches += 1
        (self.page.locator(what) if isinstance(what, str) else what).click()

    def type(self, digits: str) -> None:
        """Touch the digits of the keyboard on the screen one by one."""
        for digit in digits:
            self.keys += 1
            self.page.locator(f"[data-key='{digit}']").click()

    @property
    def seconds(self) -> float:
        """Return how long it took: the machine's own seconds, and a pause for each touch and each key."""
        return time.monotonic() - self.began + (self.touches + self.keys) * PAUSE

    def again(self) -> Person:
        """Begin to count after the sign-in."""
        return Person(self.page)


def enrolled(hall: Hall, opens: Opened, sign: str, **told: Any) -> Page:
    """Return the browser of a machine, enrolled with the administrator's code."""
    admin = hall.sign_in("administrator")
    found = admin.read("/kiosks/")
    if f">{sign}<" in found.content.decode():
        page = admin.press(admin.read(page_of(found, sign)), "/code/")
    else:
        page = admin.press(found, "/add/", {"name": sign})
    code = re.search(r"(\d{5}) ?(\d{5})", page.words)
    assert code, page.words
    screen = opens("/kiosk/enrol/", viewport=UPRIGHT, **told)
    screen.locator("#code").fill(code[1] + code[2])
    screen.locator("[data-primary]").click()
    expect(screen.locator(".hall-begin")).to_be_visible()
    return screen


def page_of(listed: Any, sign: str) -> str:
    """Return the address of a kiosk's page in the back office."""
    found = re.search(rf'href="(/kiosks/\d+/)">{sign}<', listed.content.decode())
    assert found, listed.words
    return found[1]


def sign_in(page: Page, service: str, card: str, language: str = "en") -> None:
    """Touch the screen, choose the service, lay the card on the reader."""
    page.locator(f".hall-begin button[value='{language}']").click()
    page.locator(f"button[value='{service}']").click()
    page.locator(f".hall-practice button:has-text('{card}')").click()


def test_a_contact_change_takes_less_than_a_minute_and_eight_touches(hall: Hall, opens: Opened) -> None:
    """Ms Xia's minute: with a new number typed and proved by a code, then with the number of her account."""
    page = enrolled(hall, opens, "K1")
    sign_in(page, "driver-contact-change", "示例甲")
    typed = Person(page)
    typed.type("13912340001")
    typed.touch(page.locator("form:has(#new_mobile) [data-primary]"))
    code = re.search(r"\d{6}", page.locator(".alert-info").inner_text())
    assert code
    typed.type(code[0])  # the last digit goes on by itself
    typed.touch(".hall-go")
    expect(page.locator(".hall-receipt .alert-success")).to_be_visible()
    typed.touch("main form[action='/kiosk/end/'] .btn-primary")
    expect(page.locator(".hall-begin")).to_be_visible()
    assert (typed.touches, typed.keys) == (3, 17)
    assert typed.seconds < MINUTE

    sign_in(page, "driver-contact-change", "示例甲")
    known = Person(page)
    known.touch(page.locator(".hall-choice").first)
    known.touch(".hall-go")
    expect(page.locator(".hall-receipt .alert-success")).to_be_visible()
    known.touch("main form[action='/kiosk/end/'] .btn-primary")
    expect(page.locator(".hall-begin")).to_be_visible()
    assert known.touches + known.keys <= MOST_TOUCHES
    assert known.seconds < MINUTE


def read_code(box: Locator) -> str:
    """Read a QR code from the screen as a camera does."""
    import io

    import zxingcpp
    from PIL import Image

    expect(box).to_be_visible()
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(box.screenshot())).convert("L"))
    return str(found.text)


def test_a_phone_confirms_who_stands_there(hall: Hall, opens: Opened) -> None:
    screen = enrolled(hall, opens, "K1")
    screen.locator(".hall-begin button[value=en]").click()
    screen.locator("button[value=driver-contact-change]").click()
    number = screen.locator(".hall-check").inner_text()
    phone = opens(read_code(screen.locator(".qr-box")), viewport=PHONE)
    phone.locator("[name=login]").fill("citizen")
    phone.locator("[name=password]").fill("one-lane-demo")
    phone.keyboard.press("Enter")
    expect(phone.locator("main")).to_contain_text(number)
    phone.locator("main [data-primary]").click()
    expect(phone.locator(".alert-success")).to_be_visible()
    expect(screen).to_have_url(re.compile("/ask/new_mobile/"))


def test_without_a_network_nothing_personal_stays_and_it_comes_back_by_itself(hall: Hall, opens: Opened) -> None:
    screen = enrolled(hall, opens, "K1")
    sign_in(screen, "driver-contact-change", "示例甲")
    expect(screen.locator(".hall-choice").first).to_be_visible()
    screen.context.set_offline(True)
    expect(screen.locator("[data-away]")).to_be_visible()
    assert screen.locator("main").count() == 0
    screen.context.set_offline(False)
    expect(screen.locator(".hall-begin")).to_be_visible()
