"""A citizen signs in, and proves a second time who he is where a deed asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

import make
from onelane.channels.shared import access

PASSWORD = "a long pass phrase"
ID_NO, MOBILE = "370299198503120016", "13900000001"


@pytest.fixture
def account(db: None, clock: Any, settings: Any) -> Iterator[Any]:
    from onelane.registers.offices.queries import forget
    from onelane.registers.people import citizens

    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    assert clock
    make.office()
    yield citizens.open_account(
        name="示例甲", id_no=ID_NO, mobile=MOBILE, password=PASSWORD, actor=make.actor("system")
    )
    forget()


def sign_in(login: str, password: str = PASSWORD, onward: str = "") -> tuple[Client, HttpResponse]:
    client = Client(headers={"accept-language": "en"})
    return client, client.post("/account/sign-in/", {"login": login, "password": password, "next": onward})


@pytest.mark.parametrize("login", [ID_NO, MOBILE, "370299 1985 0312 0016"])
def test_a_citizen_signs_in_by_mobile_or_identity_number(login: str, account: Any) -> None:
    client, answer = sign_in(login)

    assert answer.status_code == 302
    assert client.session["citizen"]["person"] == account.person_id
    assert client.session["citizen"]["name"] == "示*甲"


def test_a_login_that_nobody_has_sounds_like_a_wrong_password(account: Any) -> None:
    _, unknown = sign_in("13999999999", "wrong")
    _, wrong = sign_in(MOBILE, "wrong")

    told = [re.sub(r"[A-Za-z0-9]{64}", "", page.content.decode()) for page in (unknown, wrong)]
    assert told[0] == told[1]
    assert unknown.status_code == wrong.status_code == 403


def test_guesses_by_any_of_the_logins_count_together(account: Any) -> None:
    tried = [sign_in(login, "wrong")[1].status_code for login in (MOBILE, ID_NO, MOBILE, ID_NO, MOBILE, ID_NO)]

    assert tried == [403] * 5 + [429]


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
def test_the_way_on_leads_nowhere_else(target: str, account: Any) -> None:
    assert sign_in(MOBILE, onward=target)[1]["Location"] == "/my/"


def test_an_account_of_staff_is_no_citizen(account: Any) -> None:
    from onelane.registers.people import staff

    staff.appoint(username="clerk", name="受理员", office=make.OFFICE, role="clerk", password=PASSWORD)

    client, answer = sign_in("clerk")
    assert answer.status_code == 403
    assert "_auth_user_id" not in client.session


def test_a_code_by_message_proves_a_second_time(account: Any, clock: Any) -> None:
    from onelane.records.models import Message

    client, _ = sign_in(MOBILE)
    client.post("/account/prove/send/", {"next": "/account/prove/"})
    code = Message.objects.get(topic="message.send").payload["facts"]["code"]

    wrong = client.post("/account/prove/", {"code": "000000" if code != "000000" else "111111"})
    right = client.post("/account/prove/", {"code": code, "next": "/find/"})

    assert wrong.status_code == 422
    assert (right.status_code, right["Location"]) == (302, "/find/")
    assert client.session["factor_at"] == int(clock.at.timestamp())


def test_the_session_gets_a_new_key_at_each_proof(account: Any) -> None:
    from onelane.records.models import Message

    client = Client()
    client.get("/account/sign-in/")
    keys = [client.session.session_key]
    client.post("/account/sign-in/", {"login": MOBILE, "password": PASSWORD})
    keys.append(client.session.session_key)
    client.post("/account/prove/send/")
    code = Message.objects.get(topic="message.send").payload["facts"]["code"]
    client.post("/account/prove/", {"code": code})
    keys.append(client.session.session_key)

    assert len(set(keys)) == 3


@access.citizen(second_factor=True)
def guarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


def visit(client: Client, method: str = "get") -> HttpResponse:
    from django.contrib.auth.middleware import get_user

    request = getattr(RequestFactory(), method)("/deed/")
    request.session = client.session
    request.user = get_user(request)
    return guarded(request)


def test_a_deed_of_weight_asks_for_the_second_proof_and_again_after_a_quarter_of_an_hour(
    account: Any, clock: Any
) -> None:
    client, _ = sign_in(MOBILE)
    before = visit(client)
    session = client.session
    session["factor_at"] = int(clock.at.timestamp())
    session.save()
    proved = visit(client)
    clock.forward(minutes=15, seconds=1)

    assert before["Location"] == "/account/prove/?next=%2Fdeed%2F"
    assert proved.content == b"in"
    assert visit(client)["Location"].startswith("/account/prove/")


def test_a_citizen_away_for_half_an_hour_signs_in_again(account: Any, clock: Any) -> None:
    client, _ = sign_in(MOBILE)

    clock.forward(minutes=30, seconds=1)
    assert client.get("/account/prove/")["Location"].startswith("/account/sign-in/")


def test_sign_out_everywhere_ends_every_session(account: Any, clock: Any) -> None:
    client, _ = sign_in(MOBILE)
    account.epoch += 1
    account.save(update_fields=["epoch"])

    clock.forward(minutes=1)
    assert client.get("/account/prove/")["Location"].startswith("/account/sign-in/")
