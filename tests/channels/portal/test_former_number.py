"""An owner bears the number of his former car again: offered on the phone and at the machine, and why not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from tests import known, make

from channels.portal.scenes import OFFICE, Lane
from onelane.kernel.actor import Actor
from onelane.office.plates import actions as plates
from onelane.office.plates import queries as numbers

FORMER = "鲁BK0066"


def sold(owner: Any, *, borne_days: int, gone_days: int, now: datetime, plate: str = FORMER, **changed: Any) -> Any:
    """Let somebody have borne a number for so many days, until so many days ago."""
    from onelane.registers.vehicles.models import NumberHistory, Ownership, Vehicle

    car = known.vehicle(owner=owner, plate=plate, vin=known.vin(7701))
    gone = now - timedelta(days=gone_days)
    during = (gone - timedelta(days=borne_days), gone)
    NumberHistory.objects.filter(vehicle=car).update(during=during)
    Ownership.objects.filter(vehicle=car).update(during=(during[0], None))
    Vehicle.objects.filter(pk=car.pk).update(status="E", **changed)
    return car


def kept_back(plate: str) -> None:
    """Keep a number back for its former owner, by two persons."""
    one, other = (Actor(name, "manager", OFFICE) for name in ("a", "b"))
    notice = plates.propose_notice(deed="withhold", category="02", plates=[plate], why="原号留用", actor=one)
    plates.confirm_notice(notice_id=notice.pk, actor=other)


@pytest.fixture
def choosing(lane: Lane) -> Any:
    return lane.bring(lane.ticket(), "number-choice")


@pytest.fixture
def owner(choosing: Any) -> Any:
    """The owner in the lane, as the register knows him from his former car."""
    from onelane.office.cases.queries import answers

    return known.person(id_no=str(answers(choosing.case_id)["owner_id_no"]))


def press(phone: Client, ticket: Any, plate: str = FORMER, **told: str) -> Any:
    return phone.post(f"/t/{ticket.key}/number/", {"plate": plate, "former": "1", **told})


def test_it_is_offered_asked_about_once_more_and_the_new_car_s(
    choosing: Any, owner: Any, phone: Client, read: Any, clock: Any
) -> None:
    sold(owner, borne_days=400, gone_days=100, now=clock())
    kept_back(FORMER)

    assert "Keep your former number 鲁B·K0066" in read(choosing)
    asked = press(phone, choosing)
    assert "Take this number?" in asked.content.decode()
    assert "Time left" not in asked.content.decode()
    assert press(phone, choosing, sure="1").status_code == 302

    chosen = numbers.chosen(choosing.case_id)
    assert chosen is not None
    assert (chosen.plate, chosen.state) == (FORMER, "issued")
    account = numbers.account(OFFICE, "02")
    assert account.adds_up
    assert (account.by_state["issued"], account.by_state["withheld"], account.by_state["held"]) == (1, 0, 0)


def test_a_list_that_was_drawn_before_goes_back(choosing: Any, owner: Any, phone: Client, clock: Any) -> None:
    sold(owner, borne_days=400, gone_days=100, now=clock())
    kept_back(FORMER)
    assert phone.post(f"/t/{choosing.key}/numbers/").status_code == 302
    assert numbers.account(OFFICE, "02").by_state["held"] == 50

    press(phone, choosing, sure="1")

    account = numbers.account(OFFICE, "02")
    assert account.adds_up
    assert (account.by_state["issued"], account.by_state["held"]) == (1, 0)


@pytest.mark.parametrize(
    ("borne", "gone", "changed", "words"),
    [
        (300, 100, {}, "not yours for long enough"),
        (400, 800, {}, "could be asked for until"),
        (400, 100, {"status": "EG"}, "open violations or accidents"),
    ],
)
def test_why_not_is_told_and_nothing_changes(
    choosing: Any, owner: Any, phone: Client, read: Any, clock: Any, borne: int, gone: int, changed: Any, words: str
) -> None:
    from onelane.registers.vehicles.models import Vehicle

    car = sold(owner, borne_days=borne, gone_days=gone, now=clock())
    Vehicle.objects.filter(pk=car.pk).update(**{"status": "E", **changed})
    kept_back(FORMER)

    page = read(choosing)
    assert words in page
    assert "Keep your former number" not in page
    assert press(phone, choosing, sure="1").status_code == 409
    assert numbers.chosen(choosing.case_id) is None


def test_a_number_of_somebody_else_is_no_former_one(choosing: Any, owner: Any, phone: Client, clock: Any) -> None:
    sold(known.person(), borne_days=400, gone_days=100, now=clock())
    kept_back(FORMER)

    assert press(phone, choosing, sure="1").status_code == 422
    assert press(phone, choosing).status_code == 409
    assert numbers.chosen(choosing.case_id) is None


def test_a_number_that_another_car_bears_now_is_not_offered(
    choosing: Any, owner: Any, phone: Client, read: Any, clock: Any
) -> None:
    sold(owner, borne_days=400, gone_days=100, now=clock())
    known.vehicle(plate=FORMER, vin=known.vin(7702), registered=clock().date())

    assert "former number" not in read(choosing)
    assert press(phone, choosing, sure="1").status_code == 422


def test_a_number_that_is_free_or_unknown_in_the_books_is_chosen_as_any_other(
    choosing: Any, owner: Any, phone: Client, clock: Any
) -> None:
    sold(owner, borne_days=400, gone_days=100, now=clock())

    refused = press(phone, choosing, sure="1")

    assert refused.status_code == 409
    assert "Choose another number, or ask at a window" in refused.content.decode()
    assert numbers.account(OFFICE, "02").adds_up


def test_only_the_window_and_the_owner_keep_a_number(choosing: Any, owner: Any, clock: Any) -> None:
    from onelane.kernel.refusal import Refused
    from onelane.office.stations import choosing as deeds

    with pytest.raises(Refused, match=r"stations\.wrong_role"):
        deeds.keep_former(case_id=choosing.case_id, plate=FORMER, actor=make.actor("guide"))
