"""No name and no number of a citizen appears in a log or an address, whatever he does and however it ends."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

import make
from channels.portal.citizens import PASSWORD, account, sent_code


@pytest.fixture(autouse=True)
def _office(db: None, clock: Any, settings: Any) -> Iterator[None]:
    from onelane.registers.offices.queries import forget

    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    make.office()
    yield
    forget()


class Walker:
    """A browser that remembers every address that it was sent to."""

    def __init__(self) -> None:
        self.client = Client()
        self.addresses: list[str] = []

    def post(self, path: str, **form: Any) -> None:
        answer = self.client.post(path, form)
        self.addresses += [path, answer.headers.get("Location", "")]

    def get(self, path: str) -> None:
        answer = self.client.get(path)
        self.addresses += [path, answer.headers.get("Location", "")]


def test_a_walk_leaves_no_trace_of_a_person(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    agent = account(2, "示例乙")
    mine = {"name": "示例丙", "id_no": make.resident_id(511), "mobile": "13900000511", "email": "c@example.cn"}
    walk = Walker()
    walk.post("/account/register/", **mine, send="1")
    walk.post("/account/register/", **mine, code=sent_code(), password=PASSWORD)
    for path in ("/my/", "/my/who-looked/", "/my/contact/", "/my/copy/", "/my/authorisations/give/"):
        walk.get(path)
    other = {"name": agent.person.name, "id_no": agent.person.id_no, "about": "any", "days": "30"}
    walk.post("/my/authorisations/ask/", **other)
    walk.post("/my/authorisations/ask/", **{**other, "id_no": make.resident_id(599)})
    walk.post("/sign-out/")
    walk.post("/account/sign-in/", login=mine["id_no"], password="wrong")
    walk.post("/account/sign-in/", login=mine["id_no"], password=PASSWORD, next="/my/")
    walk.post("/account/recover/", mobile=mine["mobile"], id_no=mine["id_no"], send="1")
    walk.get("/nothing-is-here/")

    said = caplog.text + "\n".join(walk.addresses)
    assert "/nothing-is-here/" in said
    personal = [*mine.values(), agent.person.id_no, agent.person.name, agent.mobile, PASSWORD]
    assert [one for one in personal if one in said] == []


def test_every_page_forbids_scripts_of_others() -> None:
    policy = Client().get("/account/sign-in/").headers["Content-Security-Policy"]

    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
