"""Who may ask for a place, on both sides of each number and date; and how the fair door stands."""

# ruff: noqa: FBT001 - yes and no are facts of the tables

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from onelane.catalogue.spec import JsonValue
from onelane.kernel.refusal import Refused
from onelane.office.bookings import door, rules
from onelane.office.cases.rules import Facts, in_force

ON = date(2026, 11, 23)
SPRING_FESTIVAL = date(2027, 2, 6)  # the eve of a week in which no office works


def says(rule: str, *, on: date = ON, **register: JsonValue) -> bool:
    found = in_force(rule, on)
    assert found is not None
    return found.holds(Facts(on, {}, {name.replace("__", "."): value for name, value in register.items()}))


@pytest.mark.parametrize(("subjects", "yes"), [(["2"], True), ([], False)])
def test_a_test_is_booked_when_some_subject_can_be(subjects: list[JsonValue], yes: bool) -> None:
    assert says("some-subject-bookable", learner__bookable=subjects) is yes


@pytest.mark.parametrize(("codes", "back", "away"), [(["ACDE"], True, False), ([], False, True)])
def test_a_held_place_is_given_back_and_keeps_the_tests_here(codes: list[JsonValue], back: bool, away: bool) -> None:
    assert says("place-to-give-back", learner__places=codes) is back
    assert says("no-place-held", learner__places=codes) is away


@pytest.mark.parametrize(("changes", "yes"), [(0, True), (2, True), (3, False), (4, False)])
def test_the_place_of_the_tests_changes_three_times(changes: int, yes: bool) -> None:
    assert says("place-changes-left", learner__place_changes=changes) is yes


@pytest.mark.parametrize(("letters", "yes"), [("C1", True), ("C6", True), ("B2", False), ("D", False), ("A1", False)])
def test_only_small_cars_take_their_tests_elsewhere(letters: str, yes: bool) -> None:
    assert says("class-may-go-elsewhere", learner__class=letters) is yes


def test_tests_elsewhere_need_a_passed_subject_and_a_change() -> None:
    assert says("some-subject-passed", learner__passed=["1"])
    assert not says("some-subject-passed", learner__passed=[])
    assert says("tests-taken-elsewhere", learner__away=True)
    assert not says("tests-taken-elsewhere", learner__away=False)


@pytest.mark.parametrize(
    ("ends", "first"),
    [
        (date(2027, 5, 31), date(2027, 2, 13)),  # three months before is 28 February, a slot fifteen days ahead
        (date(2028, 5, 29), date(2028, 2, 14)),  # 29 February of a leap year
        (date(2027, 3, 31), date(2026, 12, 16)),  # over the year's end
    ],
)
def test_a_slot_of_an_inspection_comes_into_reach(ends: date, first: date) -> None:
    told = ends.isoformat()

    assert says("inspection-slot-near", on=first, vehicle__inspection_valid_to=told)
    assert not says("inspection-slot-near", on=first - timedelta(days=1), vehicle__inspection_valid_to=told)
    assert says("inspection-slot-near", on=ends + timedelta(days=400), vehicle__inspection_valid_to=told)


@pytest.mark.parametrize(("held", "inspection", "exchange"), [([], True, True), (["inspection"], False, True)])
def test_one_slot_of_a_kind_at_a_time(held: list[JsonValue], inspection: bool, exchange: bool) -> None:
    assert says("no-inspection-booked", vehicle__slots=held) is inspection
    assert says("no-exchange-booked", vehicle__slots=held) is exchange


# ------------------------------------------------------------ days that are counted, whatever holiday they are
def test_ten_days_run_through_the_spring_festival() -> None:
    lost = SPRING_FESTIVAL
    learner = rules.Learner("C1", date(2026, 10, 1), date(2029, 10, 1), frozenset({"1"}), {"2": 1}, {"2": lost})

    rules.may_ask("2", learner, lost + timedelta(days=10))
    with pytest.raises(Refused, match=r"bookings\.rebook_later"):
        rules.may_ask("2", learner, lost + timedelta(days=9))


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2028, 3, 1), SPRING_FESTIVAL + timedelta(days=1)])
def test_a_place_goes_back_until_the_day_before_over_every_edge(day: date) -> None:
    last = rules.last_cancel_day(day, 1)

    assert rules.may_cancel(day, last, 1)
    assert not rules.may_cancel(day, last + timedelta(days=1), 1)
    assert last == day - timedelta(days=1)


@pytest.mark.parametrize(("hours", "is_open"), [(72, False), (73, True)])
def test_a_list_is_open_until_three_days_before(hours: int, is_open: bool) -> None:
    starts = datetime(2028, 3, 2, 1, tzinfo=UTC)

    assert rules.list_open(starts, starts - timedelta(hours=hours), 3) is is_open


# ------------------------------------------------------------ the fair door
DOOR = door.Door(5, timedelta(minutes=10), 10)
OPENED = datetime(2026, 12, 31, 16, tzinfo=UTC)  # midnight of the new year at the office


@pytest.mark.parametrize(
    ("seconds", "lately", "waiting", "yes"),
    [
        (0, 0, False, True),
        (599, 0, False, True),
        (600, 0, False, False),
        (-1, 0, False, False),
        (600, 9, False, False),
        (600, 10, False, True),
        (9999, 0, True, True),
    ],
)
def test_the_door_closes_at_the_opening_in_a_crush_and_behind_others(
    seconds: int, lately: int, waiting: bool, yes: bool
) -> None:
    at = OPENED + timedelta(seconds=seconds)

    assert DOOR.gathers(opened_at=OPENED, at=at, lately=lately, waiting=waiting) is yes
    assert not door.Door(0, timedelta(minutes=10), 10).gathers(opened_at=OPENED, at=at, lately=99, waiting=True)


@pytest.mark.parametrize(("ms", "ends"), [(0, 5), (4999, 5), (5000, 10), (9999, 10)])
def test_everybody_of_the_same_five_seconds_comes_through_one_door(ms: int, ends: int) -> None:
    assert DOOR.closes_at(OPENED + timedelta(milliseconds=ms)) == OPENED + timedelta(seconds=ends)


@pytest.mark.parametrize(("published", "since"), [(-20, -15), (-15, -15), (-14, -14)])
def test_a_slot_is_open_since_it_was_public_and_its_day_came_into_reach(published: int, since: int) -> None:
    begins = OPENED + timedelta(days=30)

    opened = door.opened_at(begins + timedelta(days=published), begins, 15)

    assert opened == begins + timedelta(days=since)
