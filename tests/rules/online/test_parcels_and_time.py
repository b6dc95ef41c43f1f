"""The life of a parcel, the two readings of 36 hours, and time that adds up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane.kernel.numbers import tracking
from onelane.kernel.refusal import Refused
from onelane.office.cases.applications.timeline import Course, Span, totals
from onelane.office.delivery import rules

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def after(hours: float) -> datetime:
    return NINE + timedelta(hours=hours)


@pytest.mark.parametrize(("hours", "posted"), [(36, True), (36.01, False)])
def test_the_promise_is_kept_up_to_and_with_the_thirty_sixth_hour(hours: float, *, posted: bool) -> None:
    told = rules.within(36, approved=NINE, handed_over=after(hours), delivered=None)
    assert told.posted_in_time is posted
    assert told.delivered_in_time is None


def test_both_readings_are_measured_and_may_differ() -> None:
    told = rules.within(36, approved=NINE, handed_over=after(20), delivered=after(60))
    assert (told.posted_in_time, told.delivered_in_time) == (True, False)


@pytest.mark.parametrize(
    ("form", "prefix", "number"), [("domestic", "1226", "1226000000042"), ("s10", "EX", "EX000000425CN")]
)
def test_a_tracking_number_has_one_of_two_forms(form: str, prefix: str, number: str) -> None:
    assert rules.number(form, prefix, 42) == number
    assert tracking.check(number) == number


@pytest.mark.parametrize(
    ("number", "good"),
    [("EB000717618HK", True), ("EB000717595HK", True), ("EE577352696CN", True), ("EE471108151FR", True),
     ("EE577352697CN", False)],
)  # fmt: skip
def test_the_vectors_of_the_postal_union_hold(number: str, *, good: bool) -> None:
    if good:
        assert tracking.check(number) == number
    else:
        with pytest.raises(Refused):
            tracking.check(number)


def test_what_ended_is_moved_by_nobody() -> None:
    assert [state for state, deeds in rules.MOVES.items() if not deeds] == ["delivered", "returned", "void"]


@given(st.permutations([("accepted", 1), ("in_transit", 2), ("out_for_delivery", 3), ("delivered", 4)]))
def test_notices_in_any_order_end_with_the_delivery(events: list[tuple[str, int]]) -> None:
    state: rules.State = "handed_over"
    last: datetime | None = None
    for event, hours in events:
        state = rules.after_notice(state, event, at=after(hours), last=last)
        last = max(after(hours), last or after(hours))
    assert state == "delivered"


def test_old_news_does_not_bring_a_lost_parcel_back() -> None:
    assert rules.after_notice("lost", "in_transit", at=after(1), last=after(2)) == "lost"
    assert rules.after_notice("lost", "in_transit", at=after(3), last=after(2)) == "on_the_way"


moments = st.floats(min_value=0, max_value=100, allow_nan=False).map(after)
spans = st.tuples(moments, moments).map(lambda two: Span(min(two), max(two), "file-review", done=True))


@given(st.lists(spans, max_size=5), st.lists(spans, max_size=3), moments)
def test_however_a_case_went_its_time_adds_up(works: list[Span], pauses: list[Span], now: datetime) -> None:
    course = Course(NINE, ("file-review", "payment", "dispatch"), works, pauses)
    stretches = course.stretches(now)
    assert sum(totals(stretches).values(), timedelta()) == max(now - NINE, timedelta())
    assert all(one.until == two.since for one, two in pairwise(stretches))


def test_whoever_had_the_case_is_named() -> None:
    course = Course(
        begun=NINE,
        steps=("file-review", "payment", "dispatch"),
        works=[
            Span(after(1), after(2), "file-review"),
            Span(after(5), after(6), "file-review", done=True),
            Span(after(8), after(8), "payment", done=True),
            Span(after(9), after(10), "dispatch", done=True),
        ],
        pauses=[Span(after(2), after(4))],
        parcel=Span(after(10), after(30)),
    )
    found = [(one.who, one.what, one.lasted.total_seconds() / 3600) for one in course.stretches(after(30))]
    assert found == [
        ("office", "queue", 1), ("office", "work", 1), ("citizen", "asked", 2), ("office", "queue", 1),
        ("office", "work", 1), ("citizen", "own_step", 2), ("office", "queue", 1), ("office", "work", 1),
        ("post", "on_the_way", 20),
    ]  # fmt: skip
