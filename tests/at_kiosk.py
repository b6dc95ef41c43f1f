"""A kiosk of the demo office with somebody before it: enrolled by its code, signed in by card, touch by touch."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests import known, make

ADMIN = "administrator"


def kiosk(name: str = "K1") -> tuple[Any, str]:
    """Return an enrolled kiosk of the office, and its key."""
    from onelane.office.kiosks import actions as kiosks

    admin = make.actor("administrator")
    made = kiosks.make(name=name, actor=admin)
    return kiosks.enrol(code=kiosks.offer_code(kiosk_id=made.pk, actor=admin))


def cookie(machine: Any, key: str) -> str:
    """Return the cookie of an enrolled kiosk."""
    from onelane.channels.shared.access import Grant

    return Grant(machine.office_id, "kiosk", machine.name, key=key).sealed()


class Stand:
    """Somebody before a kiosk; each press is one request, as the page makes it."""

    def __init__(self, name: str = "K1", language: str = "en") -> None:
        from django.test import Client

        from onelane.channels.shared.access import DEVICE_COOKIE

        self.kiosk, key = kiosk(name)
        self.client = Client(headers={"accept-language": language})
        self.client.cookies[DEVICE_COOKIE] = cookie(self.kiosk, key)
        self.page = ""

    def __call__(self, path: str = "", **typed: Any) -> str:
        """Open a page of the kiosk, or touch a button of it; follow to where it leads."""
        given = {name.removesuffix("_"): value for name, value in typed.items()}
        is_press = bool(typed) or path in PRESSES
        answer = (
            self.client.post(f"/kiosk/{path}", given, follow=True) if is_press
            else self.client.get(f"/kiosk/{path}", follow=True)
        )  # fmt: skip
        self.status = answer.status_code
        self.where = answer.redirect_chain[-1][0] if answer.redirect_chain else f"/kiosk/{path}"
        self.page = " ".join(answer.content.decode().split())
        return self.where

    def choose(self, service: str) -> str:
        return self("choose/", service=service)

    def lay_card(self, person: Any) -> str:
        return self("sign-in/practice-card/", card=person.pk)

    def sign_in(self, service: str, person: Any) -> str:
        self("begin/", language="en")
        self.choose(service)
        return self.lay_card(person)

    def code(self) -> str:
        """Return the code that the practice office shows."""
        found = re.search(r"the code is <b[^>]*>(\d{6})", self.page)
        assert found, self.page
        return found[1]

    @property
    def printer(self) -> Path:
        from onelane.gateways.devices import folder

        return folder(self.kiosk.office_id, self.kiosk.name)

    @property
    def paper(self) -> list[Path]:
        """Return the slips that came out."""
        from onelane.gateways.devices.practice import tray

        return tray(self.printer)


PRESSES = {"end/", "print/", "pay/", "send/", "sign-in/enter/"}


class Walk:
    """One service from the first touch to the end; `step` makes the next press that the page asks for."""

    def __init__(self, stand: Stand, service: str, *, has_photo: bool = True, **changed: str) -> None:
        from onelane import catalogue

        self.stand, self.service = stand, service
        self.example = {**catalogue.load().service(service).example, **DELIVERY, "new_mobile": "13900000012", **changed}
        self.person = applicant(service)
        if has_photo:
            photo_of(self.person)
        self.ended = False

    @property
    def at(self) -> str:
        """Return the name of the page that is shown, with the scene after it was sent."""
        page = self.stand.where.removeprefix("/kiosk/").rstrip("/")
        if page != "after":
            return page
        scene = re.search(r'data-scene="(\w+)"', self.stand.page)
        assert scene, self.stand.page
        if scene[1] in {"done", "making", "posted"}:
            return "print" if "Your receipt has come out" not in self.stand.page else "end"
        return scene[1]

    def begin(self) -> Walk:
        """Touch the screen and choose the service."""
        self.stand("begin/", language="en")
        self.stand.choose(self.service)
        return self

    def step(self) -> str:
        """Make the press that the page asks for, and return the name of the page on which it was made."""
        at, (name, _, field) = self.at, self.at.partition("/")
        if name == "ask":
            self.stand(f"ask/{field}/", **{field: self._told(field)})
        else:
            getattr(self, f"_{name.replace('-', '_')}")()
        return at

    def to_the_end(self) -> list[str]:
        """Go on until the machine is free again, and return the pages on the way."""
        pages = []
        while not self.ended:
            pages.append(self.step())
            assert len(pages) < 20, pages
        return pages

    def _told(self, field: str) -> str:
        told = self.example[field]
        return {True: "true", False: "false"}.get(told, str(told)) if isinstance(told, bool) else str(told)

    def _sign_in(self) -> None:
        self.stand.lay_card(self.person)

    def _about(self) -> None:
        self.stand("about/", about="0")

    def _code(self) -> None:
        self.stand("code/", code=self.stand.code())

    def _picture(self) -> None:
        self.stand("picture/", file="")

    def _check(self) -> None:
        self.stand("send/", key="one-press")

    def _review(self) -> None:
        answered_by_others()
        self.stand("after/")

    def _pay(self) -> None:
        paid(self.case_id)
        self.stand("after/")

    def _print(self) -> None:
        self.stand("print/")

    def _end(self) -> None:
        self.stand("end/")
        self.ended = True

    @property
    def case_id(self) -> int:
        """Return the case of the application."""
        return int(self.application.pk)

    @property
    def application(self) -> Any:
        """Return the application; there is only one."""
        from onelane.office.cases.applications.models import Application

        return Application.objects.get(applicant=self.person, service=self.service)


def applicant(service: str) -> Any:
    """Return somebody who may have a service at a kiosk."""
    from onelane import catalogue

    about = catalogue.load().service(service).about
    if about == "vehicle":
        owner = known.person()
        known.vehicle(owner=owner)
        return owner
    if about == "person":
        beginner = known.person()
        known.medical(beginner)
        return beginner
    return known.licence().person


def photo_of(person: Any) -> None:
    """Let somebody have an ID photo of this month that passed its check."""
    from actions.photos.conftest import checked
    from onelane.office.photos import actions as photos

    photos.keep(checked=checked(), source="machine", actor=make.actor("system"), person_id=person.pk)


def answered_by_others() -> None:
    """Let the worker ask the other authorities, and the rules decide what they answered."""
    import importlib

    from onelane.office.stations import by_rules
    from onelane.records import outbox

    for room in ("checks", "messages", "stations"):
        importlib.import_module(f"onelane.office.{room}.tasks")
    outbox.carry_out(100)
    by_rules.decide_waiting()


def paid(case_id: int) -> None:
    """Let the bill be paid."""
    from onelane.office.payments import actions as payments
    from onelane.office.payments import queries as bills
    from onelane.records import outbox

    bill = bills.bill_of(case_id)
    assert bill is not None
    payments.pay_at_desk(bill_id=bill.pk, means="cash", amount=bill.amount, actor=make.actor("cashier", "P1"))
    outbox.carry_out(50)


DELIVERY = {"delivery_mode": "kiosk"}
