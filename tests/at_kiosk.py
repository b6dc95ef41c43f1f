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
        answer = (
            self.client.post(f"/kiosk/{path}", given, follow=True) if typed or path in PRESSES
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
__all__ = ["Stand", "cookie", "kiosk", "known"]
