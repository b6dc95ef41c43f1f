"""Keeping a former number: each side of each year of R164 art.44, and an office that has other years."""

from __future__ import annotations

from datetime import date

import pytest

from onelane import catalogue
from onelane.catalogue.settings import Settings
from onelane.office.plates import rules

KNOWN = catalogue.load().vocabulary.settings
TODAY = date(2026, 11, 25)


def said(*, on: date = TODAY, since: date, until: date, settled: bool = True, **changed: int) -> str:
    """Return the code of the refusal, or nothing."""
    former = rules.Former("鲁B1A888", "02", since, until, settled)
    settings = Settings(KNOWN, {f"plate.keep_original.{name}": value for name, value in changed.items()})
    refused = rules.why_not_kept(former, on=on, settings=settings)
    return refused.code if refused else ""


@pytest.mark.parametrize(
    ("until", "code"),
    [
        (date(2026, 11, 25), ""), (date(2024, 11, 26), ""), (date(2024, 11, 25), ""),
        (date(2024, 11, 24), "plates.former_too_late"),
    ],
)  # fmt: skip
def test_it_is_asked_for_within_two_years_the_last_day_included(until: date, code: str) -> None:
    assert said(since=date(2015, 1, 1), until=until) == code


@pytest.mark.parametrize(
    ("since", "code"),
    [(date(2025, 6, 1), ""), (date(2025, 6, 2), "plates.former_too_short"), (date(2020, 6, 1), "")],
)
def test_it_was_borne_for_a_year_at_least(since: date, code: str) -> None:
    assert said(since=since, until=date(2026, 6, 1)) == code


def test_of_a_car_that_came_on_a_leap_day_the_year_is_full_on_the_last_of_february() -> None:
    assert said(on=date(2026, 3, 1), since=date(2024, 2, 29), until=date(2025, 2, 28)) == ""
    assert said(on=date(2026, 3, 1), since=date(2024, 2, 29), until=date(2025, 2, 27)) == "plates.former_too_short"


def test_violations_and_accidents_of_the_old_car_are_settled_first() -> None:
    assert said(since=date(2020, 1, 1), until=TODAY, settled=False) == "plates.former_not_settled"


@pytest.mark.parametrize(("until", "code"), [(date(2025, 11, 25), ""), (date(2025, 11, 24), "plates.former_too_late")])
def test_the_rule_of_2018_is_one_year_and_three(until: date, code: str) -> None:
    seed = {"within_years": 1, "used_years": 3}
    assert said(since=date(2018, 1, 1), until=until, **seed) == code
    assert said(since=date(2022, 11, 26), until=date(2025, 11, 25), **seed) == "plates.former_too_short"
    assert said(since=date(2022, 11, 25), until=date(2025, 11, 25), **seed) == ""
