"""Every page on the way of one car: a screen reader can read it, and nothing falls off its side at any width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from journeys.hall import BOARD, DESK, PHONE, Hall, Opened
from onelane.command.demo import steps
from onelane.command.demo.browser import Browser
from onelane.command.demo.drive import told_at_the_door

WIDTHS = (320, 390, 768, 1280, 1920)
GRAVE = {"serious", "critical"}
WORST = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return null;
  const wide = [...document.body.querySelectorAll('*')]
    .filter((one) => one.getBoundingClientRect().right > page.clientWidth + 1)
    .map((one) => `${one.localName}.${one.className}`.slice(0, 60));
  return `${page.scrollWidth} > ${page.clientWidth}: ${wide.slice(0, 4)} ... ${wide.slice(-2)}`;
}"""


@dataclass
class Inspector:
    """Looks at pages and notes what is wrong with each; the journey goes on meanwhile."""

    opens: Opened
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def look(self, name: str, person: Browser, path: str) -> None:
        """Look at a page with the eyes of whoever works there."""
        size = PHONE if name.startswith(("phone", "numbers", "home")) else BOARD if name == "board" else DESK
        page = self.opens("/healthz", viewport=size, reduced_motion="reduce")
        page.context.add_cookies(
            [{"name": one.name, "value": one.value or "", "url": person.address} for one in person.client.cookies.jar]
        )
        page.goto(path if path.startswith("http") else person.address + path)
        page.wait_for_load_state("load")
        self.judge(name, page)
        page.context.close()

    def judge(self, name: str, page: Page) -> None:
        """Note grave hindrances, and every width at which the page is wider than its screen."""
        self.seen.add(name)
        for found in _grave(page):
            self.faults.append(f"{name}: {found}")
        height = (page.viewport_size or DESK)["height"]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": height})
            if overflow := page.evaluate(WORST):
                self.faults.append(f"{name} at {width}: {overflow}")


def _grave(page: Page) -> Iterator[str]:
    answer: dict[str, Any] = Axe().run(page).response
    for one in answer["violations"]:
        if one["impact"] in GRAVE:
            nodes = "; ".join(f"{node['target']} {node['html'][:120]}" for node in one["nodes"][:3])
            yield f"{one['id']} ({one['impact']}): {nodes}"


@pytest.fixture
def judge(opens: Opened) -> Inspector:
    return Inspector(opens)


IDLE = {"window": "clerk", "bay": "inspector", "review": "reviewer", "cashier": "cashier", "plate-room": "plate_maker",
        "certificate-room": "certificate_printer", "hand-over": "hand_over", "lane/entry": "guide", "today": "manager",
        "journal": "auditor", "settings": "administrator"}  # fmt: skip
OPEN_TO_ALL = {"home": "/", "sign-in": "/sign-in/", "board": "/board/qingdao/", "phone-unknown": "/t/no-such-ticket/"}
MACHINES = {"ticket_machine": "/kiosk/tickets/", "number_machine": "/kiosk/numbers/"}


def test_pages_without_work_read_well_and_fit_every_screen(hall: Hall, judge: Inspector) -> None:
    for path, role in IDLE.items():
        judge.look(f"idle {path}", hall.sign_in(role), f"/{path}/")
    stranger = Browser(hall.address)
    for name, path in OPEN_TO_ALL.items():
        judge.look(name, stranger, path)
    stranger.client.close()
    assert "\n".join(judge.faults) == ""


def test_machines_read_well_and_fit_every_screen(hall: Hall, judge: Inspector) -> None:
    for kind, path in MACHINES.items():
        machine = Browser(hall.address)
        machine.press(machine.read("/sign-in/"), "/sign-in/", told_at_the_door("manager"))
        judge.look("devices", machine, "/devices/")
        machine.press(machine.read("/devices/"), "/devices/", {"kind": kind, "name": "K1"})
        judge.look(kind, machine, path)
        machine.client.close()
    assert "\n".join(judge.faults) == ""


def test_pages_with_work_read_well_and_fit_every_screen(hall: Hall, judge: Inspector) -> None:
    car = hall.car(judge.look)
    car.to_payment()
    steps.pay(car.drive)
    steps.choose(car.drive)
    car.to_the_end()
    judge.look("phone-finished", car.drive.person("owner"), car.phone)
    assert "\n".join(judge.faults) == ""
    assert judge.seen >= {"ticket-issued", "phone-waiting", "window", "bay", "review", "phone-paying", "numbers",
                          "plate-room", "certificate-room", "hand-over", "phone-finished"}  # fmt: skip
