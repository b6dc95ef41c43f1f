"""Registering, recovering, and keeping an account safe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

import make
from channels.portal.citizens import PASSWORD, account, sent_code, signed_in
from onelane.kernel.numbers import one_time

FORM = {"name": "示例丙", "id_no": make.resident_id(511), "mobile": "13900000511", "email": ""}
FRESH = "another long pass phrase"


@pytest.fixture(autouse=True)
def _office(db: None, clock: Any, settings: Any) -> Iterator[None]:
    from onelane.registers.offices.queries import forget

    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    make.office()
    yield
    forget()


def register(client: Client, **told: str) -> HttpResponse:
    client.post("/account/register/", FORM | told | {"send": "1"})
    return client.post("/account/register/", FORM | told | {"code": sent_code(), "password": PASSWORD})


def test_whoever_registers_is_in_with_his_real_name(client: Client) -> None:
    assert register(client)["Location"] == "/my/"
    assert "示*丙" in client.get("/my/").content.decode()


def test_a_person_whom_the_office_knows_stays_one_person(client: Client) -> None:
    from onelane.registers.people import actions
    from onelane.registers.people.models import Person

    known = actions.know(
        kind="individual", id_type="A", id_no=FORM["id_no"], name=FORM["name"], actor=make.actor("clerk")
    )
    register(client)

    assert client.session["citizen"]["person"] == known.pk
    assert Person.objects.filter(id_no=FORM["id_no"]).count() == 1


@pytest.mark.parametrize(
    ("field", "wrong"), [("id_no", "370299199003070126"), ("mobile", "1390000051"), ("name", ""), ("email", "a@")]
)
def test_what_is_wrong_is_told_before_a_code_is_sent(field: str, wrong: str, client: Client) -> None:
    from onelane.records.models import Message

    answer = client.post("/account/register/", FORM | {field: wrong, "send": "1"})

    assert answer.status_code == 422
    assert not Message.objects.filter(topic="message.send").exists()


def test_nobody_registers_under_the_number_of_another(client: Client) -> None:
    from onelane.registers.people import actions

    actions.know(kind="individual", id_type="A", id_no=FORM["id_no"], name="示例丁", actor=make.actor("clerk"))

    assert register(client).status_code == 409
    assert "citizen" not in client.session


def test_a_second_account_of_one_person_is_refused(client: Client) -> None:
    register(client)

    assert register(Client(), mobile="13900000512").status_code == 409


@pytest.mark.parametrize("password", ["short", "1234567890123", "password1234"])
def test_a_weak_password_opens_nothing(password: str, client: Client) -> None:
    client.post("/account/register/", FORM | {"send": "1"})

    answer = client.post("/account/register/", FORM | {"code": sent_code(), "password": password})
    assert answer.status_code == 422


def test_an_account_is_recovered_with_mobile_number_and_code(client: Client) -> None:
    one = account()
    told = {"mobile": one.mobile, "id_no": one.person.id_no}
    client.post("/account/recover/", told | {"send": "1"})

    answer = client.post("/account/recover/", told | {"code": sent_code(), "password": FRESH})

    assert answer["Location"] == "/account/sign-in/"
    assert client.post("/account/sign-in/", {"login": one.mobile, "password": FRESH}).status_code == 302


def test_recovering_does_not_tell_who_has_an_account(client: Client, settings: Any) -> None:
    from onelane.records.models import Message

    settings.ONELANE = settings.ONELANE | {"DEMO": False}
    one = account()
    told = [
        client.post("/account/recover/", {"mobile": mobile, "id_no": number, "send": "1"})
        for mobile, number in ((one.mobile, one.person.id_no), ("13900000599", make.resident_id(599)))
    ]
    wrong = [
        client.post("/account/recover/", {"mobile": mobile, "id_no": number, "code": "000000", "password": FRESH})
        for mobile, number in ((one.mobile, one.person.id_no), ("13900000599", make.resident_id(599)))
    ]

    assert [page.status_code for page in told] == [200, 200]
    assert [page.status_code for page in wrong] == [422, 422]
    assert Message.objects.filter(topic="message.send").count() == 1


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(clock: Any) -> None:
    one = account()
    here, there = signed_in(one), signed_in(one)
    here.post("/security/password/", {"old": PASSWORD, "new": FRESH})
    clock.forward(minutes=1)

    assert here.get("/my/").status_code == 200
    assert there.get("/my/").status_code == 302


def test_the_present_password_is_asked_for(clock: Any) -> None:
    answer = signed_in(account()).post("/security/password/", {"old": "wrong", "new": FRESH})

    assert answer.status_code == 403


def test_signing_out_everywhere_ends_all_sessions(clock: Any) -> None:
    one = account()
    here, there = signed_in(one), signed_in(one)
    here.post("/security/everywhere/")
    clock.forward(minutes=1)

    assert {here.get("/my/").status_code, there.get("/my/").status_code} == {302}


def test_a_citizen_binds_an_app_and_proves_with_it(clock: Any) -> None:
    client = signed_in(account())
    client.get("/security/app/")
    secret = client.session["app_to_bind"]
    client.post("/security/app/", {"code": one_time.code(secret, one_time.period_of(clock.at))})
    clock.forward(minutes=16)
    asked = client.get("/my/contact/")
    client.post("/account/prove/", {"by": "app", "code": one_time.code(secret, one_time.period_of(clock.at))})

    assert asked["Location"].startswith("/account/prove/")
    assert client.get("/my/contact/").status_code == 200


@pytest.mark.parametrize("told", ["", "{}", "[]", "null", '{"response": 3}', '{"response": {"userHandle": "AAAA"}}'])
def test_a_passkey_that_proves_nothing_lets_nobody_in(told: str, client: Client) -> None:
    client.get("/account/passkey/")

    assert client.post("/account/passkey/", {"credential": told}).status_code == 403
    assert "_auth_user_id" not in client.session


def test_a_code_lasts_ten_minutes(clock: Any) -> None:
    client = signed_in(account(), proved=False)
    client.post("/account/prove/send/")
    clock.forward(minutes=10)
    last = client.post("/account/prove/", {"by": "message", "code": sent_code()}).status_code
    client.post("/account/prove/send/")
    clock.forward(minutes=10, seconds=1)

    assert (last, client.post("/account/prove/", {"by": "message", "code": sent_code()}).status_code) == (302, 422)


def test_five_wrong_codes_use_a_code_up(clock: Any) -> None:
    client = signed_in(account(), proved=False)
    client.post("/account/prove/send/")
    code = sent_code()
    for _ in range(5):
        client.post("/account/prove/", {"by": "message", "code": "x"})

    assert client.post("/account/prove/", {"by": "message", "code": code}).status_code == 422


def test_codes_are_sent_once_a_minute(clock: Any) -> None:
    client = signed_in(account(), proved=False)
    client.post("/account/prove/send/")
    clock.forward(seconds=59)
    early = client.post("/account/prove/send/").status_code
    clock.forward(seconds=1)

    assert (early, client.post("/account/prove/send/").status_code) == (429, 200)
