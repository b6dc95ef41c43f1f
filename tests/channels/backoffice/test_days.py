"""The office's own days: announced ones are there, own ones are entered with a reason and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from onelane.registers.offices import days

NATIONAL_DAY, MADE_UP_FOR, MONDAY = date(2026, 10, 1), date(2026, 10, 10), date(2026, 11, 30)
SignIn = Callable[..., Client]


@pytest.fixture
def administrator(sign_in: SignIn) -> Client:
    return sign_in("administrator")


def works(office: str, day: date) -> bool:
    days.forget()
    return days.calendar(office).is_working(day)


def test_announced_days_are_known_without_anybody_entering_them(office: str) -> None:
    assert not works(office, NATIONAL_DAY)
    assert works(office, MADE_UP_FOR)  # a Saturday
    assert works(office, date(2026, 10, 8))
    assert not works(office, date(2026, 10, 11))  # a Sunday like any other


def test_a_year_not_announced_yet_is_shown_as_such(office: str, administrator: Client) -> None:
    assert "not announced yet" in administrator.get("/days/?year=2027").content.decode()
    assert "not announced yet" not in administrator.get("/days/?year=2026").content.decode()
    assert days.calendar(office).is_provisional(date(2027, 5, 3))
    assert not days.calendar(office).is_provisional(date(2026, 5, 4))


def test_a_day_of_the_offices_own_makes_no_year_announced(office: str, administrator: Client) -> None:
    administrator.post("/days/change/", {"day": "2027-05-05", "kind": "off", "name": "停电"})

    assert not works(office, date(2027, 5, 5))
    assert days.calendar(office).is_provisional(date(2027, 5, 3))


def test_the_office_closes_for_a_day_and_takes_it_back(office: str, administrator: Client) -> None:
    answer = administrator.post("/days/change/", {"day": "2026-11-30", "kind": "off", "name": "停电"}, follow=True)
    assert "停电" in answer.content.decode()
    assert not works(office, MONDAY)

    administrator.post("/days/take-back/", {"day": "2026-11-30"})
    assert works(office, MONDAY)


def test_an_announced_day_that_was_changed_returns_to_what_is_announced(office: str, administrator: Client) -> None:
    administrator.post("/days/change/", {"day": "2026-10-01", "kind": "work", "name": "值班"})
    assert works(office, NATIONAL_DAY)

    administrator.post("/days/take-back/", {"day": "2026-10-01"})
    assert not works(office, NATIONAL_DAY)


def test_loading_the_office_again_keeps_its_own_days(office: str, administrator: Client) -> None:
    from onelane.registers.offices import actions, catalogue

    administrator.post("/days/change/", {"day": "2026-10-01", "kind": "work", "name": "值班"})
    actions.load_office(catalogue.current().office(office))

    assert works(office, NATIONAL_DAY)


@pytest.mark.parametrize(
    ("day", "kind", "name", "code"),
    [
        ("2026-13-01", "off", "x", "offices.no_such_day"),
        ("", "off", "x", "offices.no_such_day"),
        ("2026-11-30", "maybe", "x", "offices.day_kind_missing"),
        ("2026-11-30", "off", "  ", "offices.day_reason_missing"),
        ("2023-12-31", "off", "x", "offices.day_too_far"),
        ("2030-01-01", "off", "x", "offices.day_too_far"),
    ],
)
def test_what_is_no_day_is_refused_and_changes_nothing(
    office: str, administrator: Client, day: str, kind: str, name: str, code: str, clock: Any
) -> None:
    answer = administrator.post(
        "/days/change/", {"day": day, "kind": kind, "name": name}, HTTP_ACCEPT="application/json"
    )

    assert answer.status_code in {404, 422}
    assert answer.json()["code"] == code
    assert works(office, MONDAY)


def test_a_clerk_changes_no_day(office: str, sign_in: SignIn) -> None:
    assert (
        sign_in("reviewer").post("/days/change/", {"day": "2026-11-30", "kind": "off", "name": "x"}).status_code == 403
    )
