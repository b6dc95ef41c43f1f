from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from onelane.kernel.refusal import Refused
from onelane.office.bookings import rules

PERMIT = date(2026, 3, 1)
LEARNER = rules.Learner("C1", PERMIT, date(2029, 3, 1), passed=frozenset({"1"}))


def refusal(subject: rules.Subject, learner: rules.Learner, on: date, **told: bool) -> str:
    try:
        rules.may_ask(subject, learner, on, **told)
    except Refused as no:
        return no.code
    return ""


@pytest.mark.parametrize(
    ("licence_class", "subject", "days"),
    [
        ("C1", "2", 10), ("C2", "2", 10), ("C5", "2", 10), ("M", "2", 10), ("A1", "2", 20), ("B2", "2", 20),
        ("C6", "2", 20), ("D", "2", 0), ("C2", "3", 20), ("C4", "3", 20), ("C1", "3", 30), ("P", "3", 30),
        ("A2", "3", 40), ("B1", "3", 40), ("E", "3", 0),
    ],
)  # fmt: skip
def test_the_days_of_waiting_are_counted_from_the_permit(licence_class: str, subject: rules.Subject, days: int) -> None:
    learner = replace(LEARNER, licence_class=licence_class, passed=frozenset({"1", "2"} - {subject}))

    assert refusal(subject, learner, PERMIT + timedelta(days=days)) == ""
    if days:
        assert refusal(subject, learner, PERMIT + timedelta(days=days - 1)) == "bookings.too_early"


def test_who_drives_a_car_already_waits_thirty_days_for_the_road_test_of_a_heavy_class() -> None:
    learner = replace(LEARNER, licence_class="B2", passed=frozenset({"1", "2"}), holds_car_licence=True)

    assert refusal("3", learner, PERMIT + timedelta(days=30)) == ""
    assert refusal("3", learner, PERMIT + timedelta(days=29)) == "bookings.too_early"
    assert refusal("3", replace(learner, holds_car_licence=False), PERMIT + timedelta(days=30)) == "bookings.too_early"


def test_the_permit_lasts_to_its_last_day() -> None:
    assert refusal("2", LEARNER, date(2029, 3, 1)) == ""
    assert refusal("2", LEARNER, date(2029, 3, 2)) == "bookings.permit_over"


def test_waiting_over_the_end_of_february_counts_the_leap_day() -> None:
    learner = replace(LEARNER, permit_on=date(2028, 2, 20))

    assert refusal("2", learner, date(2028, 2, 29)) == "bookings.too_early"
    assert refusal("2", learner, date(2028, 3, 1)) == ""


@pytest.mark.parametrize(
    ("subject", "passed", "live", "code"),
    [
        ("2", set(), set(), "bookings.first_subject_first"),
        ("1", {"1"}, set(), "bookings.passed_already"),
        ("3", {"1"}, set(), "bookings.second_subject_first"),
        ("3", {"1"}, {"2"}, ""),
        ("4", {"1", "2"}, set(), "bookings.road_first"),
        ("4", {"1", "2"}, {"3"}, ""),
        ("2", {"1"}, {"2"}, "bookings.booked_already"),
    ],
)
def test_subjects_come_in_their_order(subject: rules.Subject, passed: set[str], live: set[str], code: str) -> None:
    learner = replace(LEARNER, passed=frozenset(passed), live=frozenset(live))

    assert refusal(subject, learner, date(2026, 9, 1)) == code


@pytest.mark.parametrize(("lost", "code"), [(4, ""), (5, "bookings.five_used")])
def test_five_bookings_and_no_sixth(lost: int, code: str) -> None:
    assert refusal("2", replace(LEARNER, lost={"2": lost}), date(2026, 9, 1)) == code


def test_the_first_subject_may_be_taken_without_limit() -> None:
    learner = replace(LEARNER, passed=frozenset(), lost={"1": 9}, last_lost={"1": date(2026, 9, 1)})

    assert refusal("1", learner, date(2026, 9, 1)) == ""


@pytest.mark.parametrize(("days", "code"), [(9, "bookings.rebook_later"), (10, "")])
def test_ten_days_pass_after_a_lost_test(days: int, code: str) -> None:
    lost = date(2026, 12, 28)
    learner = replace(LEARNER, lost={"2": 1}, last_lost={"2": lost})

    assert refusal("2", learner, lost + timedelta(days=days)) == code


def test_the_fee_comes_first_where_the_office_asks_for_it() -> None:
    day = date(2026, 9, 1)

    assert refusal("2", LEARNER, day, pay_first=True) == "bookings.fee_unpaid"
    assert refusal("2", replace(LEARNER, paid=frozenset({"2"})), day, pay_first=True) == ""


@pytest.mark.parametrize(
    ("subject", "licence_class", "mark"),
    [("1", "C1", 90), ("2", "C1", 80), ("2", "A1", 90), ("2", "C6", 90), ("3", "C1", 90), ("4", "C1", 90)],
)
def test_marks_that_pass(subject: rules.Subject, licence_class: str, mark: int) -> None:
    assert rules.pass_mark(subject, licence_class) == mark


@pytest.mark.parametrize(("ahead", "may"), [(10, True), (9, False)])
def test_a_plan_of_tests_is_public_ten_days_ahead(ahead: int, may: bool) -> None:  # noqa: FBT001
    today = date(2026, 12, 25)

    assert rules.may_publish(today + timedelta(days=ahead), today, "test") is may


@pytest.mark.parametrize(("days", "may"), [(1, True), (0, False)])
def test_a_place_is_given_back_the_day_before_at_the_latest(days: int, may: bool) -> None:  # noqa: FBT001
    day = date(2027, 1, 1)

    assert rules.may_cancel(day, day - timedelta(days=days), 1) is may


@pytest.mark.parametrize(
    ("licence_class", "passed", "changes", "code"),
    [
        ("C1", {"1"}, 2, ""),
        ("C1", {"1"}, 3, "bookings.places_changed"),
        ("C1", set(), 0, "bookings.nothing_passed_yet"),
        ("B2", {"1"}, 0, "bookings.class_stays"),
    ],
)
def test_the_place_of_the_tests_changes_three_times(
    licence_class: str, passed: set[str], changes: int, code: str
) -> None:
    found = ""
    try:
        rules.may_change_place(licence_class, passed, changes)
    except Refused as no:
        found = no.code

    assert found == code


@pytest.mark.parametrize(
    ("valid_to", "first"),
    [
        (date(2026, 12, 31), date(2026, 9, 30)),
        (date(2027, 2, 28), date(2026, 11, 28)),
        (date(2028, 5, 29), date(2028, 2, 29)),
        (date(2027, 5, 31), date(2027, 2, 28)),
        (date(2027, 1, 15), date(2026, 10, 15)),
    ],
)
def test_a_car_is_inspected_from_three_months_before_its_end(valid_to: date, first: date) -> None:
    assert rules.inspection_window(valid_to, first, 3)
    assert not rules.inspection_window(valid_to, first - timedelta(days=1), 3)


def test_three_missed_slots_in_ninety_days_close_booking_for_thirty() -> None:
    missed = [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 30)]

    def until(days: list[date], today: date) -> date | None:
        return rules.no_shows_block(days, today, most=3, window=90, blocked=30)

    assert until(missed, date(2026, 12, 1)) == date(2026, 12, 30)
    assert until(missed, date(2026, 12, 30)) is None
    assert until([date(2026, 8, 31), *missed[1:]], date(2026, 12, 1)) is None
    assert until(missed[:2], date(2026, 12, 1)) is None


@pytest.mark.parametrize(
    ("subject", "lost", "void"), [("2", 4, False), ("2", 5, True), ("3", 5, True), ("1", 9, False)]
)
def test_the_fifth_lost_booking_voids_what_was_passed(subject: rules.Subject, lost: int, void: bool) -> None:  # noqa: FBT001
    assert rules.voids_the_file(subject, lost) is void
