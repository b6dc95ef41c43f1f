"""Eight windows press Next at once: each gets an owner of its own; and the race is real where a lock is taken away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from tests import make
from tests.races.together import at_once, errors, one_after_the_other

from onelane.command.bench.filling import fill, seat
from onelane.kernel import clock as office_clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases import actions as cases
from onelane.office.cases.models import Case, Work
from onelane.office.lane import actions as lane
from onelane.office.lane.actions import calling
from onelane.office.stations import actions as stations
from onelane.records import journal
from onelane.records.models import Entry
from onelane.registers.offices.queries import counter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("office")]

WINDOWS = 8


def windows(count: int, step: str = "acceptance") -> list[Actor]:
    """So many windows with a clerk each."""
    signs = seat(count, steps=[step])
    return [make.actor("clerk", sign) for sign in signs]


@pytest.mark.usefixtures("queues")
@pytest.mark.slow
def test_eight_windows_call_ten_thousand_owners_each_exactly_once(as_owner: Callable[[str], None]) -> None:
    waiting = fill(10_000)
    as_owner("ANALYZE")

    def window(clerk: Actor) -> list[int]:
        called = []
        while (next_one := lane.call_next(step="acceptance", actor=clerk)) is not None:
            called.append(next_one.case_id)
            cases.complete(case_id=next_one.case_id, step="acceptance", actor=clerk)
        return called

    gave = at_once([lambda clerk=clerk: window(clerk) for clerk in windows(WINDOWS)])

    assert errors(gave) == []
    called = [case for one in gave if isinstance(one, list) for case in one]
    assert (len(called), sorted(called)) == (10_000, waiting)
    assert Entry.objects.filter(deed="lane.called").values("chain").distinct().count() == 10_000
    assert all(gave)  # each window has called somebody


def test_each_window_gets_its_owners_in_their_order_although_eight_call_at_once() -> None:
    fill(200)

    def window(clerk: Actor) -> list[int]:
        called = []
        while (next_one := lane.call_next(step="acceptance", actor=clerk)) is not None:
            called.append(next_one.case_id)
            cases.complete(case_id=next_one.case_id, step="acceptance", actor=clerk)
        return called

    gave = at_once([lambda clerk=clerk: window(clerk) for clerk in windows(WINDOWS)])

    assert all(one == sorted(one) for one in gave if isinstance(one, list))


def test_a_bay_and_a_window_call_one_car_at_the_same_moment() -> None:
    ticket = make.ticket()

    gave = at_once([
        lambda: lane.call_next(step="acceptance", actor=make.actor("clerk", "W1")),
        lambda: lane.call_next(step="inspection", actor=make.actor("inspector", "B1")),
    ])  # fmt: skip

    assert [type(one) for one in gave] == [lane.Called, lane.Called]
    assert sorted(Case.objects.get(pk=ticket.case_id).taken) == ["acceptance", "inspection"]


def test_one_window_pressing_eight_times_at_once_calls_one_owner() -> None:
    fill(20)
    (clerk,) = windows(1)

    gave = at_once([lambda: lane.call_next(step="acceptance", actor=clerk)] * WINDOWS)

    assert sum(isinstance(one, lane.Called) for one in gave) == 1
    assert {one.code for one in gave if isinstance(one, Refused)} == {"lane.counter_busy"}
    assert Work.objects.filter(ended_at=None).count() == 1


def test_eight_reviewers_take_eight_different_pieces_of_work() -> None:
    fill(WINDOWS, done=["acceptance", "inspection", "photograph"])
    reviewers = [make.actor("reviewer", name=f"reviewer-{place}") for place in range(WINDOWS)]

    gave = at_once([lambda who=who: stations.take_next(step="review", actor=who) for who in reviewers])

    assert errors(gave) == []
    assert len({one.case_id for one in gave if isinstance(one, Work)}) == WINDOWS


# ------------------------------------------------------------ the race is real
def press(clerk: Actor) -> dict[str, Any]:
    told = journal.parameters(clerk, "lane.called", chain="", subject="acceptance", at=office_clock.now())
    return told | {"place": counter(clerk.office, clerk.counter).pk}


def two_presses(server_url: str, statement: str) -> tuple[Any, Any, bool]:
    first, second = press(make.actor("clerk", "W1")), press(make.actor("clerk", "W2"))
    return one_after_the_other(server_url, statement, first, second)


def test_a_press_steps_over_the_owner_whom_another_is_calling(server_url: str) -> None:
    waiting = fill(3)

    first, second, waited = two_presses(server_url, calling._statement("acceptance"))

    assert ([first[1], second[1]], waited) == (waiting[:2], False)


def test_without_skip_locked_a_press_waits_until_another_has_called(server_url: str) -> None:
    waiting = fill(3)

    first, second, waited = two_presses(server_url, calling._statement("acceptance").replace("SKIP LOCKED", ""))

    assert ([first[1], second[1]], waited) == (waiting[:2], True)


def test_without_the_row_lock_the_constraint_still_calls_nobody_to_two_windows(server_url: str) -> None:
    fill(3)

    _, second, waited = two_presses(server_url, calling._statement("acceptance").replace("FOR UPDATE SKIP LOCKED", ""))

    assert (type(second), waited) == (psycopg.errors.UniqueViolation, True)
    assert second.diag.constraint_name == "one_live_work_per_step"


def test_without_row_lock_and_constraint_one_owner_is_called_to_two_windows(
    server_url: str, as_owner: Callable[[str], None]
) -> None:
    waiting = fill(3)
    as_owner("DROP INDEX one_live_work_per_step")

    first, second, _ = two_presses(server_url, calling._statement("acceptance").replace("FOR UPDATE SKIP LOCKED", ""))

    assert [first[1], second[1]] == [waiting[0]] * 2
    assert Counter(Case.objects.get(pk=waiting[0]).taken) == {"acceptance": 2}


def test_without_the_constraint_one_window_has_two_owners(as_owner: Callable[[str], None]) -> None:
    fill(3)
    as_owner("DROP INDEX one_live_work_per_counter")

    at_once([lambda: lane.call_next(step="acceptance", actor=make.actor("clerk", "W1"))] * 2)

    assert Work.objects.filter(ended_at=None, counter=counter(make.OFFICE, "W1")).count() == 2
