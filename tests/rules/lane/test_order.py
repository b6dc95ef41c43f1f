"""Who comes next: the rules of the one queue, on both sides of each number."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane.office.lane import rules
from onelane.office.lane.rules import Waiting

NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HEAD, GRACE = timedelta(minutes=10), timedelta(minutes=5)
SECOND = timedelta(seconds=1)
moments = st.integers(0, 8 * 3600).map(lambda seconds: NINE + timedelta(seconds=seconds))
spans = st.integers(0, 4 * 3600).map(lambda seconds: timedelta(seconds=seconds))


def rank(arrived_at: datetime, head_start: timedelta = timedelta(), appointment_at: datetime | None = None) -> datetime:
    return rules.rank_at(arrived_at=arrived_at, head_start=head_start, appointment_at=appointment_at, grace=GRACE)


def test_a_head_start_overtakes_who_came_less_than_it_before_and_nobody_else() -> None:
    priority = rank(NINE, HEAD)

    assert priority < rank(NINE - HEAD + SECOND)
    assert priority > rank(NINE - HEAD - SECOND)


def test_an_appointment_is_kept_to_the_last_second_of_grace_and_lost_with_the_next() -> None:
    assert rank(NINE + GRACE, HEAD, NINE) == NINE - HEAD
    assert rank(NINE + GRACE + SECOND, HEAD, NINE) == NINE + GRACE + SECOND


def test_an_appointment_is_never_worse_than_none() -> None:
    assert rank(NINE, HEAD, NINE + timedelta(hours=3)) == NINE


@given(arrived=moments, head=spans, appointment=st.none() | moments)
def test_nobody_ranks_behind_those_who_arrive_after_him(
    arrived: datetime, head: timedelta, appointment: datetime | None
) -> None:
    assert rank(arrived, head, appointment) <= arrived


@given(first=moments, head=spans, later=moments, appointment=st.none() | moments)
def test_nobody_who_has_waited_longer_than_head_start_and_grace_is_overtaken(
    first: datetime, head: timedelta, later: datetime, appointment: datetime | None
) -> None:
    if later - first <= head + GRACE:
        return

    assert rank(first) < rank(later, head, appointment)


@given(st.lists(st.tuples(moments, st.sampled_from([timedelta(), HEAD])), min_size=1, max_size=30))
def test_calling_one_by_one_empties_the_queue_in_the_order_of_rank(people: list[tuple[datetime, timedelta]]) -> None:
    waiting = [Waiting(rank(arrived, head), order) for order, (arrived, head) in enumerate(people)]
    called = []
    while (following := rules.next_ticket(waiting)) is not None:
        waiting.remove(following)
        called.append(following)

    assert called == sorted(called, key=lambda one: (one.rank_at, one.order))
    assert len(called) == len(people)


def test_nobody_waits_for_nobody() -> None:
    assert rules.next_ticket([]) is None


@given(place=moments, away=spans, penalty=spans, waited=spans)
def test_who_comes_back_loses_his_absence_but_never_falls_behind_a_new_arrival(
    place: datetime, away: timedelta, penalty: timedelta, waited: timedelta
) -> None:
    left = place + waited
    back = left + away
    found = rules.rank_after_absence(rank=place, left_at=left, back_at=back, penalty=penalty)

    assert place <= found <= back
    assert found == min(place + max(away, penalty), back)


@pytest.mark.parametrize(("calls", "may"), [(1, True), (3, True), (4, False)])
def test_a_limit_of_three_allows_three_calls_after_the_first(calls: int, *, may: bool) -> None:
    assert rules.may_recall(calls=calls, limit=3) is may


@pytest.mark.parametrize(("calls", "waited", "may"), [(1, 59, False), (1, 60, True), (2, 0, True)])
def test_a_no_show_was_called_twice_or_had_a_minute(calls: int, waited: int, *, may: bool) -> None:
    after = timedelta(seconds=60)
    assert rules.may_be_missed(calls=calls, waited=timedelta(seconds=waited), after=after) is may


@pytest.mark.parametrize(("absences", "may"), [(2, True), (3, False)])
def test_a_limit_of_two_absences_lets_somebody_return_twice(absences: int, *, may: bool) -> None:
    assert rules.may_return(absences=absences, limit=2) is may


@pytest.mark.parametrize(
    ("hour", "minute", "second", "given_now"),
    [(8, 29, 59, False), (8, 30, 0, True), (12, 30, 0, True), (16, 30, 0, True), (16, 30, 1, False)],
)
def test_tickets_are_given_from_the_opening_to_the_last_ticket_without_a_break(
    hour: int, minute: int, second: int, *, given_now: bool
) -> None:
    local = datetime(2026, 11, 23, hour, minute, second)  # noqa: DTZ001 - a rule is told the local time
    opens, until = time(8, 30), time(16, 30)
    assert rules.tickets_given(local=local, working_day=True, opens=opens, until=until) is given_now
    assert not rules.tickets_given(local=local, working_day=False, opens=opens, until=until)


def test_the_lane_is_full_at_its_limit() -> None:
    assert not rules.lane_full(waiting=119, limit=120)
    assert rules.lane_full(waiting=120, limit=120)


def test_only_a_case_begun_goes_on_another_day_and_only_where_the_office_wants_it() -> None:
    told = {(begun, carry): rules.carried_over(begun=begun, carry=carry) for begun in (0, 1) for carry in (0, 1)}
    assert [key for key, goes_on in told.items() if goes_on] == [(1, 1)]


def test_every_state_but_the_last_leads_to_an_end() -> None:
    for state, moves in rules.MOVES.items():
        assert moves <= set(rules.MOVES)
        assert state in rules.OVER or moves & rules.OVER, state
