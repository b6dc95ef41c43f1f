"""Applying on the portal, without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest

from home_office import Home

pytestmark = pytest.mark.django_db


def test_a_citizen_applies_with_what_the_office_knows_filled_in(home: Home) -> None:
    home.begin().fill()

    answer = home.send()
    assert answer.status_code == 302
    assert home.case.state == "open"
    page = home.client.get(answer["Location"]).content.decode()
    assert "网办中心正在审核" in page


def test_pressed_twice_it_is_sent_once(home: Home) -> None:
    home.begin().fill()
    first, second = home.send("one-key"), home.send("one-key")
    assert first["Location"] == second["Location"]


def test_a_draft_is_resumed_on_another_device_where_something_is_missing(home: Home, clock: Any) -> None:
    from django.test import Client

    home.begin()
    clock.forward(minutes=1)
    home.fill(recipient_address="")
    home.client = Client()
    home.sign_in("home")
    answer = home.client.get(f"/applications/{home.number}/")
    assert answer["Location"].endswith("/part/delivery/")


def test_a_mistake_is_told_at_the_top_and_at_the_field_and_nothing_typed_is_lost(home: Home) -> None:
    home.begin()
    answer = home.client.post(
        f"/applications/{home.number}/part/delivery/", {"delivery_mode": "ems", "recipient_mobile": "12345"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="errors"' in page
    assert 'value="12345"' in page
    assert 'id="recipient_mobile_why"' in page


def test_while_one_types_the_field_answers_and_the_draft_is_kept(home: Home) -> None:
    home.begin()
    answer = home.client.post(
        f"/applications/{home.number}/part/delivery/keep/",
        {"delivery_mode": "ems", "recipient_mobile": "12345"},
        headers={"HX-Request": "true"},
    )
    assert 'id="recipient_mobile_live"' in answer.content.decode()
    assert 'value="12345"' in home.at("part/delivery/").content.decode()


def test_another_citizen_learns_nothing_about_it(home: Home) -> None:
    from tests import known

    from home_office import account

    number = home.begin().number
    account(known.person(name="试二", mobile="13800000002"), "other", "13800000002")
    home.sign_in("other")
    for path in (f"/applications/{number}/check/", f"/cases/{number}/", f"/cases/{number}/why/"):
        assert home.client.get(path).status_code == 404, path


def test_a_draft_can_be_thrown_away_and_begun_anew(home: Home) -> None:
    first = home.begin().number
    home.client.post(f"/applications/{first}/throw-away/")
    assert home.begin().number != first


def test_every_page_of_an_application_asks_the_database_a_fixed_number_of_times(
    home: Home, django_assert_max_num_queries: object
) -> None:
    home.begin().fill()
    for path in ("part/delivery/", "check/"):
        with django_assert_max_num_queries(16):  # type: ignore[operator]
            assert home.at(path).status_code == 200
