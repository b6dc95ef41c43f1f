"""Sixty-four clients on the last ten places: ten bookings, and the race is real without lock and constraint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from tests import known, make, places
from tests.races.together import at_once, one_after_the_other

from onelane.kernel.refusal import Refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("office", "clock")]
CLIENTS, LEFT = 64, 10
FREE = "SELECT number FROM bookings_place WHERE session_id = %s AND state = 'free' ORDER BY number LIMIT 1"


def cars(count: int) -> list[tuple[int, int]]:
    """Return vehicles with their owners."""
    found = [known.vehicle() for _ in range(count)]
    return [(one.pk, one.ownerships.get().owner_id) for one in found]


def press(session: Any, car: tuple[int, int]) -> Callable[[], object]:
    from onelane.office.bookings import actions as bookings

    return lambda: bookings.book(session_id=session.pk, vehicle_id=car[0], person_id=car[1], actor=make.actor("system"))


def told(gave: list[object]) -> Counter[str]:
    """Count what the clients were told: booked, or the code of a refusal; anything else by its name."""
    return Counter(
        one.code if isinstance(one, Refused) else type(one).__name__ for one in gave
    )  # fmt: skip


def holders(session: Any) -> list[int]:
    """Return how many hold each place of a session."""
    from onelane.office.bookings.models import Booking

    held = Booking.objects.filter(session=session, state="booked").values_list("place", flat=True)
    return sorted(Counter(held).values())


def test_sixty_four_clients_on_the_last_ten_places_are_ten_bookings_and_a_worded_no() -> None:
    one = places.slot(places=LEFT)

    gave = at_once([press(one, car) for car in cars(CLIENTS)])

    assert told(gave) == {"Booking": LEFT, "bookings.full": CLIENTS - LEFT}
    assert holders(one) == [1] * LEFT


def test_one_car_pressed_eight_times_at_once_has_one_booking() -> None:
    one, (car,) = places.slot(places=LEFT), cars(1)

    gave = at_once([press(one, car)] * 8)

    assert told(gave) == {"Booking": 1, "bookings.vehicle_booked": 7}


# ------------------------------------------------------------ the race is real
def test_the_second_client_takes_the_next_place_and_waits_for_nobody(server_url: str) -> None:
    one = places.slot(places=2)
    locked = f"{FREE} FOR UPDATE SKIP LOCKED"

    first, second, waited = one_after_the_other(server_url, locked, [one.pk], [one.pk])

    assert (first, second, waited) == ((1,), (2,), False)


def test_without_the_lock_two_clients_read_the_same_place(server_url: str) -> None:
    one = places.slot(places=2)

    first, second, _ = one_after_the_other(server_url, FREE, [one.pk], [one.pk])

    assert first == second == (1,)


def unlocked(session: Any) -> Any:
    """Find a free place as somebody would who trusts what he read."""
    from onelane.office.bookings.models import Place

    return Place.objects.filter(session=session, state="free").order_by("number").first()


def test_without_the_lock_the_constraint_still_lets_nobody_share_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    from onelane.office.bookings.actions import slots

    one = places.slot(places=LEFT)
    monkeypatch.setattr(slots, "_first_free", unlocked)

    gave = at_once([press(one, car) for car in cars(16)])

    assert told(gave).keys() <= {"Booking", "bookings.full"}
    assert told(gave)["bookings.full"] > 0, "some were too late for the place that they had read"
    assert set(holders(one)) == {1}


def test_without_lock_and_constraint_places_have_two_holders(
    monkeypatch: pytest.MonkeyPatch, as_owner: Callable[[str], None]
) -> None:
    from onelane.office.bookings.actions import slots

    one, sixteen = places.slot(places=LEFT), cars(16)
    monkeypatch.setattr(slots, "_first_free", unlocked)
    as_owner("DROP INDEX one_holder_per_place")

    at_once([press(one, car) for car in sixteen])

    assert max(holders(one)) > 1
