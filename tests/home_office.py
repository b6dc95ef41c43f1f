"""A citizen at home before the portal: an exempt car of his own, and a browser without scripts."""

from __future__ import annotations

import io
import re
from typing import Any

from tests import known, make

SERVICE = "inspection-exempt-mark"
PASSWORD = "one-lane-demo"
DELIVERY = {
    "mark_form": "paper", "delivery_mode": "ems", "recipient_name": "试一", "recipient_mobile": "13800000001",
    "recipient_address": "山东省青岛市市南区示例路1号",
}  # fmt: skip


def account(person: Any, username: str, mobile: str) -> Any:
    """Return the account of somebody the register knows."""
    from onelane.registers.people import citizens

    return citizens.open_account(
        name=person.name, id_no=person.id_no, mobile=mobile, password=PASSWORD, username=username,
        actor=make.actor("system"),
    )  # fmt: skip


def picture(colour: str = "navy") -> io.BytesIO:
    """Return a small JPEG as a phone would send it."""
    from PIL import Image

    written = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(written, "JPEG")
    written.seek(0)
    written.name = "paper.jpg"
    return written


class Home:
    """Signed in at the portal, with one car."""

    def __init__(self) -> None:
        from django.test import Client

        make.office()
        self.owner = known.person(name="试一", mobile="13800000001")
        self.car = known.vehicle(owner=self.owner)
        self.account = account(self.owner, "home", "13800000001")
        self.client = Client()
        self.sign_in("home")
        self.number = ""

    def sign_in(self, login: str) -> None:
        answer = self.client.post("/account/sign-in/", {"login": login, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()

    def begin(self) -> Home:
        page = self.client.get(f"/apply/{SERVICE}/").content.decode()
        key = re.search(r'name="key" value="([^"]+)"', page)
        assert key
        answer = self.client.post(f"/apply/{SERVICE}/", {"about": "0", "key": key[1]}, follow=True)
        self.number = answer.redirect_chain[0][0].split("/")[2]
        self.page = answer.content.decode()
        return self

    def at(self, path: str = "") -> Any:
        return self.client.get(f"/applications/{self.number}/{path}")

    def parts(self) -> list[str]:
        return re.findall(r"/part/([a-z0-9-]+)/", self.at("check/").content.decode())

    def fill(self, **typed: str) -> Home:
        for part in dict.fromkeys(self.parts()):
            answer = self.client.post(f"/applications/{self.number}/part/{part}/", DELIVERY | typed)
            assert answer.status_code in {302, 422}, answer.content.decode()
        return self

    def send(self, key: str = "send-1") -> Any:
        return self.client.post(f"/applications/{self.number}/check/", {"key": key})

    @property
    def case(self) -> Any:
        from onelane.office.cases.models import Case

        return Case.objects.get(number=self.number)


def staff(role: Any) -> Any:
    """Return the browser of somebody who has this post."""
    from django.test import Client

    from onelane.registers.people.staff import appoint

    appoint(username=role, name=role, office=make.OFFICE, role=role, password=PASSWORD)
    client = Client()
    answer = make.sign_in(client, role, PASSWORD)
    assert answer.status_code == 302, answer.content.decode()
    client.post("/counter/", {"place": f"{make.OFFICE}/{role}/"})
    return client


def text(answer: Any, status: int = 200) -> str:
    """Return what a page says, white space made one."""
    assert answer.status_code == status, answer.content.decode()[:2000]
    return " ".join(answer.content.decode().split())
