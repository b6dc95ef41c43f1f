"""What each person does on the way of one car: one function a station."""

from __future__ import annotations

import re
from typing import Any

from onelane.command.demo.browser import Page, PageMissing
from onelane.command.demo.drive import Drive, example, photo
from onelane.kernel.numbers import plate

VIN = "LSVAU2184TN000001"
VALUES = {1: VIN, 4: "A", 5: "5", 6: "K33"}  # what the inspector writes: VIN, colour, seats, type (GA 801)
PHOTOS = ("0111", "0112", "0113")  # left front, right rear, VIN


def walk(drive: Drive) -> dict[str, Any]:
    """Walk the whole visit, with one send-back on the way, and return what the summary tells of it."""
    arrive(drive)
    accept(drive)
    inspect(drive)
    send_back(drive)
    inspect(drive, again=True)
    review(drive)
    pay(drive)
    number = choose(drive)
    make_plates(drive)
    papers = make_papers(drive)
    hand_over(drive)
    return {"queues": queues(drive), "plate": number, "papers": papers}


def arrive(drive: Drive) -> None:
    """The car stands at the lane entry, and its owner gets the one ticket."""
    guide = drive.person("guide")
    page = guide.press(guide.read("/lane/entry/"), "/arrive/")
    drive.told("arrival", "the car is at the lane entry; the clock runs")
    page = guide.press(page, "/lane/entry/tickets/")
    drive.key = _found(r"/t/([\w-]{16,})", page, "the ticket's key")
    drive.ticket = _found(r"\b(A\d{3})\b", page, "the ticket's number")
    guide.press(page, "/printed/")
    drive.told("ticket", f"ticket {drive.ticket} is shown with its QR code")
    drive.look("ticket-issued", guide, page.address)
    drive.look("phone-waiting", drive.person("owner"), f"/t/{drive.key}/")


def company(drive: Drive, cars: int) -> None:
    """Let more cars arrive behind the first, so that pages show a lane at work."""
    guide = drive.person("guide")
    for _ in range(cars):
        page = guide.press(guide.read("/lane/entry/"), "/arrive/")
        guide.press(guide.press(page, "/lane/entry/tickets/"), "/printed/")


def accept(drive: Drive) -> None:
    """The clerk calls the owner and takes the papers in."""
    clerk = drive.person("clerk")
    page = clerk.press(clerk.read("/window/"), "/next/")
    drive.look("board", drive.person("owner"), "/board/qingdao/")
    if page.has("/begin/"):
        page = clerk.press(page, "/begin/")
    drive.told("acceptance", f"window calls {drive.ticket}; the papers come in")
    told = {**example("acceptance"), "materials_seen": _materials(page)}
    page = clerk.press(page, "/draft/", told)
    drive.look("window", clerk, "/window/")
    clerk.press(page, "/done/", told)
    drive.told("acceptance", "complete")


def _materials(page: Page) -> list[str]:
    tree = page.tree
    found = tree.xpath("//input[@name='materials_seen']/@value") if tree is not None else []
    return [str(one) for one in found]


def inspect(drive: Drive, *, again: bool = False) -> None:
    """The inspector examines the car, photographs it and signs."""
    inspector = drive.person("inspector")
    page = inspector.press(inspector.read("/bay/"), "/next/")
    page = inspector.press(page, "/start/", {"video_ref": "B1-20261122-0001"})
    drive.told("inspection", "the car is in the bay" + (" once more" if again else ""))
    for no in range(1, 10):
        page = inspector.press(page, f"/items/{no}/", {"result": "pass", "value": VALUES.get(no, "")})
    for kind in PHOTOS:
        picture = {"photo": (f"{kind}.jpg", photo(kind), "image/jpeg")}
        page = inspector.press(page, "/photos/", files=picture, holding=kind)
    drive.look("bay-again" if again else "bay", inspector, "/bay/")
    inspector.press(page, "/done/")
    drive.told("inspection", "passed, photographed and signed")


def send_back(drive: Drive) -> None:
    """The reviewer finds the picture unclear and sends only the inspection back."""
    reviewer = drive.person("reviewer")
    page = reviewer.press(reviewer.read("/review/"), "/review/next/")
    drive.look("review", reviewer, "/review/")
    reviewer.press(page, "/send-back/", {"to": ["inspection"], "text": "The standard photo is not clear."})
    drive.told("review", "sent back to the inspection: the standard photo is not clear; the ticket keeps its place")


def review(drive: Drive) -> None:
    """The reviewer finds nothing against the registration."""
    reviewer = drive.person("reviewer")
    page = reviewer.press(reviewer.read("/review/"), "/review/next/")
    reviewer.press(page, "/done/", example("review"))
    drive.told("review", "every rule of law says yes")


def pay(drive: Drive) -> None:
    """The owner pays with his phone; the provider's notice comes by itself."""
    owner, mine = drive.person("owner"), f"/t/{drive.key}/"
    page = owner.press(owner.read(mine), "/pay/")
    drive.look("phone-paying", owner, mine)
    links = page.links("/pay/")
    code = next((one for one in links if drive.key not in one), "")
    if not code:
        raise PageMissing(f"no way to the payer's page: {page.words[:300]}")
    paying = owner.read(code)
    owner.press(paying, "/pay/")
    drive.until(owner, mine, lambda page: page.has("/numbers/"), "the payment's notice")
    drive.told("payment", "120.00 yuan, paid on the phone")


def choose(drive: Drive) -> str:
    """The owner draws fifty numbers and picks one."""
    owner, mine = drive.person("owner"), f"/t/{drive.key}/"
    page = owner.press(owner.read(mine), "/numbers/")
    drive.look("numbers", owner, mine)
    offered = page.tree.xpath("//*[@name='plate']/@value") if page.tree is not None else []
    number = str(offered[len(offered) // 2])
    page = owner.press(page, "/number/", {"plate": number})
    if page.has("/number/"):
        page = owner.press(page, "/number/", {"plate": number})
    drive.told("number-choice", f"{len(offered)} numbers were offered, {plate.display(number)} is chosen")
    return plate.display(number)


def make_plates(drive: Drive) -> None:
    """The plate room presses the plates."""
    maker = drive.person("plate_maker")
    page = maker.press(maker.read("/plate-room/"), "/plate-room/next/")
    drive.look("plate-room", maker, "/plate-room/")
    maker.press(page, "/done/")
    drive.told("plate-making", "the plates are made")


def make_papers(drive: Drive) -> list[str]:
    """The certificate room prints every paper of the case."""
    printer = drive.person("certificate_printer")
    page = printer.press(printer.read("/certificate-room/"), "/certificate-room/next/")
    drive.look("certificate-room", printer, "/certificate-room/")
    saved: list[str] = []
    printed: list[str] = []
    for address in dict.fromkeys(page.links(".pdf")):
        paper = printer.read(address)
        name = f"paper-{len(saved) + 1}.pdf"
        (drive.papers / name).write_bytes(paper.content)
        saved.append(str(drive.papers / name))
    for _ in saved:  # the page offers one paper after the other
        way = next(one for one in reversed(page.ways("/print/")) if one not in printed)
        printed.append(way)
        printer.press(page, way)
        page = printer.read("/certificate-room/")
    printer.press(page, "/done/")
    drive.told("certificate-making", f"{len(saved)} papers are printed")
    return saved


def hand_over(drive: Drive) -> None:
    """Plates and papers are handed over, and the visit ends."""
    desk = drive.person("hand_over")
    page = desk.press(desk.read("/hand-over/"), "/next/")
    if page.has("/begin/"):
        page = desk.press(page, "/begin/")
    drive.look("hand-over", desk, "/hand-over/")
    desk.press(page, "/done/", {**_all_ticked(page), **example("hand-over")})
    drive.told("hand-over", "plates and papers are in the owner's hands")


def _all_ticked(page: Page) -> dict[str, list[str]]:
    """Return every box of the page as ticked: each thing was handed over and signed for."""
    ticked: dict[str, list[str]] = {}
    for box in page.tree.xpath("//main//input[@type='checkbox']") if page.tree is not None else []:
        ticked.setdefault(box.get("name"), []).append(box.get("value") or "on")
    return ticked


def queues(drive: Drive) -> int:
    """Return how many tickets the owner drew, as the manager's export tells it: one visit, one ticket."""
    manager = drive.person("manager")
    drive.look("today", manager, "/today/")
    lines = manager.read("/today/visits.csv").content.decode("utf-8-sig").splitlines()
    return sum(drive.ticket in line for line in lines[1:])


def _found(pattern: str, page: Page, what: str) -> str:
    found = re.search(pattern, page.content.decode())
    if found is None:
        raise PageMissing(f"{what} is not on the page: {page.words[:400]}")
    return found[1]
