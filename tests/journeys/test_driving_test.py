"""A learner's run: pays, wishes for subject 2, is allotted, gives back, books again, passes, and has the licence."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from journeys.hall import PHONE, Hall, Opened
from journeys.test_every_page import Inspector

LOGIN = "second-learner"
SETTING = """
import os, sys, types
sys.modules["tests"] = types.ModuleType("tests")  # a library has a package of this name too
sys.modules["tests"].__path__ = [os.environ["TESTS"]]
import django; django.setup()
from datetime import date, timedelta
from tests import known
from onelane.kernel import clock
from onelane.office.bookings.models import Booking, Session, Wish
from onelane.office.stations import allotting
"""
LEARNER = """
from home_office import account
somebody = known.person(born=date(1994, 6, 2), name="试一", mobile="13800000078")
today = clock.today()
known.learner(holder=somebody, passed=("1", "3", "4"), on=today - timedelta(days=40))
account(somebody, "second-learner", "13800000078")
"""
# The deadline comes: the sessions that are wished for close now instead of in some days.
DEADLINE = """
wished = Wish.objects.filter(state="waiting", learner__person__account__username="second-learner").latest("pk")
Session.objects.filter(pk__in=wished.sessions).update(deadline_at=clock.now())
allotting.give_out_due()
"""
# The day comes: the session that is booked began half an hour ago.
THE_DAY = """
booked = Booking.objects.get(state="booked", person__account__username="second-learner")
starts = clock.now() - timedelta(minutes=30)
Session.objects.filter(pk=booked.session_id).update(starts_at=starts, ends_at=starts + timedelta(hours=2))
"""


def arrange(hall: Hall, *what: str) -> None:
    """Let time pass in the office's database."""
    tests = Path(__file__).resolve().parent.parent
    told = {"DATABASE_URL": hall.database, "PYTHONPATH": str(tests), "TESTS": str(tests)}
    told["ONELANE_STATE"] = str(hall.log.parent)
    subprocess.run([sys.executable, "-c", SETTING + "".join(what)], env=os.environ | told, check=True)


def test_a_learner_books_subject_two_gives_it_back_books_again_passes_and_has_the_licence(
    hall: Hall, opens: Opened
) -> None:
    judge = Inspector(opens)
    arrange(hall, LEARNER)
    page = opens("/account/sign-in/?next=/my/bookings/", viewport=PHONE, reduced_motion="reduce")
    sign_in(page)
    look(judge, "my bookings", page)

    pay(page)
    page.goto(f"{hall.address}/my/bookings/")
    wish(judge, page)
    look(judge, "wish", page)
    expect(page.locator("main")).to_contain_text("Number 1 of those who wait")
    arrange(hall, DEADLINE)
    page.reload()
    expect(page.locator("main")).to_contain_text("Booking code")
    look(judge, "place", page)

    page.get_by_role("link", name="Give the place back").click()
    look(judge, "give back", page)
    page.get_by_role("button", name="Yes, give it back").click()
    page.wait_for_url(re.compile("/my/bookings/$"))
    wish(judge, page)  # the same session: its list is made, and the place given back is free
    expect(page.locator("main")).to_contain_text("Booking code")
    code = page.locator("main").inner_text().split("Booking code")[0].split()[-2:]
    arrange(hall, THE_DAY)

    examine(hall, opens, judge, "".join(code))
    page.goto(f"{hall.address}/my/bookings/")
    expect(page.locator("main")).not_to_contain_text("Driving tests, class C1")
    page.goto(f"{hall.address}/my/")
    expect(page.locator("main")).to_contain_text("Driving licence C1")
    assert "\n".join(judge.faults) == ""


def sign_in(page: Page) -> None:
    page.locator("[name=login]").fill(LOGIN)
    page.locator("[name=password]").fill("one-lane-demo")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def pay(page: Page) -> None:
    """Pay the fee on the provider's page; the office's own page notices by itself."""
    page.get_by_role("button", name="Pay the fee").click()
    page.locator("form[action$='/pay/'] button").first.click()
    way = page.get_by_role("link", name="on this phone")
    provider = page.context.new_page()
    provider.goto(str(way.get_attribute("href")))
    provider.locator("form button").first.click()
    provider.close()
    expect(page.locator("main")).to_contain_text("The fee is paid")


def wish(judge: Inspector, page: Page) -> None:
    page.get_by_role("link", name="Book", exact=True).first.click()
    look(judge, "choose", page)
    page.locator("input[name=first]").last.check()
    page.locator("[data-primary]").click()
    page.wait_for_url(re.compile(r"/my/bookings/(wishes/)?\d+/$"))


def examine(hall: Hall, opens: Opened, judge: Inspector, code: str) -> None:
    """The exam clerk opens today's session and enters the marks with keys alone."""
    desk = opens("/exams/", "exam_clerk", reduced_motion="reduce")
    look(judge, "exam office", desk)
    desk.locator("section[aria-labelledby=list-today] a").first.click()
    look(judge, "session", desk)
    expect(desk.locator("main")).to_contain_text(code[:4])
    desk.locator("input[name=score]").first.focus()
    desk.keyboard.type("90")
    desk.keyboard.press("Enter")
    expect(desk.locator("main")).to_contain_text("Passed")


def look(judge: Inspector, name: str, page: Page) -> None:
    size = page.viewport_size
    judge.judge(name, page)
    if size:
        page.set_viewport_size(size)
