"""Registered vehicles by law, on both sides of each date, seat and year."""

# ruff: noqa: FBT001 - yes and no are facts of the tables

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane.catalogue.spec import JsonValue
from onelane.office.cases.rules import Facts, in_force, vehicles
from onelane.office.cases.rules.dates import month_end, months_later

ON = date(2026, 11, 23)


def says(rule: str, *, on: date = ON, answers: dict[str, JsonValue] | None = None, **register: JsonValue) -> bool:
    """Tell what the version of a rule that is in force that day says."""
    found = in_force(rule, on)
    assert found is not None
    facts = Facts(on, answers or {}, {name.replace("__", "."): value for name, value in register.items()})
    return found.holds(facts)


@pytest.mark.parametrize(
    ("valid_to", "opens"),
    [
        (date(2026, 12, 31), date(2026, 9, 30)),
        (date(2027, 2, 28), date(2026, 11, 28)),
        (date(2027, 5, 31), date(2027, 2, 28)),
        (date(2024, 5, 31), date(2024, 2, 29)),
    ],
)
def test_a_mark_is_asked_for_from_three_months_before_its_end(valid_to: date, opens: date) -> None:
    told: dict[str, JsonValue] = {"vehicle__inspection_valid_to": valid_to.isoformat()}
    before = date.fromordinal(opens.toordinal() - 1)
    if in_force("mark-window", before):
        assert says("mark-window", on=opens, **told)
        assert not says("mark-window", on=before, **told)
    assert vehicles.mark_window_opens(valid_to, 3) == opens


@pytest.mark.parametrize(
    ("on", "kind", "nature", "seats", "exempt"),
    [
        (ON, "K33", "A", 5, True), (ON, "K33", "A", 9, True), (ON, "K31", "A", 10, False), (ON, "K39", "A", 5, False),
        (ON, "K49", "A", 5, False), (ON, "K38", "A", 5, False), (ON, "K33", "F", 5, False), (ON, "K33", "G", 5, False),
        (ON, "K33", "L", 5, True), (ON, "K16", "A", 5, True), (ON, "M21", "A", 2, True), (ON, "H31", "A", 3, False),
        (ON, "K33", "A", 0, False),
        (date(2022, 9, 30), "K33", "A", 9, True), (date(2022, 9, 30), "M21", "A", 2, False),
        (date(2022, 10, 1), "M21", "A", 2, True),
        (date(2020, 11, 19), "K33", "A", 6, True), (date(2020, 11, 19), "K33", "A", 7, False),
        (date(2020, 11, 20), "K33", "A", 7, True), (date(2018, 8, 1), "K33", "A", 7, False),
    ],
)  # fmt: skip
def test_which_vehicles_are_exempt(on: date, kind: str, nature: str, seats: int, exempt: bool) -> None:
    told: dict[str, JsonValue] = {"vehicle__type": kind, "vehicle__use_nature": nature, "vehicle__seats": seats}
    assert says("exempt-kind-of-vehicle", on=on, **told) is exempt


@pytest.mark.parametrize(
    ("on", "year", "spared"),
    [
        (ON, 2, True), (ON, 4, True), (ON, 6, False), (ON, 8, True), (ON, 10, False), (ON, 12, False),
        (date(2022, 9, 30), 4, True), (date(2022, 9, 30), 6, False), (date(2022, 9, 30), 8, False),
        (date(2018, 8, 1), 4, True), (date(2018, 8, 1), 6, False),
    ],
)  # fmt: skip
def test_in_which_years_no_test_is_due(on: date, year: int, spared: bool) -> None:
    ends = month_end(on)
    registered = ends.replace(year=ends.year - year, day=10)
    told: dict[str, JsonValue] = {
        "vehicle__registered_on": registered.isoformat(), "vehicle__inspection_valid_to": ends.isoformat(),
    }  # fmt: skip
    assert says("exempt-this-year", on=on, **told) is spared


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ({}, True),
        ({"vehicle__injury_accident": True}, False),
        ({"vehicle__illegally_modified": True}, False),
        ({"vehicle__use_nature": "L"}, False),
        ({"vehicle__use_nature": "M"}, False),
        ({"vehicle__use_nature": "U"}, False),
        ({"vehicle__manufactured_on": "2020-12-10"}, True),  # four years to the day
        ({"vehicle__manufactured_on": "2020-12-09"}, False),
        ({"vehicle__manufactured_on": None}, False),
        ({"vehicle__injury_accident": None}, False),
    ],
)
def test_what_ends_the_exemption(changed: dict[str, JsonValue], kept: bool) -> None:
    told: dict[str, JsonValue] = {
        "vehicle__injury_accident": False, "vehicle__illegally_modified": False, "vehicle__use_nature": "A",
        "vehicle__manufactured_on": "2024-09-01", "vehicle__registered_on": "2024-12-10",
    }  # fmt: skip
    assert says("exemption-not-lost", **(told | changed)) is kept


@pytest.mark.parametrize(
    ("valid_to", "on", "follows"),
    [
        (date(2026, 12, 31), ON, date(2028, 12, 31)),
        (date(2026, 2, 28), ON, date(2028, 2, 29)),
        (date(2024, 2, 29), date(2024, 1, 5), date(2026, 2, 28)),
        (date(2022, 11, 30), ON, date(2026, 11, 30)),  # long overdue: the next end that lies ahead
        (date(2022, 11, 30), date(2026, 11, 30), date(2028, 11, 30)),
    ],
)
def test_the_next_mark_ends_two_years_later_at_the_end_of_the_month(valid_to: date, on: date, follows: date) -> None:
    assert vehicles.next_mark(valid_to, on) == follows


@given(st.dates(date(2015, 1, 1), date(2040, 1, 1)), st.integers(-40, 4))
def test_a_new_mark_always_lies_ahead_and_keeps_its_month(day: date, late: int) -> None:
    valid_to = month_end(day)
    found = vehicles.next_mark(valid_to, months_later(day, -late))
    assert found > months_later(day, -late)
    assert found > valid_to
    assert (found.month, month_end(found)) == (valid_to.month, found)


@pytest.mark.parametrize("rule", ["insured-today", "vessel-tax-paid", "mark-in-force"])
def test_what_holds_until_a_day_holds_on_that_day(rule: str) -> None:
    found = in_force(rule, ON)
    assert found is not None
    (name,) = found.reads
    assert found.holds(Facts(ON, {}, {name: "2026-11-23"}))
    assert not found.holds(Facts(ON, {}, {name: "2026-11-22"}))
    assert not found.holds(Facts(ON, {}, {name: None}))


@pytest.mark.parametrize("letter", "ABCDEGHIJKLMNOPQ")
def test_each_letter_of_a_state_stops_what_it_stops(letter: str) -> None:
    assert says("vehicle-not-blocked", vehicle__status=letter) is (letter not in "CEJKLMOP")
    assert says("vehicle-settled", vehicle__status=letter) is (letter not in "GIN")


def test_one_bad_letter_among_several_is_enough() -> None:
    assert not says("vehicle-not-blocked", vehicle__status="GK")


@pytest.mark.parametrize(
    ("rule", "fact", "last"),
    [
        ("vehicle-not-replaced-too-often", "vehicle__replaced_in_12_months", 2),
        ("bindings-of-a-person", "person__bindings", 2),
        ("reports-a-day", "person__reports_today", 4),
    ],
)
def test_what_is_limited_in_number(rule: str, fact: str, last: int) -> None:
    assert says(rule, **{fact: last})
    assert not says(rule, **{fact: last + 1})


@pytest.mark.parametrize(("category", "may"), [("02", True), ("52", True), ("01", False), ("", False)])
def test_small_cars_can_be_bound(category: str, may: bool) -> None:
    assert says("binding-small-cars", answers={"bound_category": category}) is may


@pytest.mark.parametrize("nature", "ABCDEFGHIJKLMNOPQRSTUZ")
def test_commercial_vehicles_can_be_affiliated(nature: str) -> None:
    assert says("commercial-vehicle", vehicle__use_nature=nature) is (nature in "BCDEFGRT")


def test_a_vehicle_is_affiliated_once() -> None:
    assert says("not-affiliated", vehicle__affiliated=False)
    assert not says("not-affiliated", vehicle__affiliated=True)


@pytest.mark.parametrize(
    ("fuel", "category", "may"),
    [("C", "02", True), ("P", "02", True), ("AC", "02", True), ("A", "02", False), ("O", "02", False),
     ("C", "52", False), ("C", "01", False), ("", "02", False)],
)  # fmt: skip
def test_a_new_energy_car_on_a_blue_plate_may_have_a_green_one(fuel: str, category: str, may: bool) -> None:
    found = says("new-energy-on-ordinary-plate", vehicle__fuel_type=fuel, vehicle__plate_category=category)
    assert found is may
