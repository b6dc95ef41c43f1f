"""Eight clients at once take tickets: each its own number, one press one ticket; and the race is real."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

import psycopg
import pytest
from tests import make
from tests.races.together import at_once, errors, one_after_the_other

from onelane.kernel import clock as office_clock
from onelane.kernel.refusal import Refused
from onelane.office.cases.actions import opening
from onelane.office.cases.models import Case
from onelane.office.lane.models import Ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("office")]

CLIENTS = 8


def test_eight_clients_get_tickets_without_a_duplicate_and_without_a_gap() -> None:
    def client(place: int) -> list[Ticket]:
        return [make.ticket(request_key=f"client-{place}-{turn:03d}") for turn in range(30)]

    gave = at_once([lambda place=place: client(place) for place in range(CLIENTS)])

    assert errors(gave) == []
    assert sorted(Ticket.objects.values_list("number", flat=True)) == list(range(1, 241))
    assert Case.objects.values("number").distinct().count() == 240


def test_a_refused_ticket_leaves_no_gap_among_the_others() -> None:
    def client(place: int) -> None:
        for turn in range(10):
            make.ticket(request_key=f"client-{place}-{turn:03d}")
            with pytest.raises(Refused, match=r"lane\.no_such_arrival"):
                make.ticket(request_key=f"refused-{place}-{turn:03d}", arrival_code="1123-9999")

    gave = at_once([lambda place=place: client(place) for place in range(CLIENTS)])

    assert errors(gave) == []
    assert sorted(Ticket.objects.values_list("number", flat=True)) == list(range(1, 81))


def test_a_button_pressed_eight_times_at_once_is_one_ticket() -> None:
    gave = at_once([lambda: make.ticket(request_key="one-press")] * CLIENTS)

    assert errors(gave) == []
    assert len({one.pk for one in gave if isinstance(one, Ticket)}) == 1
    assert (Ticket.objects.count(), Case.objects.count()) == (1, 1)


def test_the_number_after_a_lost_press_is_given_to_the_next() -> None:
    at_once([lambda: make.ticket(request_key="one-press")] * CLIENTS)

    assert make.ticket(request_key="another-press").number == 2


# ------------------------------------------------------------ the race is real
def serial() -> list[object]:
    return [make.OFFICE, office_clock.now().astimezone(office_clock.OFFICE_ZONE).date(), ["A", "case"]]


def test_the_second_taker_of_a_series_waits_and_gets_the_next_number(server_url: str) -> None:
    first, second, waited = one_after_the_other(server_url, opening._NEXT, serial(), serial())

    assert (first, second, waited) == (({"A": 1, "case": 1},), ({"A": 2, "case": 2},), True)


def test_without_the_lock_of_the_counter_row_two_takers_read_one_number(server_url: str) -> None:
    make.ticket()
    looking = "SELECT last + 1 FROM cases_serial WHERE office_id = %s AND day = %s AND series = (%s::text[])[1]"

    first, second, waited = one_after_the_other(server_url, looking, serial(), serial())

    assert (first, second, waited) == ((2,), (2,), False)


def taken_from_a_read_counter(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Take two tickets with numbers that were read and counted up without a lock."""
    make.ticket()  # so that the plan is known and nobody waits for it
    both_have_read, serials = threading.Barrier(2), itertools.count(2)

    def next_numbers(**_told: object) -> list[int]:
        last = Ticket.objects.count()
        both_have_read.wait(timeout=10)
        return [last + 1, next(serials)]  # the cases' own numbers are not in question here

    monkeypatch.setattr("onelane.office.cases.actions.next_numbers", next_numbers)
    return at_once([make.ticket, make.ticket])


def test_without_the_counter_row_the_constraint_still_gives_no_number_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    gave = taken_from_a_read_counter(monkeypatch)

    assert [type(error.__cause__) for error in errors(gave)] == [psycopg.errors.UniqueViolation]
    assert list(Ticket.objects.values_list("number", flat=True).order_by("pk")) == [1, 2]


def test_without_counter_row_and_constraint_two_owners_hold_one_number(
    monkeypatch: pytest.MonkeyPatch, as_owner: Callable[[str], None]
) -> None:
    as_owner("ALTER TABLE lane_ticket DROP CONSTRAINT one_ticket_per_number")

    gave = taken_from_a_read_counter(monkeypatch)

    assert errors(gave) == []
    assert list(Ticket.objects.values_list("number", flat=True).order_by("pk")) == [1, 2, 2]


def test_without_the_constraint_a_button_pressed_twice_is_two_tickets(as_owner: Callable[[str], None]) -> None:
    as_owner("ALTER TABLE lane_ticket DROP CONSTRAINT one_ticket_per_press")

    at_once([lambda: make.ticket(request_key="one-press")] * 2)

    assert Ticket.objects.count() == 2
