"""Slots: taken at once, or drawn when many come together."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha512
from typing import Any

import pytest
from tests import known, make, places

from onelane.kernel.refusal import Refused

pytestmark = pytest.mark.django_db


def seed(root: str) -> tuple[str, bytes]:
    return "00", sha512(root.encode()).digest()


@pytest.fixture
def office(clock: Any) -> str:
    return make.office()


def ask(car: Any, *sessions: Any, kind: Any = "inspection", actor: Any = None) -> Any:
    from onelane.office.bookings import actions as bookings

    owner = car.ownerships.get().owner_id
    return bookings.ask(
        kind=kind, session_ids=[one.pk for one in sessions], vehicle_id=car.pk, person_id=owner,
        actor=actor or make.actor("system"),
    )  # fmt: skip


def drawn(clock: Any, wish: Any) -> Any:
    from onelane.office.bookings import actions as bookings

    clock.at = wish.rank_at
    return bookings.open_door(kind="inspection", closes_at=wish.rank_at, seed=seed, actor=make.actor("system"))


def test_on_a_quiet_day_a_slot_is_had_at_once(office: str, clock: Any) -> None:
    from onelane.office.bookings.models import Place

    one = places.slot(places=1)

    booking = ask(known.vehicle(), one)

    assert (booking.state, booking.session_id) == ("booked", one.pk)
    assert Place.objects.get(session=one).state == "taken"
    with pytest.raises(Refused, match=r"bookings\.full"):
        ask(known.vehicle(), one)


def test_right_after_slots_open_everybody_of_the_same_seconds_is_drawn(office: str, clock: Any) -> None:
    one = places.slot(places=2, opened=False)
    asked = [ask(known.vehicle(), one) for _ in range(5)]

    assert {wish.rank_at for wish in asked} == {asked[0].rank_at}
    assert clock() < asked[0].rank_at <= clock() + timedelta(seconds=5)
    allotment = drawn(clock, asked[0])

    for wish in asked:
        wish.refresh_from_db()
    assert sorted(wish.state for wish in asked) == ["allotted", "allotted", "over", "over", "over"]
    assert (allotment.wishes, allotment.given) == (5, 2)
    assert [row["draw"] for row in allotment.ranked] == sorted(row["draw"] for row in allotment.ranked)


@pytest.mark.parametrize(("minutes", "gathered"), [(9, True), (10, False)])
def test_the_door_stands_open_again_ten_minutes_after_slots_opened(
    office: str,
    clock: Any,
    minutes: int,
    gathered: bool,  # noqa: FBT001
) -> None:
    from onelane.office.bookings.models import Wish

    one = places.slot(opened=False)
    clock.forward(minutes=minutes)

    assert isinstance(ask(known.vehicle(), one), Wish) is gathered


def test_slots_whose_day_comes_into_reach_at_midnight_open_with_the_door(office: str, clock: Any) -> None:
    from onelane.office.bookings.models import Wish

    one = places.slot(ahead=20)
    with pytest.raises(Refused, match=r"bookings\.horizon"):
        ask(known.vehicle(), one)
    clock.set(2026, 11, 28, 0)

    assert isinstance(ask(known.vehicle(), one), Wish)


def test_a_crush_that_nobody_foresaw_meets_the_door_too(office: str, clock: Any) -> None:
    from onelane.office.bookings.models import Booking, Wish

    make.set_office(**{"booking.crush": 3})
    one = places.slot(places=9)
    first = [ask(known.vehicle(), one) for _ in range(3)]

    later = ask(known.vehicle(), one)
    clock.forward(seconds=1)

    assert all(isinstance(each, Booking) for each in first)
    assert isinstance(later, Wish)
    assert isinstance(ask(known.vehicle(), one), Wish), "nobody walks past those who are gathered"


def test_second_choices_are_given_when_the_first_is_full(office: str, clock: Any) -> None:
    from onelane.office.bookings.models import Booking

    first, second = places.slot(places=1, opened=False), places.slot(places=1, hour=10, opened=False)
    asked = [ask(known.vehicle(), first, second) for _ in range(2)]

    drawn(clock, asked[0])

    assert sorted(Booking.objects.values_list("session", flat=True)) == sorted([first.pk, second.pk])


def test_without_the_door_the_setting_leaves_first_come_first_served(office: str, clock: Any) -> None:
    from onelane.office.bookings.models import Booking

    make.set_office(**{"booking.door_seconds": 0})

    assert isinstance(ask(known.vehicle(), places.slot(opened=False)), Booking)


def test_a_vehicle_has_one_slot_of_a_kind_booked_or_asked_for(office: str, clock: Any) -> None:
    car = known.vehicle()
    gathered = places.slot(opened=False)
    ask(car, gathered)

    with pytest.raises(Refused, match=r"bookings\.vehicle_booked"):
        ask(car, gathered)


def test_a_door_is_drawn_once_and_not_before_it_closes(office: str, clock: Any) -> None:
    from onelane.office.bookings import actions as bookings
    from onelane.office.stations import allotting

    wish = ask(known.vehicle(), places.slot(opened=False))
    with pytest.raises(Refused, match=r"bookings\.deadline_not_over"):
        bookings.open_door(kind="inspection", closes_at=wish.rank_at, seed=seed, actor=make.actor("system"))
    assert allotting.open_doors(wish.rank_at - timedelta(seconds=1)) == []

    assert len(allotting.open_doors(wish.rank_at)) == 1
    assert allotting.open_doors(wish.rank_at) == []


def test_three_missed_slots_close_booking_for_a_while(office: str, clock: Any) -> None:
    from onelane.office.bookings import actions as bookings

    car = known.vehicle()
    for _ in range(3):
        one = places.slot(ahead=2)
        booking = ask(car, one)
        clock.at = one.ends_at
        bookings.note_absent(booking_id=booking.pk, actor=make.actor("system"))

    with pytest.raises(Refused, match=r"bookings\.blocked"):
        ask(car, places.slot(ahead=5))


def test_an_agent_books_for_the_owner_who_authorised_him_and_for_nobody_else(office: str, clock: Any) -> None:
    from onelane.registers.people.models import Account, Authorisation

    car, agent = known.vehicle(), known.person()
    account = Account.objects.create(person=agent, username="agent-1", name="试")
    citizen, one = make.actor("citizen", name=str(account.pk)), places.slot()

    with pytest.raises(Refused, match=r"vehicles\.unknown"):
        ask(car, one, actor=citizen)
    Authorisation.objects.create(
        owner_id=car.ownerships.get().owner_id, agent=agent, about="vehicle", service="", state="confirmed",
        begins=clock().date(), ends=clock().date(), asked_at=clock(), asked_by="owner",
    )  # fmt: skip
    assert ask(car, one, actor=citizen).state == "booked"
