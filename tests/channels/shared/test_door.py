"""Signing in, sitting down, staying, and being turned away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

import make
from onelane.channels.shared import access

if TYPE_CHECKING:
    from onelane.registers.people.models import Account

PASSWORD = "a long pass phrase"


def try_to_sign_in(client: Client, password: str, name: str = "clerk") -> int:
    return make.sign_in(client, name, password).status_code


def test_a_clerk_signs_in_and_acts_at_the_usual_counter(window: Client) -> None:
    assert window.get("/window/").content == b"clerk@qd/1"


def test_a_press_at_the_window_asks_the_database_for_the_session_only(
    window: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        window.get("/window/")


def test_a_clerk_moves_to_another_window(window: Client) -> None:
    window.post("/counter/", {"place": "qd/clerk/2"})

    assert window.get("/window/").content == b"clerk@qd/2"


def test_nobody_sits_down_at_a_post_that_is_not_theirs(window: Client) -> None:
    answer = window.post("/counter/", {"place": "qd/manager/1"})

    assert answer.status_code == 403
    assert window.get("/window/").content == b"clerk@qd/1"


def test_a_page_of_another_post_is_refused_in_words(window: Client) -> None:
    answer = window.get("/today/")

    assert answer.status_code == 403
    assert "It needs: Manager." in answer.content.decode()


def test_a_stranger_is_sent_to_the_door_and_back(clerk: Account) -> None:
    client = Client()
    turned = client.get("/window/?a=1")
    assert turned["Location"] == "/sign-in/?next=%2Fwindow%2F%3Fa%3D1"

    fragment = client.get("/window/", headers={"hx-request": "true"})
    assert (fragment.status_code, fragment["HX-Retarget"]) == (401, "#message")
    assert client.get("/window/", headers={"accept": "application/json"}).json()["code"] == "auth.signed_out"


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_the_door_sends_nobody_to_another_site(clerk: Account, target: str) -> None:
    clerk.posts.update(counter=None)

    answer = make.sign_in(Client(), "clerk", PASSWORD, next=target)

    assert answer["Location"] == "/window/"


def test_five_wrong_passwords_close_the_name_for_fifteen_minutes_even_for_the_right_one(
    clerk: Account, clock: Any
) -> None:
    client = Client()
    assert [try_to_sign_in(client, "wrong") for _ in range(5)] == [403] * 5

    assert try_to_sign_in(client, PASSWORD) == 429
    clock.forward(minutes=15, seconds=1)
    assert try_to_sign_in(client, PASSWORD) == 302


def test_a_name_that_does_not_exist_is_answered_like_one_that_does(clerk: Account) -> None:
    client = Client()

    assert [try_to_sign_in(client, "wrong", "nobody") for _ in range(6)] == [403] * 5 + [429]


def test_the_right_password_forgets_the_wrong_ones(clerk: Account) -> None:
    client = Client()
    for _ in range(3):
        assert [try_to_sign_in(client, "wrong") for _ in range(4)] == [403] * 4
        assert try_to_sign_in(client, PASSWORD) == 302


def test_half_an_hour_without_a_sign_of_life_signs_out(clerk: Account, clock: Any) -> None:
    client = Client()
    try_to_sign_in(client, PASSWORD)
    clock.forward(minutes=29)
    assert client.get("/window/").status_code == 200
    clock.forward(minutes=31)
    assert client.get("/window/").status_code == 302


def test_nobody_stays_longer_than_twelve_hours(clerk: Account, clock: Any) -> None:
    client = Client()
    try_to_sign_in(client, PASSWORD)
    for _ in range(36):
        clock.forward(minutes=20)
        assert client.get("/window/").status_code == 200
    clock.forward(minutes=20)
    assert client.get("/window/").status_code == 302


def test_an_account_that_was_closed_is_out_within_a_minute(window: Client, clerk: Account, clock: Any) -> None:
    client = Client()
    try_to_sign_in(client, PASSWORD)
    clerk.is_active = False
    clerk.save()
    clock.forward(seconds=61)

    assert client.get("/window/").status_code == 302


def test_an_account_without_a_post_is_told_so(clerk: Account) -> None:
    clerk.posts.all().delete()
    client = Client(headers={"accept-language": "en"})

    answer = make.sign_in(client, "clerk", PASSWORD)

    assert "no post yet" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_enrolled_machine_acts_and_a_forged_one_does_not() -> None:
    client = Client()
    assert client.get("/board/").status_code == 403
    client.cookies[access.DEVICE_COOKIE] = "forged:1:2"
    assert client.get("/board/").status_code == 403
    client.cookies[access.DEVICE_COOKIE] = access.Grant("qd", "kiosk", "K1").sealed()
    assert client.get("/board/").status_code == 403
    client.cookies[access.DEVICE_COOKIE] = access.Grant("qd", "board", "B1").sealed()
    assert client.get("/board/").content == b"machine:B1"


def test_a_tickets_address_is_told_to_nobody_and_kept_nowhere() -> None:
    answer = Client().get("/t/some-secret-key/")

    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def test_the_reader_changes_the_language_without_javascript() -> None:
    client = Client(headers={"accept-language": "zh"})
    assert "工作人员登录" in client.get("/sign-in/").content.decode()

    back = client.post("/language/", {"language": "en", "next": "/sign-in/"})

    assert back["Location"] == "/sign-in/"
    assert "Staff sign-in" in client.get("/sign-in/").content.decode()


def test_a_form_from_elsewhere_is_refused_in_words(clerk: Account) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})

    answer = make.sign_in(client, "clerk", PASSWORD)

    assert answer.status_code == 403
    assert "open too long" in answer.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_part_of_pages_can_be_drawn(window: Client, language: str) -> None:
    window.cookies["language"] = language

    assert window.get("/styleguide/").status_code == 200
    assert window.get("/counter/").status_code == 200
