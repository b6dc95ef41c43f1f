"""Every page of the list of addresses: a screen reader can read it, it weighs little, keeps to its policy, and fits."""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from playwright.sync_api import Browser, Page, Request, Route
from tests import known, purse
from tests.applying_online import Walk

import make
from access.matrix import Door, Visitor, all_doors, may
from access.objects import World
from home_office import DELIVERY
from journeys.test_every_page import WORST, _grave
from onelane.kernel.actor import Actor

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
MOST_BYTES = 200_000  # of a second visit, compressed: by then all files that may be kept are kept
WIDTHS = (390, 1280)
HTML = "text/html"


@pytest.fixture
def world(clock: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    from onelane.registers.offices.queries import forget

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's own loop runs beside the test
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.ONELANE = settings.ONELANE | {"PAYMENT_ACCOUNTS": purse.accounts()}
    made = World()
    made.values |= {"code": "inspection-exempt-mark", "online.case_id": in_hand(made)}
    stop_a_car()
    yield made
    forget()


def in_hand(world: World) -> int:
    """Return an application that the reviewer has in hand, one item of it judged wrong."""
    from onelane.office.stations import judging

    client = next(one.client for one in world.visitors if (one.kind, one.place) == ("reviewer", make.OFFICE))
    reviewer = Actor(client.session["_auth_user_id"], "reviewer", make.OFFICE)
    owner = world.first_citizen.person
    walk = Walk("inspection-exempt-mark", (owner, known.vehicle(owner=owner, vin=known.vin(989)).pk)).apply(**DELIVERY)
    judging.take(case_id=walk.id, actor=reviewer)
    wrong = {"holds": False, "reasons": ["address-not-deliverable"], "words": "缺门牌号"}
    judging.judge(case_id=walk.id, item="field:recipient_address", actor=reviewer, **wrong)
    return walk.id


def stop_a_car() -> None:
    """Let the inspector stop a car on suspicion."""
    from onelane.office.inspection import actions as inspection
    from onelane.office.lane import actions as lane

    visit = make.Visit()
    called = lane.call_next(step="inspection", actor=visit.inspector)
    assert called is not None
    record = inspection.start(case_id=called.case_id, actor=visit.inspector, video_ref="B1-1")
    inspection.suspect(record_id=record.pk, ground="forged", note="代号有打磨痕迹", actor=visit.inspector)


class Shelf:
    """Hands a page and its files to the browser, without a server between them."""

    def __init__(self) -> None:
        self.page, self.policy = b"", ""

    def answer(self, route: Route, request: Request) -> None:
        """Answer one request of the browser."""
        path = urlsplit(request.url).path
        if request.is_navigation_request():
            told = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": self.policy}
            route.fulfill(body=self.page, headers=told)
        elif path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            if found is None:
                route.abort()
            else:
                kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
                route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind)
        else:
            route.abort()


def pages(world: World) -> Iterator[tuple[str, HttpResponse]]:
    """Yield every whole page that somebody may open, as the first who may sees it, with its address."""
    for door in all_doors():
        for visitor in world.visitors:
            if may(door.guard, visitor.kind) and (told := page_of(door, visitor, world)):
                yield f"/{door.route} as {visitor.name}", told
                break


def page_of(door: Door, visitor: Visitor, world: World) -> HttpResponse | None:
    if visitor.place not in {make.OFFICE, "street", "citizen 1"}:
        return None
    answer = visitor.client.get(door.path(world.of(door)), headers={"accept-language": "en"})
    if answer.status_code != 200 or answer.streaming or not answer.get("Content-Type", "").startswith(HTML):
        return None
    return answer if answer.content.lstrip()[:9].lower() == b"<!doctype" else None


def judged(name: str, content: bytes, page: Page) -> Iterator[str]:
    """Yield what is wrong with a page."""
    if (weight := len(gzip.compress(content))) > MOST_BYTES:
        yield f"{name}: {weight} bytes"
    for found in _grave(page):
        yield f"{name}: {found}"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        if overflow := page.evaluate(WORST):
            yield f"{name} at {width}: {overflow}"


def test_every_address_reads_well_weighs_little_and_fits(world: World, browser: Browser) -> None:
    shelf, faults, seen = Shelf(), [], 0
    context = browser.new_context(reduced_motion="reduce", locale="en", viewport={"width": 1280, "height": 844})
    page = context.new_page()
    page.route("**/*", shelf.answer)
    said: list[str] = []
    page.on("console", lambda told: said.append(told.text))
    for name, answer in pages(world):
        shelf.page, shelf.policy = answer.content, answer["Content-Security-Policy"]
        page.set_viewport_size({"width": 1280, "height": 844})
        page.goto(f"{HOST}/", wait_until="load")
        faults += judged(name, answer.content, page)
        faults += [f"{name}: {one}" for one in said if "Content Security Policy" in one]
        said.clear()
        seen += 1
    context.close()

    assert "\n".join(faults) == ""
    assert seen > 80
