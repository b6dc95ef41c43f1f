"""Deadline clocks stop while the citizen is asked, and explain themselves."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane.kernel.calendar import WorkingCalendar
from onelane.kernel.clock import OFFICE_ZONE
from onelane.office.cases.deadlines import CORRECTIONS, REGISTRATION, Deadline, Pause, Segment

CALENDAR = WorkingCalendar({date(2026, 1, 1): "off"})


def at(day: int, hour: int = 10) -> datetime:
    """A moment of November 2026; the 20th is a Friday."""
    return datetime(2026, 11, day, hour, tzinfo=OFFICE_ZONE)


def nov(day: int) -> date:
    """A day of November 2026."""
    return date(2026, 11, day)


def test_the_law_gives_two_days_for_a_registration_and_five_for_corrections() -> None:
    assert (REGISTRATION.working_days, REGISTRATION.article) == (2, "R164 art.12")
    assert (CORRECTIONS.working_days, CORRECTIONS.article) == (5, "ALL art.32")


def test_the_weekend_is_not_counted() -> None:
    clock = Deadline(REGISTRATION, at(20), CALENDAR)
    assert clock.due(at(20)) == nov(24)
    assert clock.explain(at(23)) == [
        Segment(nov(20), nov(20), 0, "started"),
        Segment(nov(21), nov(22), 0, "rest_day"),
        Segment(nov(23), nov(23), 1, "working_day"),
    ]


@pytest.mark.parametrize(("day", "standing"), [(20, "running"), (24, "running"), (25, "late")])
def test_the_last_day_is_still_in_time(day: int, standing: str) -> None:
    assert Deadline(REGISTRATION, at(20), CALENDAR).standing(at(day, 23)) == standing


def test_the_clock_stands_still_while_the_citizen_is_asked() -> None:
    asked = Deadline(REGISTRATION, at(23), CALENDAR, [Pause(at(24), None, "policy missing")])
    assert asked.standing(at(30)) == "stopped"
    assert asked.due(at(30)) is None
    assert asked.used(at(30)) == 0


def test_the_clock_runs_on_with_what_is_left() -> None:
    clock = Deadline(REGISTRATION, at(18), CALENDAR, [Pause(at(20), at(24), "policy missing")])
    assert clock.due(at(25)) == nov(25)
    assert clock.explain(at(26)) == [
        Segment(nov(18), nov(18), 0, "started"),
        Segment(nov(19), nov(19), 1, "working_day"),
        Segment(nov(20), nov(24), 0, "asked", "policy missing"),
        Segment(nov(25), nov(26), 2, "working_day"),
    ]
    assert clock.standing(at(26)) == "late"


def test_a_moment_counts_for_the_day_at_the_office() -> None:
    late_evening_utc = datetime.fromisoformat("2026-11-19T20:00:00+00:00")
    assert Deadline(REGISTRATION, late_evening_utc, CALENDAR).explain(at(20))[0].since == nov(20)


def test_a_due_day_in_an_unpublished_year_is_provisional() -> None:
    assert not Deadline(REGISTRATION, at(20), CALENDAR).is_provisional(at(20))
    last = datetime(2026, 12, 31, 10, tzinfo=OFFICE_ZONE)
    assert Deadline(REGISTRATION, last, CALENDAR).is_provisional(last)


@given(
    st.integers(0, 40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10)), max_size=3),
    st.integers(0, 60),
)
def test_the_segments_tile_the_days_and_the_due_day_uses_up_the_limit(
    start: int, asked: list[tuple[int, int]], later: int
) -> None:
    began = at(1) + timedelta(days=start)
    now = began + timedelta(days=later)
    pauses = [Pause(began + timedelta(days=a), began + timedelta(days=a + n), "?") for a, n in asked]
    clock = Deadline(REGISTRATION, began, CALENDAR, pauses)
    told = clock.explain(now)

    assert (told[0].since, told[-1].until) == (began.date(), now.date())
    assert all(b.since - a.until == timedelta(days=1) for a, b in itertools.pairwise(told))
    due = clock.due(now + timedelta(days=200))
    assert due is not None
    end = datetime(due.year, due.month, due.day, 12, tzinfo=OFFICE_ZONE)
    assert clock.used(end) == REGISTRATION.working_days
    assert clock.used(end - timedelta(days=1)) == REGISTRATION.working_days - 1
