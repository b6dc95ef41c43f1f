"""Working days and office hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane.kernel.calendar import WorkingCalendar, calendar_of
from onelane.kernel.clock import OFFICE_ZONE

# National Day 2026 as an example: 1 to 7 October off, Saturday 10 October worked instead.
HOLIDAYS = {f"2026-10-0{day}": "off" for day in range(1, 8)} | {"2026-10-10": "work"}
CALENDAR = calendar_of(HOLIDAYS, ("08:30-12:00", "13:30-17:00"))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of October 2026 at the office."""
    return datetime(2026, 10, day, hour, minute, tzinfo=OFFICE_ZONE)


@pytest.mark.parametrize(
    ("day", "works"), [(8, True), (1, False), (7, False), (10, True), (11, False), (12, True), (17, False)]
)
def test_holidays_rest_and_made_up_days_work(day: int, works: bool) -> None:  # noqa: FBT001 - a fact of the table
    assert CALENDAR.is_working(date(2026, 10, day)) is works


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 9, 30), 0, date(2026, 9, 30)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 10, 8), 2, date(2026, 10, 10)),
        (date(2026, 10, 10), 1, date(2026, 10, 12)),
        (date(2026, 10, 16), 5, date(2026, 10, 23)),
    ],
)
def test_working_days_are_added_over_holidays(start: date, count: int, end: date) -> None:
    assert CALENDAR.add_working_days(start, count) == end
    assert CALENDAR.working_days_between(start, end) == count


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(1, 40))
def test_adding_and_counting_are_each_others_reverse(start: date, count: int) -> None:
    end = CALENDAR.add_working_days(start, count)
    assert CALENDAR.is_working(end)
    assert CALENDAR.working_days_between(start, end) == count
    assert CALENDAR.working_days_between(start, end - timedelta(days=1)) == count - 1


@pytest.mark.parametrize(
    ("moment", "opened"),
    [
        (at(8, 8, 29), at(8, 8, 30)),
        (at(8, 8, 30), at(8, 8, 30)),
        (at(8, 12), at(8, 13, 30)),
        (at(8, 16, 59), at(8, 16, 59)),
        (at(8, 17), at(9, 8, 30)),
        (at(10, 18), at(12, 8, 30)),
        (at(3, 10), at(8, 8, 30)),
    ],
)
def test_the_office_opens_at_its_hours(moment: datetime, opened: datetime) -> None:
    assert CALENDAR.next_opening(moment) == opened
    assert CALENDAR.is_open(moment) is (moment == opened)


def test_a_year_without_a_published_table_is_provisional() -> None:
    assert not CALENDAR.is_provisional(date(2026, 12, 31))
    assert CALENDAR.is_provisional(date(2027, 1, 1))
    assert WorkingCalendar().is_provisional(date(2026, 1, 1))


@pytest.mark.parametrize(("table", "hours"), [({"2026-10-01": "maybe"}, ()), ({}, ("12:00-08:30",))])
def test_a_table_that_makes_no_sense_is_a_mistake(table: dict[str, str], hours: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"off|closes"):
        calendar_of(table, hours)
