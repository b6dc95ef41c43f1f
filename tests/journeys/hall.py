"""An office with its real servers, and the people in it: some press in a real browser, some over HTTP for speed."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from channels.portal.scenes import vin
from onelane.command.demo import steps
from onelane.command.demo.browser import Browser
from onelane.command.demo.browser import Page as Reply
from onelane.command.demo.drive import Drive, Look, example
from onelane.command.demo.drive import photo as drawn_photo

HOST = "127.0.0.1"
READY = "Ctrl-C closes it"
OPENING = 120.0  # seconds, on a machine that does much else
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 900}
BOARD = {"width": 1920, "height": 1080}
Opened = Callable[..., Page]


@dataclass
class Hall:
    """The open office: where it is, who is signed in, and which car comes next."""

    address: str
    log: Path
    papers: Path
    database: str
    people: dict[str, Browser] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def car(self, look: Look | None = None) -> Car:
        """Let a new car arrive whose owner has a ticket."""
        drive = Drive(self.address, self.papers, say=lambda _line: None, people=self.people)
        if look:
            drive.look = look
        steps.arrive(drive)
        return Car(drive, vin(next(self.numbers)))

    def sign_in(self, role: str) -> Browser:
        """Return the HTTP browser of whoever has this role."""
        return Drive(self.address, self.papers, say=lambda _line: None, people=self.people).person(role)

    def admit(self, context: BrowserContext, role: str) -> None:
        """Give a real browser the session of whoever has this role."""
        cookies: list[Any] = [
            {"name": one.name, "value": one.value or "", "url": self.address}
            for one in self.sign_in(role).client.cookies.jar
            if one.name != "django_language"
        ]
        context.add_cookies(cookies)

    def close_browsers(self) -> None:
        """End the HTTP browsers of all people."""
        for one in self.people.values():
            one.client.close()


@dataclass
class Car:
    """One car on its way; every deed is done over HTTP by whoever is at that station."""

    drive: Drive
    vin: str

    @property
    def ticket(self) -> str:
        """The number on the ticket."""
        return self.drive.ticket

    @property
    def phone(self) -> str:
        """The path of the phone page."""
        return f"/t/{self.drive.key}/"

    def answers(self) -> dict[str, Any]:
        """What the clerk types for this car."""
        return {**example("acceptance"), "vin": self.vin}

    def accept(self) -> None:
        """The papers come in at the window."""
        clerk = self.drive.person("clerk")
        page = clerk.press(clerk.read("/window/"), "/next/")
        if page.has("/begin/"):
            page = clerk.press(page, "/begin/")
        told = {**self.answers(), "materials_seen": steps._materials(page)}
        clerk.press(page, "/draft/", told)
        self.drive.look("window", clerk, "/window/")
        clerk.press(page, "/done/", told)

    def inspect(self) -> None:
        """The car passes."""
        inspector = self.drive.person("inspector")
        page = inspector.press(inspector.read("/bay/"), "/next/")
        self.examine(inspector.press(page, "/start/", {"video_ref": "B1-0001"}))

    def examine(self, page: Reply) -> None:
        """The inspector marks, photographs and signs on the open sheet."""
        inspector = self.drive.person("inspector")
        for no in range(1, 10):
            value = {**steps.VALUES, 1: self.vin}.get(no, "")
            page = inspector.press(page, f"/items/{no}/", {"result": "pass", "value": value})
        for kind in steps.PHOTOS:
            page = inspector.press(page, "/photos/", files={"photo": ("a.jpg", PICTURE, "image/jpeg")}, holding=kind)
        self.drive.look("bay", inspector, "/bay/")
        inspector.press(page, "/done/")

    def review(self) -> None:
        """The reviewer lets it through."""
        reviewer = self.drive.person("reviewer")
        page = reviewer.press(reviewer.read("/review/"), "/review/next/")
        self.drive.look("review", reviewer, "/review/")
        reviewer.press(page, "/done/", example("review"))

    def to_payment(self) -> None:
        """Everything before the owner pays."""
        self.accept()
        self.inspect()
        self.review()

    def to_the_end(self) -> None:
        """Everything after the number is chosen."""
        steps.make_plates(self.drive)
        steps.make_papers(self.drive)
        steps.hand_over(self.drive)

    def leave(self) -> None:
        """The owner goes home, so that nobody of this journey waits in the next one."""
        owner = self.drive.person("owner")
        owner.press(owner.read(f"{self.phone}leave/"), "/leave/")


PICTURE = drawn_photo("journey")


@contextmanager
def opened(folder: Path, database: str) -> Iterator[Hall]:
    """Open an office as `make run` does, on a database of its own, and close it in the end."""
    port, log = _three_free_ports(), folder / "office.log"
    told = {"ONELANE_STATE": str(folder), "ONELANE_PORT": str(port), "DATABASE_URL": database}
    command = [sys.executable, "-m", "onelane.command", "run"]
    with log.open("wb") as out:
        office = subprocess.Popen(command, env=os.environ | told, stdout=out, stderr=subprocess.STDOUT)
    papers = folder / "papers"
    papers.mkdir()
    hall = Hall(f"http://{HOST}:{port}", log, papers, database)
    try:
        _wait(office, log)
        yield hall
    finally:
        hall.close_browsers()
        office.terminate()
        try:
            office.wait(30)
        except subprocess.TimeoutExpired:
            office.kill()
            office.wait()


def _wait(office: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + OPENING
    while READY not in log.read_text():
        if office.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"the office did not open:\n{log.read_text()}")
        time.sleep(0.1)


def _three_free_ports() -> int:
    """Return the first of three free ports in a row, away from where others look."""
    while True:
        with socket.socket() as first:
            first.bind((HOST, 0))
            port: int = first.getsockname()[1]
            try:
                for other in (port + 1, port + 2):
                    with socket.socket() as trial:
                        trial.bind((HOST, other))
            except OSError:
                continue
        return port


def fill(page: Page, answers: dict[str, Any]) -> None:
    """Fill the clerk's form as he sees it: part by part, each answer in its own kind of box."""
    for name, answer in answers.items():
        box = page.locator(f"#case-form [name={json.dumps(name)}]")
        kind = box.first.get_attribute("type") or box.first.evaluate("one => one.localName")
        section = box.first.evaluate("one => one.closest('section').id")
        tab = page.locator(f".desk-tabs a[href='#{section}']")
        if tab.is_visible() and tab.get_attribute("aria-current") is None:
            tab.click()
        if kind == "radio":
            page.locator(f"#case-form [name={json.dumps(name)}][value={json.dumps(str(answer))}]").check(force=True)
        elif kind == "select":
            worth = {"yes": "true", "no": "false"}.get(answer, str(answer))
            box.first.select_option(worth)
        else:
            box.first.fill(str(answer))
