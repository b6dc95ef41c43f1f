"""Whoever holds a paper checks it on a phone, with the network cut: genuine, altered, revoked, replaced, expired."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests import make

from onelane.kernel import clock
from onelane.office.certificates import actions as certificates
from onelane.office.certificates import codes, proving
from onelane.office.certificates.samples import sample

PHONE = {"width": 390, "height": 844}
PATIENCE = 20_000


@dataclass
class Paper:
    """A paper's code as it is printed."""

    digits: str
    address: str

    def picture(self) -> dict[str, Any]:
        """What a camera would take, as a file."""
        drawn = io.BytesIO()
        codes.drawn(self.address, self.digits).save(drawn, kind="png", scale=5)
        return {"name": "code.png", "mimeType": "image/png", "buffer": drawn.getvalue()}


@pytest.fixture
def server(transactional_db: None, settings: Any, tmp_path: Any) -> Iterator[LiveServer]:
    """The office's pages, until the test cuts the line."""
    settings.STATE = tmp_path
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    server = LiveServer("127.0.0.1")
    settings.ONELANE = {**settings.ONELANE, "ADDRESS": server.url}
    proving._gateway.cache_clear()  # keys of this test alone
    make.office()
    yield server
    server.stop()
    proving._gateway.cache_clear()


@pytest.fixture
def phone(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A phone that has never been here."""
    context = browser.new_context(**browser_context_args, viewport=PHONE)
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield context.new_page()
    expect.set_options(timeout=PATIENCE)  # the open office of the other journeys is as patient
    context.close()


@pytest.fixture
def issue(server: LiveServer) -> Callable[..., Paper]:
    """Issue a mark that holds some days from today, then revoke or replace it if told."""

    def issue(days: int = 300, *, void: bool = False, replaced: bool = False) -> Paper:
        until = date.fromordinal(clock.now().astimezone(clock.OFFICE_ZONE).date().toordinal() + days)
        who = make.actor("certificate_printer")
        paper = certificates.issue(
            case_id=None, subject="vehicle:1", kind="inspection-mark", actor=who,
            data=sample("inspection-mark") | {"inspection_valid_to": until.isoformat()},
        )  # fmt: skip
        if void or replaced:
            certificates.make_void(paper_id=paper.pk, why="测试作废", replaced=replaced, actor=who)
        return Paper(paper.code, f"{server.url}/v/#")

    return issue


def verdict(page: Page) -> Any:
    return page.locator("[data-verdict]")


def look_at(page: Page, paper: Paper) -> None:
    page.locator("[data-picture-file]").set_input_files([paper.picture()])  # type: ignore[list-item]  # a file in memory


def test_a_phone_checks_papers_with_the_network_cut(
    server: LiveServer, phone: Page, issue: Callable[..., Paper]
) -> None:
    papers = {
        "genuine": issue(), "revoked": issue(void=True), "replaced": issue(replaced=True), "expired": issue(days=-1),
    }  # fmt: skip
    certificates.sign_states(office=make.OFFICE)
    phone.goto(f"{server.url}/v/")
    expect(phone.locator("[data-ready]")).to_contain_text("没有网络也能用")

    server.stop()
    phone.context.set_offline(True)
    phone.reload()

    for state, paper in papers.items():
        look_at(phone, paper)
        expect(phone.locator(f"[data-verdict][data-state={state}]")).to_be_visible()
    expect(verdict(phone)).to_contain_text("已过有效期")
    expect(verdict(phone)).to_contain_text("鲁B·1A234")

    digits = papers["genuine"].digits
    phone.goto(f"{server.url}/v/#{digits[:-9]}{(int(digits[-9:]) + 1) % 10**9:09d}")
    expect(phone.locator("[data-verdict][data-state=altered]")).to_contain_text("不真实")
    phone.goto(f"{server.url}/v/#{digits}")
    expect(phone.locator("[data-verdict][data-state=genuine]")).to_contain_text("真实")


def test_a_picture_without_a_code_is_told_apart_from_a_false_paper(
    server: LiveServer, phone: Page, issue: Callable[..., Paper]
) -> None:
    issue()
    phone.goto(f"{server.url}/v/")
    white = io.BytesIO()
    from PIL import Image

    Image.new("RGB", (200, 200), "white").save(white, "PNG")

    phone.locator("[data-picture-file]").set_input_files(
        [{"name": "white.png", "mimeType": "image/png", "buffer": white.getvalue()}]
    )

    expect(phone.locator("[data-trouble]")).to_contain_text("没有找到")
    expect(verdict(phone)).to_be_hidden()


def test_a_list_from_before_yesterday_says_so(server: LiveServer, phone: Page, issue: Callable[..., Paper]) -> None:
    paper = issue()
    certificates.sign_states(office=make.OFFICE, at=clock.now() - timedelta(days=3))

    phone.goto(f"{server.url}/v/#{paper.digits}")

    expect(phone.locator("[data-verdict][data-state=genuine] [data-list]")).to_contain_text("请联网打开一次")
