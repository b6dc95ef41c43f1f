"""Driving licences by law, on both sides of each date, age and number."""

# ruff: noqa: FBT001 - yes and no are facts of the tables

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane.catalogue.spec import JsonValue
from onelane.office.cases.rules import RULES, Facts, applicants, deferrals, drivers, in_force, learners
from onelane.office.cases.rules.dates import age, month_end, months_later, years_later
from onelane.registers.drivers.rules import classes_of

ON = date(2026, 11, 23)


def says(rule: str, *, on: date = ON, answers: dict[str, JsonValue] | None = None, **register: JsonValue) -> bool:
    """Tell what the version of a rule that is in force that day says; `driver_valid_to` means `driver.valid_to`."""
    found = in_force(rule, on)
    assert found is not None
    facts = Facts(on, answers or {}, {name.replace("__", "."): value for name, value in register.items()})
    return found.holds(facts)


# ------------------------------------------------------------ counting
@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2026, 12, 31), -3, date(2026, 9, 30)),
        (date(2026, 5, 31), -3, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_a_missing_day_is_the_last_of_its_month(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(-240, 240))
def test_months_are_counted_without_a_gap(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or later == month_end(later)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1963, 11, 24), ON, 62),
        (date(1963, 11, 23), ON, 63),
        (date(2008, 2, 29), date(2026, 2, 27), 17),
        (date(2008, 2, 29), date(2026, 2, 28), 18),
    ],
)
def test_an_age_is_reached_on_the_birthday(born: date, on: date, years: int) -> None:
    assert age(born, on) == years


# ------------------------------------------------------------ renewal
@pytest.mark.parametrize(
    ("days", "may"), [(91, False), (90, True), (1, True), (0, True), (-1, True)], ids=["91", "90", "1", "0", "late"]
)
def test_a_licence_is_renewed_from_90_days_before_its_end(days: int, may: bool) -> None:
    assert says("renewal-window", driver__valid_to=(ON + timedelta(days=days)).isoformat()) is may


@pytest.mark.parametrize(
    ("ended", "online", "not_lapsed"),
    [
        (date(2025, 12, 23), True, True),  # eleven months ago, to the day
        (date(2025, 12, 22), False, True),
        (date(2025, 11, 23), False, True),  # a year ago, to the day
        (date(2025, 11, 22), True, False),  # lapsed: another rule says so
        (date(2024, 2, 29), True, False),
    ],
)
def test_late_renewal_is_online_for_eleven_months_and_over_after_a_year(
    ended: date,
    online: bool,
    not_lapsed: bool,
) -> None:
    assert says("renewal-online-in-time", driver__valid_to=ended.isoformat()) is online
    assert says("licence-not-lapsed", driver__valid_to=ended.isoformat()) is not_lapsed


def test_the_leap_day_ends_with_february() -> None:
    assert says("licence-not-lapsed", on=date(2025, 2, 28), driver__valid_to="2024-02-29")
    assert not says("licence-not-lapsed", on=date(2025, 3, 1), driver__valid_to="2024-02-29")


def test_a_long_term_licence_has_nothing_to_renew() -> None:
    assert not says("licence-has-an-end", driver__valid_to=None)
    assert says("licence-has-an-end", driver__valid_to="2027-01-01")


@pytest.mark.parametrize(
    ("examined", "counts"),
    [(date(2026, 5, 23), True), (date(2026, 5, 22), False), (ON, True), (ON + timedelta(days=1), False)],
)
def test_a_medical_certificate_counts_for_six_months(examined: date, counts: bool) -> None:
    told: dict[str, Any] = {"medical__fit": True, "medical__examined_on": examined.isoformat()}
    assert says("medical-certificate-current", **told) is counts
    assert not says("medical-certificate-current", **(told | {"medical__fit": False}))


def test_a_certificate_of_the_31st_counts_until_the_end_of_a_shorter_month() -> None:
    assert drivers.medical_current(date(2026, 8, 31), date(2027, 2, 28), 6)
    assert not drivers.medical_current(date(2026, 8, 31), date(2027, 3, 1), 6)


@pytest.mark.parametrize(
    ("born", "ability", "may"),
    [
        (date(1956, 11, 24), None, True),
        (date(1956, 11, 23), None, False),
        (date(1956, 11, 23), False, False),
        (date(1956, 11, 23), True, True),
    ],
)
def test_from_70_there_is_a_test_of_memory_and_judgement(born: date, ability: bool | None, may: bool) -> None:
    assert says("ability-test-from-70", person__birth_date=born.isoformat(), medical__ability=ability) is may


# ------------------------------------------------------------ states
@pytest.mark.parametrize("letter", "ABCDEFGHIJKLMNPRSTU")
def test_each_letter_of_a_state_stops_what_it_stops(letter: str) -> None:
    def stopped(rule: str) -> bool:
        return not says(rule, driver__status=letter)

    assert stopped("licence-not-blocked") is (letter in "DEFGJKLRU")
    assert stopped("points-below-twelve") is (letter == "B")
    assert stopped("licence-reviewed") is (letter == "S")
    assert stopped("driver-violations-settled") is (letter == "H")
    assert stopped("driver-accidents-settled") is (letter == "I")
    assert stopped("renewal-not-deferred") is (letter == "N")
    assert stopped("medical-not-deferred") is (letter == "P")
    assert stopped("review-not-deferred") is (letter == "T")


def test_one_bad_letter_among_several_is_enough() -> None:
    assert not says("licence-not-blocked", driver__status="HU")


@pytest.mark.parametrize(("times", "online"), [(0, True), (2, True), (3, False)])
def test_the_third_replacement_in_a_year_comes_to_the_counter(times: int, online: bool) -> None:
    assert says("driver-not-replaced-too-often", driver__replaced_in_12_months=times) is online


# ------------------------------------------------------------ ages
@pytest.mark.parametrize(
    ("on", "born", "reached"),
    [
        (ON, date(1963, 11, 23), True),
        (ON, date(1963, 11, 24), False),
        (date(2024, 12, 31), date(1964, 12, 31), True),  # 60 until the end of 2024
        (date(2024, 12, 31), date(1965, 1, 1), False),
        (date(2025, 1, 1), date(1964, 12, 31), False),  # 63 from the next day
        (date(2018, 8, 1), date(1958, 8, 1), True),  # the time of the article
        (date(2018, 8, 1), date(1958, 8, 2), False),
    ],
)
def test_heavy_classes_end_at_63_and_ended_at_60_before_2025(on: date, born: date, reached: bool) -> None:
    told: dict[str, Any] = {"driver__class_list": ["A1", "D"], "person__birth_date": born.isoformat()}
    assert says("age-limit-reached", on=on, **told) is reached
    assert says("no-class-past-its-age", on=on, **told) is not reached


@pytest.mark.parametrize(
    ("classes", "years", "target", "trailer", "kept"),
    [
        ("A1", 63, "C1", False, ["C1"]),
        ("A1", 62, "C1", False, ["A1"]),
        ("A2", 63, "C2", True, ["C2", "C6"]),
        ("A2", 70, "C2", True, ["C2"]),
        ("B2D", 63, "C1", False, ["D", "C1"]),
        ("C1D", 69, "C1", False, ["C1", "D"]),
        ("C1D", 70, "C1", False, ["C1", "F"]),
        ("E", 70, "C1", False, ["F"]),
        ("C6", 70, "C2", False, ["C2"]),
        ("C1C6", 69, "C1", False, ["C1", "C6"]),
        ("C4", 70, "C1", False, []),
        ("C1", 99, "C1", False, ["C1"]),
    ],
)
def test_what_is_left_after_the_age_limit(
    classes: str, years: int, target: str, trailer: bool, kept: list[str]
) -> None:
    assert drivers.kept_after(classes_of(classes), years, 63, target, keep_trailer=trailer) == kept


def test_a_trailer_is_kept_only_by_holders_of_a2_below_70() -> None:
    def fits(classes: list[JsonValue], born: str) -> bool:
        answers: dict[str, JsonValue] = {"target_class": "C1", "keep_trailer": True}
        return says("target-class-fits", answers=answers, driver__class_list=classes, person__birth_date=born)

    assert fits(["A2"], "1963-11-23")
    assert not fits(["A1"], "1963-11-23")
    assert not fits(["A2"], "1956-11-23")


# ------------------------------------------------------------ deferrals
@pytest.mark.parametrize(
    ("since", "until", "may"),
    [
        (date(2026, 12, 1), date(2029, 12, 1), True),
        (date(2026, 12, 1), date(2029, 12, 2), False),
        (date(2028, 2, 29), date(2031, 2, 28), True),
        (date(2028, 2, 29), date(2031, 3, 1), False),
        (date(2026, 12, 1), date(2026, 12, 1), False),
        (date(2026, 12, 2), date(2026, 12, 1), False),
        (None, date(2026, 12, 1), False),
    ],
)
def test_a_deferral_lasts_three_years_at_most(since: date | None, until: date, may: bool) -> None:
    assert deferrals.within_years(since, until, 3) is may


@pytest.mark.parametrize(
    ("ends", "may"), [(None, True), ("2027-01-01", True), ("2025-11-23", True), ("2025-11-22", False)]
)
def test_a_deferral_is_asked_for_within_a_year_of_the_end(ends: str | None, may: bool) -> None:
    assert says("deferral-in-time", driver__valid_to=ends) is may


@pytest.mark.parametrize(
    ("born", "classes", "asked"),
    [("1956-11-23", ["C1"], True), ("1956-11-24", ["C1"], False), ("1990-01-01", ["C5"], True)],
)
def test_a_medical_certificate_is_asked_from_70_or_with_c5(born: str, classes: list[JsonValue], asked: bool) -> None:
    told: dict[str, JsonValue] = {"person__birth_date": born, "driver__class_list": classes}
    assert says("medical-certificate-asked-of-him", **told) is asked


@pytest.mark.parametrize(
    ("classes", "due", "asked"), [(["A2"], False, True), (["C1"], False, False), (["C1"], True, True)]
)
def test_a_review_is_asked_of_heavy_classes_and_after_accidents(
    classes: list[JsonValue], due: bool, asked: bool
) -> None:
    assert says("review-asked-of-him", driver__class_list=classes, driver__review_due=due) is asked


def test_a_deferral_is_granted_where_the_licence_was_issued_and_ends_in_the_future() -> None:
    assert says("deferral-at-the-issuing-office", driver__office="qingdao", office__code="qingdao")
    assert not says("deferral-at-the-issuing-office", driver__office="jinan", office__code="qingdao")
    assert says("deferral-ends-later", answers={"deferral_to": "2026-11-24"})
    assert not says("deferral-ends-later", answers={"deferral_to": "2026-11-23"})


def test_a_proof_of_the_reason_was_needed_until_march_2022() -> None:
    assert not says("deferral-with-proof", on=date(2022, 3, 31))
    assert in_force("deferral-with-proof", date(2022, 4, 1)) is None


# ------------------------------------------------------------ learners and applicants
@pytest.mark.parametrize(
    ("issued", "born", "licence_class", "ends"),
    [
        (date(2026, 10, 1), date(1990, 1, 1), "C1", date(2029, 10, 1)),
        (date(2024, 2, 29), date(1990, 1, 1), "C1", date(2027, 2, 28)),
        (date(2026, 10, 1), date(1965, 3, 7), "B2", date(2028, 3, 7)),
        (date(2026, 10, 1), date(1958, 3, 7), "D", date(2028, 3, 7)),
    ],
)
def test_a_permit_ends_after_three_years_or_at_the_age_limit(
    issued: date, born: date, licence_class: str, ends: date
) -> None:
    assert learners.permit_ends(issued, born, licence_class) == ends


def test_a_permit_is_printed_while_it_runs() -> None:
    assert says("permit-in-force", learner__permit_to="2026-11-23")
    assert not says("permit-in-force", learner__permit_to="2026-11-22")
    assert not says("permit-in-force", learner__permit_to=None)
    assert says("first-subject-passed", learner__passed=["1"])
    assert not says("first-subject-passed", learner__passed=[])


@pytest.mark.parametrize(
    ("paid", "passed", "open_"), [([], ["1"], True), (["2"], ["1"], False), ([], ["1", "2"], False)]
)
def test_a_fee_is_paid_once_a_subject(paid: list[JsonValue], passed: list[JsonValue], open_: bool) -> None:
    told: dict[str, JsonValue] = {"learner__paid": paid, "learner__passed": passed}
    assert says("exam-fee-open", answers={"exam_subject": "2"}, **told) is open_


@pytest.mark.parametrize(("licence_class", "span"), sorted(applicants.AGES.items()))
def test_each_class_has_its_first_and_its_last_day(licence_class: str, span: tuple[int, int | None]) -> None:
    least, most = span
    born = date(1980, 6, 15)
    first = years_later(born, least)
    assert applicants.of_age(licence_class, born, first)
    assert not applicants.of_age(licence_class, born, first - timedelta(days=1))
    if most is not None:
        last = years_later(born, most)
        assert applicants.of_age(licence_class, born, last - timedelta(days=1))
        assert not applicants.of_age(licence_class, born, last)


def test_the_upper_age_of_a_heavy_class_was_60_before_2025() -> None:
    told: dict[str, Any] = {"answers": {"licence_class": "B2"}, "person__birth_date": "1964-06-15"}
    assert not says("age-for-the-class", on=date(2024, 12, 31), **told)
    assert says("age-for-the-class", on=date(2025, 1, 1), **told)


@pytest.mark.parametrize(
    ("licence_class", "cm", "tall"),
    [("A1", 155, True), ("A1", 154, False), ("B1", 150, True), ("B1", 149, False), ("C1", 120, True)],
)
def test_some_classes_ask_for_a_height(licence_class: str, cm: int, tall: bool) -> None:
    assert says("tall-enough", answers={"licence_class": licence_class, "height_cm": cm}) is tall


@pytest.mark.parametrize(
    ("licence_class", "left", "right", "sees"),
    [
        ("C1", "4.9", "5.1", True), ("C1", "4.8", "5.3", False), ("B2", "5.0", "5.0", True),
        ("B2", "4.9", "5.0", False),
    ],
)  # fmt: skip
def test_both_eyes_must_see_enough(licence_class: str, left: str, right: str, sees: bool) -> None:
    answers: dict[str, JsonValue] = {"licence_class": licence_class, "vision_left": left, "vision_right": right}
    assert says("sees-enough", answers=answers) is sees


@pytest.mark.parametrize(
    ("target", "held", "since", "clean", "may"),
    [
        ("C6", "C1", date(2025, 11, 23), 1, True), ("C6", "C1", date(2025, 11, 24), 1, False),
        ("C6", "C1", date(2025, 11, 23), 0, False), ("B1", "C1", date(2024, 11, 23), 2, True),
        ("B1", "C1", date(2024, 11, 23), 1, False), ("A2", "B2", date(2024, 11, 23), 2, True),
        ("A2", "A1", date(2025, 11, 23), 2, True), ("A2", "C1", date(2000, 1, 1), 9, False),
        ("A1", "B2", date(2023, 11, 23), 3, True), ("A1", "B2", date(2023, 11, 24), 3, False),
        ("A1", "A2", date(2025, 11, 23), 2, False), ("D", "C1", ON, 0, True),
    ],
)  # fmt: skip
def test_a_class_is_added_after_years_and_clean_periods(
    target: str, held: str, since: date, clean: int, may: bool
) -> None:
    assert applicants.may_add(target, {held: since}, clean, ON) is may


# ------------------------------------------------------------ every rule
ANSWERS = ("keep_trailer", "added_class", "licence_class")
"""What an applicant answers: no fact of a register, so no rule names it among what it reads."""


def test_every_rule_names_what_it_reads_and_reads_nothing_else() -> None:
    class Watched(dict[str, JsonValue]):
        asked: set[str]

        def get(self, key: str, default: Any = None) -> Any:
            self.asked.add(key)
            return super().get(key, default)

    for versions in RULES.values():
        for rule in versions:
            if not rule.reads:
                continue  # the rules of the lane read the file that the window filled
            watched = Watched()
            watched.asked = set()
            rule.holds(Facts(rule.since, watched, watched))
            assert watched.asked <= {*rule.reads, "driver.review_due", *ANSWERS}, rule.name


def test_versions_of_a_rule_follow_one_another() -> None:
    for name, versions in RULES.items():
        for earlier, later in pairwise(versions):
            assert earlier.until is not None, name
            assert earlier.until + timedelta(days=1) == later.since, name
