"""Staff always bring a second factor."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

import make
from onelane.kernel.numbers import one_time

if TYPE_CHECKING:
    from onelane.registers.people.models import Account

PASSWORD = "a long pass phrase"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


def half_way(client: Client) -> str:
    """Give the right password and return where that leads."""
    return client.post("/sign-in/", {"username": "clerk", "password": PASSWORD})["Location"]


def shows(at: Any, steps: int = 0) -> str:
    return one_time.code(SECRET, one_time.period_of(at) + steps)


@pytest.fixture
def bound(clerk: Account, clock: Any) -> Account:
    """The clerk with an authenticator app of his own, bound five minutes ago."""
    from onelane.registers.people import second_factor

    second_factor.add_app(account=clerk.pk, secret=SECRET, code=shows(clock.at), actor=make.actor("clerk"))
    clock.forward(minutes=5)
    return clerk


def is_in(client: Client) -> bool:
    return client.get("/window/").status_code == 200


@pytest.mark.parametrize(
    ("second", "shown"), [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (20000000000, "353130")]
)
def test_codes_are_those_of_rfc_6238(second: int, shown: str) -> None:
    assert one_time.code(SECRET, second // 30) == shown


def test_the_password_alone_lets_nobody_in(client: Client, bound: Account) -> None:
    assert half_way(client) == "/sign-in/second/"
    assert not is_in(client)


def test_password_and_code_let_in_and_the_session_gets_a_new_key(client: Client, bound: Account, clock: Any) -> None:
    half_way(client)
    former = client.session.session_key

    client.post("/sign-in/second/", {"code": shows(clock.at)})

    assert is_in(client)
    assert client.session.session_key != former


def test_a_code_counts_once_whoever_saw_it(client: Client, bound: Account, clock: Any) -> None:
    half_way(client)
    client.post("/sign-in/second/", {"code": shows(clock.at)})

    other = Client()
    half_way(other)
    assert other.post("/sign-in/second/", {"code": shows(clock.at)}).status_code == 403
    assert not is_in(other)


@pytest.mark.parametrize(("steps", "let_in"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_phones_clock_may_be_half_a_minute_wrong(
    steps: int, let_in: Any, client: Client, bound: Account, clock: Any
) -> None:
    half_way(client)
    client.post("/sign-in/second/", {"code": shows(clock.at, steps)})

    assert is_in(client) is let_in


def test_five_wrong_codes_close_the_second_step(client: Client, bound: Account, clock: Any) -> None:
    half_way(client)
    tried = [client.post("/sign-in/second/", {"code": "not it"}).status_code for _ in range(5)]

    assert tried == [403] * 5
    assert client.post("/sign-in/second/", {"code": shows(clock.at)}).status_code == 429


def test_ten_minutes_after_the_password_one_begins_again(client: Client, bound: Account, clock: Any) -> None:
    half_way(client)
    clock.forward(minutes=10, seconds=1)

    assert client.post("/sign-in/second/", {"code": shows(clock.at)})["Location"] == "/sign-in/"
    assert not is_in(client)


def test_who_has_none_binds_an_app_and_is_given_recovery_codes(client: Client, clerk: Account, clock: Any) -> None:
    assert half_way(client) == "/sign-in/bind/"
    secret = re.sub(
        " ", "", re.search(r"<strong>([A-Z2-7 ]{32,})</strong>", client.get("/sign-in/bind/").content.decode())[1]
    )

    answer = client.post("/sign-in/bind/", {"code": one_time.code(secret, one_time.period_of(clock.at))})
    codes = re.findall(r"<li>(\d{10})</li>", answer.content.decode())

    assert is_in(client)
    assert len(set(codes)) == 10


def test_a_wrong_code_binds_nothing(client: Client, clerk: Account) -> None:
    from onelane.registers.people import second_factor

    half_way(client)

    assert client.post("/sign-in/bind/", {"code": "000000"}).status_code == 403
    assert second_factor.kinds_of(clerk.pk) == set()


def test_nobody_binds_a_second_app_with_the_password_alone(client: Client, bound: Account) -> None:
    half_way(client)

    assert client.get("/sign-in/bind/")["Location"] == "/sign-in/"


def test_a_recovery_code_counts_once(client: Client, bound: Account) -> None:
    from onelane.registers.people import second_factor

    code = second_factor.fresh_recovery_codes(account=bound.pk, actor=make.actor("clerk"))[0]
    half_way(client)
    client.post("/sign-in/second/", {"code": code})
    other = Client()
    half_way(other)

    assert is_in(client)
    assert other.post("/sign-in/second/", {"code": code}).status_code == 403


def test_the_app_of_the_demonstration_is_worth_nothing_elsewhere(client: Client, clerk: Account, settings: Any) -> None:
    settings.ONELANE = settings.ONELANE | {"DEMO": False}

    answer = make.sign_in(client, "clerk", PASSWORD)

    assert "practice office only" in answer.content.decode()
    assert not is_in(client)


def test_the_practice_office_shows_the_code_of_its_own_accounts_only(client: Client, bound: Account) -> None:
    half_way(client)

    assert "practice office" not in client.get("/sign-in/second/").content.decode()


def test_secrets_are_not_readable_in_the_database(bound: Account) -> None:
    from allauth.mfa.models import Authenticator

    assert SECRET not in str(Authenticator.objects.get(user_id=bound.pk).data)


def test_the_last_factor_of_staff_stays(bound: Account) -> None:
    from allauth.mfa.models import Authenticator

    from onelane.kernel.refusal import Refused
    from onelane.registers.people import second_factor

    with pytest.raises(Refused, match=r"auth\.last_factor"):
        second_factor.remove(account=bound.pk, authenticator=Authenticator.objects.get().pk, actor=make.actor("clerk"))
