"""One new car, driven from arrival to hand-over through the office's own pages, each step by whoever does it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from onelane.catalogue import loader
from onelane.command.demo.browser import Browser, Page, PageMissing
from onelane.command.load import pass_phrase, practice_code

SERVICE = "first-registration"
PATIENCE = 30.0  # seconds for something that the worker or the payment gateway does by itself
EACH = 0.2
Look = Callable[[str, Browser, str], None]  # called with a name, the browser and the path where a picture is worth it


def _nobody_looks(_name: str, _browser: Browser, _path: str) -> None:
    """No pictures are taken."""


@dataclass
class Drive:
    """The visit: who has signed in so far, what has happened, and when."""

    address: str
    papers: Path
    say: Callable[[str], None]
    look: Look = _nobody_looks
    began: float = field(default_factory=time.monotonic)
    steps: list[str] = field(default_factory=list)
    people: dict[str, Browser] = field(default_factory=dict)
    ticket: str = ""
    key: str = ""

    def person(self, role: str) -> Browser:
        """Return the browser of whoever has this role, signed in."""
        if role not in self.people:
            browser = Browser(self.address)
            if role != "owner":
                page = browser.read("/sign-in/")
                browser.press(page, "/sign-in/", told_at_the_door(role))
            self.people[role] = browser
        return self.people[role]

    def told(self, step: str, sentence: str) -> None:
        """Add a line to the timeline."""
        if step not in self.steps[-1:]:
            self.steps.append(step)
        self.say(f"{time.monotonic() - self.began:7.1f} s  {step:20} {sentence}")

    def until(self, browser: Browser, path: str, ready: Callable[[Page], bool], what: str) -> Page:
        """Read a page again and again until something that happens by itself has happened."""
        deadline = time.monotonic() + PATIENCE
        while not ready(page := browser.read(path)):
            if time.monotonic() > deadline:
                raise PageMissing(f"{what} did not happen within {PATIENCE:.0f} s: {page.words[:400]}")
            time.sleep(EACH)
        return page


def told_at_the_door(username: str) -> dict[str, str]:
    """Return what a demonstration account types to sign in, with the code that its authenticator app shows."""
    return {"username": username, "password": pass_phrase(), "code": practice_code()}


def example(step: str) -> dict[str, Any]:
    """Return the answers that the catalogue's example gives to a step, as a person would type them."""
    service = loader.load().service(SERVICE)
    told = {name: service.example[name] for name in service.asks.get(step, ()) if name in service.example}
    return {
        name: {True: "yes", False: "no"}.get(one, one) if isinstance(one, bool) else one for name, one in told.items()
    }


def photo(words: str) -> bytes:
    """Return a picture as a camera might have taken it: a plain car with its kind of photo written below."""
    picture = Image.new("RGB", (1200, 900), (214, 222, 228))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 620, 1200, 900), fill=(120, 124, 128))
    pen.polygon([(300, 420), (430, 300), (760, 300), (900, 420)], fill=(40, 60, 80))
    pen.rounded_rectangle((180, 410, 1020, 640), 60, fill=(245, 246, 248), outline=(90, 96, 102), width=4)
    for x in (360, 840):
        pen.ellipse((x - 90, 560, x + 90, 740), fill=(28, 30, 32))
        pen.ellipse((x - 40, 610, x + 40, 690), fill=(180, 186, 192))
    pen.text((40, 840), words, fill=(255, 255, 255))
    out = BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


def summary(drive: Drive, told: dict[str, Any]) -> str:
    """Return the one JSON line that ends the demonstration."""
    return json.dumps(
        {
            "queues": told["queues"],
            "steps": drive.steps,
            "minutes": round((time.monotonic() - drive.began) / 60, 2),
            **told,
        },
        ensure_ascii=False,
    )
