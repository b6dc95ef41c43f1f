"""`onelane screens`: take the pictures under docs/screens by driving one car through an office of its own."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onelane.command.demo import steps
from onelane.command.demo.browser import Browser
from onelane.command.demo.drive import Drive
from onelane.command.demo.own_office import own_office
from onelane.command.sentence import Sentence

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium

FOLDER = Path("docs/screens")
PHONE, DESK, TABLET, BOARD = (390, 844), (1366, 900), (1024, 1366), (1920, 1080)
# The picture's name, the point of the visit where it is taken, the size, the language.
SCREENS = {
    "ticket-issued": ("entry", DESK),
    "phone-waiting": ("ticket", PHONE),
    "window": ("window", DESK),
    "board": ("board", BOARD),
    "bay": ("bay", TABLET),
    "review": ("review", DESK),
    "phone-paying": ("pay", PHONE),
    "numbers": ("numbers", PHONE),
    "plate-room": ("plate-room", DESK),
    "certificate-room": ("certificate-room", DESK),
    "hand-over": ("hand-over", DESK),
    "today": ("today", DESK),
    "home": ("home", DESK),
    "cashier": ("cashier", DESK),
    "refunds": ("refunds", DESK),
    "money": ("money-day", DESK),
    "receipt": ("receipt", PHONE),
    "dashboard": ("dashboard", DESK),
    "what-if": ("what-if", DESK),
}
# Pages that no step of the visit leads to, with who reads them; taken when the visit is over.
AFTERWARDS = {
    "cashier": ("cashier", "/cashier/"),
    "refunds": ("manager", "/money/refunds/"),
    "money": ("treasurer", "/money/"),
    "dashboard": ("manager", "/dashboard/"),
    "what-if": ("manager", "/twin/what-if/"),
}
WHOLE = {"ticket", "pay"}  # all others as the screen shows them
LANGUAGES = ("zh-CN", "en")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `screens`."""
    parser = subparsers.add_parser("screens", help="take the pictures under docs/screens")
    parser.add_argument("--to", type=Path, default=FOLDER, help="the folder of the pictures")
    parser.set_defaults(handler=_run)


def _run(chosen: argparse.Namespace) -> None:
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise Sentence("Chromium is not on this machine; the pictures need it.")
    chosen.to.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as papers, own_office() as (address, _):
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        drive = Drive(address, Path(papers), say=print)
        drive.look = photographer(drive, chromium, chosen.to)
        drive.look("home", drive.person("owner"), "/")
        steps.walk(drive)
        for point, (role, path) in AFTERWARDS.items():
            drive.look(point, drive.person(role), path)
        drive.look("receipt", drive.person("owner"), f"/t/{drive.key}/receipt/")
        chromium.close()


def photographer(drive: Drive, chromium: Chromium, folder: Path) -> Callable[[str, Browser, str], None]:
    """Return what takes a picture of a page as its person sees it, in both languages."""

    def look(point: str, person: Browser, path: str) -> None:
        if point not in SCREENS:
            return
        if point == "phone-waiting":
            steps.company(drive, 5)  # a lane at work, not an empty one
        name, (width, height) = SCREENS[point]
        for language in LANGUAGES:
            context = chromium.new_context(viewport={"width": width, "height": height}, locale=language)
            context.add_cookies(_cookies(person))
            page = context.new_page()
            page.goto(path if path.startswith("http") else f"{person.address}{path}", wait_until="load")
            page.wait_for_timeout(400)  # fonts are drawn a moment after they are loaded
            suffix = "" if language == "zh-CN" else "-en"
            page.screenshot(path=folder / f"{name}{suffix}.png", full_page=name in WHOLE)
            context.close()

    return look


def _cookies(person: Browser) -> list[Any]:
    return [{"name": one.name, "value": one.value or "", "url": person.address} for one in person.client.cookies.jar]
