"""A stranger's run: an exempt mark applied for, corrected, approved, posted and delivered, on a phone and at a desk."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from journeys.hall import DESK, PHONE, Hall, Opened
from journeys.test_every_page import Inspector

WIDE = {"width": 1280, "height": 900}
MOST_BYTES = 200_000  # of a second visit, compressed
ANOTHER = """
import os, sys, types
sys.modules["tests"] = types.ModuleType("tests")  # a library has a package of this name too
sys.modules["tests"].__path__ = [os.environ["TESTS"]]
import django; django.setup()
from tests import known
from home_office import account
owner = known.person(name="试一", mobile="13800000077")
known.vehicle(owner=owner, vin=known.vin(977), plate="鲁B3Z977")
account(owner, "second-owner", "13800000077")
"""


def reach(page: Page, selector: str) -> None:
    """Go with the Tab key to where one wants to be; whoever has only keys can do no other."""
    for _ in range(150):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {selector} on {page.url}")


class Run:
    """One citizen and everybody who works for him, each in a browser of his own."""

    def __init__(self, hall: Hall, opens: Opened, size: dict[str, int]) -> None:
        self.hall, self.opens = hall, opens
        self.judge = Inspector(opens)
        self.citizen = opens("/account/sign-in/", viewport=size, reduced_motion="reduce")
        self.number = ""

    def look(self, name: str, page: Page) -> None:
        size = page.viewport_size
        self.judge.judge(name, page)
        page.set_viewport_size(size or DESK)

    def sign_in(self, login: str) -> None:
        """Sign in with keys alone."""
        page = self.citizen
        reach(page, "[name=login]")
        page.keyboard.type(login)
        page.keyboard.press("Tab")
        page.keyboard.type("one-lane-demo")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/sign-in/" not in url)

    def apply(self) -> None:
        """Apply with keys alone: what is known is filled in, the rest is typed."""
        page = self.citizen
        page.goto(f"{self.hall.address}/apply/inspection-exempt-mark/")
        self.look("start", page)
        page.keyboard.press("Enter")  # the one primary button
        page.wait_for_url(re.compile("/applications/"))
        self.number = urlsplit(page.url).path.split("/")[2]
        for _ in range(8):
            if page.url.endswith("/check/"):
                break
            self.look(f"part {urlsplit(page.url).path}", page)
            self.choose(page, "mark_form", "paper")
            self.choose(page, "delivery_mode", "ems")
            here = page.url
            reach(page, "[data-primary]")
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url, here=here: url != here)
        self.look("check", page)
        reach(page, "[data-primary]")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/cases/"))
        self.look("case", page)

    @staticmethod
    def choose(page: Page, name: str, value: str) -> None:
        """Choose in a list with the arrow keys, where the page asks."""
        if page.locator(f"select[name={name}]").count():
            reach(page, f"select[name={name}]")
            for _ in range(12):
                if page.evaluate("document.activeElement.value") == value:
                    return
                page.keyboard.press("ArrowDown")
            raise AssertionError(f"{value} is not on the list of {name}")

    def review(self, *, wrong: str = "") -> None:
        """Take the most urgent application; ask for what is wrong, or let it through."""
        page = self.opens("/online/?all=1", "reviewer", reduced_motion="reduce")
        self.look("queue", page)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/online/\d+/"))
        if wrong:
            reach(page, f"[id='yes-field:{wrong}']")
            page.keyboard.press("ArrowRight")
            self.choose(page, f"'reason-field:{wrong}'", "address-not-deliverable")
            self.look("review", page)
            reach(page, "[name=then][value=ask]")
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/online/(\?.*)?$"))

    def correct(self) -> None:
        """Answer what was asked for."""
        page = self.citizen
        page.goto(f"{self.hall.address}/cases/{self.number}/")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/correct/"))
        assert page.locator("[name=recipient_mobile]").count() == 0
        reach(page, "[name=recipient_address]")
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type("山东省青岛市市南区示例路1号2单元301室")
        self.look("correct", page)
        reach(page, "[data-primary]")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/cases/\d+/$"))

    def send(self) -> str:
        """Print, pack and hand over, with keys and a scanner; return the tracking number."""
        printer = self.opens("/cards/", "certificate_printer", reduced_motion="reduce")
        self.look("cards", printer)
        printer.keyboard.press("Enter")
        printer.wait_for_url(re.compile("print="))
        printer.keyboard.press("Enter")
        printer.wait_for_url(re.compile("/cards/$"))
        post = self.opens("/dispatch/", "post_room", reduced_motion="reduce")
        self.look("post room", post)
        reach(post, "#code")
        post.keyboard.type(self.number)
        post.keyboard.press("Enter")
        post.wait_for_url(re.compile("packed="))
        number = re.search(r"\b1226\d{9}\b", post.content())
        assert number
        reach(post, "#code")
        post.keyboard.type(number[0])
        post.keyboard.press("Enter")
        expect(post.locator("#toasts")).to_contain_text(number[0])
        return number[0]

    def deliver(self, number: str) -> None:
        """Let the carrier say over HTTP that it delivered."""
        from onelane.gateways.post import sandbox
        from onelane.office.delivery.gateway import Notice

        body = sandbox.written(Notice(f"journey-{number}", number, "delivered", datetime.now(UTC), "收件地址"))  # noqa: TID251 - a real office's clock
        line = http.client.HTTPConnection(urlsplit(self.hall.address).netloc, timeout=10)
        line.request("POST", "/notices/post", body, {sandbox.SIGNATURE: sandbox.sign(body)})
        assert line.getresponse().status == 200
        line.close()

    def weighs(self, path: str) -> int:
        """Return the bytes that come over the line on a second visit."""
        page = self.citizen
        page.goto(self.hall.address + path)
        sizes: list[int] = []
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", lambda told: sizes.append(int(told["encodedDataLength"])))
        page.goto(self.hall.address + path)
        page.wait_for_load_state("load")
        wire.detach()
        return sum(sizes)


@pytest.fixture
def second_owner(hall: Hall) -> str:
    """A citizen with an exempt car of his own: the first one's has its mark by then."""
    tests = Path(__file__).resolve().parent.parent
    told = {"DATABASE_URL": hall.database, "PYTHONPATH": str(tests), "TESTS": str(tests)}
    subprocess.run([sys.executable, "-c", ANOTHER], env=os.environ | told, check=True)
    return "second-owner"


def test_on_a_phone_an_exempt_mark_comes_from_the_sofa_to_the_letter_box(hall: Hall, opens: Opened) -> None:
    walk(hall, opens, PHONE, "citizen")


def test_on_a_desk_an_exempt_mark_comes_from_the_sofa_to_the_letter_box(
    hall: Hall, opens: Opened, second_owner: str
) -> None:
    walk(hall, opens, WIDE, second_owner)


def walk(hall: Hall, opens: Opened, size: dict[str, int], login: str) -> None:
    run = Run(hall, opens, size)
    run.sign_in(login)
    run.apply()
    run.review(wrong="recipient_address")
    run.correct()
    run.review()
    number = run.send()
    run.deliver(number)

    page = run.citizen
    page.goto(f"{hall.address}/cases/{run.number}/")
    expect(page.locator("main")).to_contain_text("Your parcel was delivered")
    expect(page.get_by_role("heading", name="What you were told")).to_be_visible()
    run.look("delivered", page)
    page.goto(f"{hall.address}/cases/{run.number}/why/")
    run.look("why", page)
    page.goto(f"{hall.address}/practice/phone/")
    expect(page.locator("#phone")).to_contain_text(number, timeout=60_000)  # the worker sends when it comes to it
    run.look("the citizen's phone", page)
    assert "\n".join(run.judge.faults) == ""
    for path in (f"/cases/{run.number}/", "/apply/inspection-exempt-mark/"):
        assert 0 < run.weighs(path) <= MOST_BYTES, path
