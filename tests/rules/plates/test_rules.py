"""What the office decides about numbers, as properties."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane import catalogue
from onelane.catalogue.settings import Settings
from onelane.kernel.clock import OFFICE_ZONE
from onelane.kernel.numbers import plate
from onelane.kernel.refusal import Refused
from onelane.office.plates import rules

SETTINGS = Settings(catalogue.load().vocabulary.settings, {})
names = st.text("abcd", min_size=1, max_size=3)


@given(names, names)
def test_a_segment_is_released_by_a_second_person_or_not_at_all(maker: str, releaser: str) -> None:
    if maker == releaser:
        with pytest.raises(Refused, match=r"plates\.second_person_needed"):
            rules.check_release(state="proposed", made_by=maker, released_by=releaser)
    else:
        rules.check_release(state="proposed", made_by=maker, released_by=releaser)
    with pytest.raises(Refused, match=r"plates\.already_released"):
        rules.check_release(state="released", made_by=maker, released_by=releaser)


@given(st.integers(0, 20), st.integers(1, 10))
def test_a_case_draws_as_often_as_the_office_allows(drawn: int, limit: int) -> None:
    if drawn < limit:
        assert rules.next_turn(drawn=drawn, limit=limit) == drawn + 1
    else:
        with pytest.raises(Refused, match=r"plates\.no_draws_left"):
            rules.next_turn(drawn=drawn, limit=limit)


@given(st.integers(1, 20))
def test_a_time_out_leaves_a_case_in_the_lane_with_a_number_or_with_another_draw(turn: int) -> None:
    terms = rules.terms(SETTINGS)
    another = turn < terms.draws

    assert rules.time_out_takes_the_first(turn=turn, terms=terms) is not another


@given(st.integers(1, 20))
def test_a_batch_at_home_whose_time_is_over_is_lost(turn: int) -> None:
    assert not rules.time_out_takes_the_first(turn=turn, terms=rules.terms(SETTINGS, online=True))


@pytest.mark.parametrize(
    ("missed", "until"), [((2026, 11, 25), (2028, 11, 25)), ((2024, 2, 29), (2026, 3, 1))], ids=["plain", "leap day"]
)
def test_a_missed_hold_bars_for_whole_years(missed: tuple[int, int, int], until: tuple[int, int, int]) -> None:
    at = datetime(*missed, 17, tzinfo=OFFICE_ZONE)

    assert rules.barred_until(at, years=2) == datetime(*until, 17, tzinfo=OFFICE_ZONE)
    assert rules.barred_until(at, years=0) is None
    assert rules.barred_until(None, years=2) is None


@given(st.sampled_from(plate.PURE_ELECTRIC + plate.NOT_PURE_ELECTRIC), st.text("0123456789", min_size=5, max_size=5))
def test_a_new_energy_number_is_in_the_pool_of_its_drive(letter: str, digits: str) -> None:
    fuel = "C" if letter in plate.PURE_ELECTRIC else "O"

    assert rules.pool_of("52", letter + digits) == rules.pool_for("52", fuel)
    assert rules.pool_of("51", digits + letter) == rules.pool_for("51", fuel)
    assert rules.pool_for("52", "C") != rules.pool_for("52", "O")


@given(st.sampled_from(sorted(set(plate.FORMS) - set(rules.DRIVE_LETTER_AT))), st.sampled_from("ABCEO"))
def test_any_other_category_has_one_pool_whatever_the_fuel(category: str, fuel: str) -> None:
    assert rules.pool_for(category, fuel) == rules.pool_of(category, "1A000") == category


@given(st.integers(1, 200))
def test_a_segment_is_no_longer_than_allowed(most: int) -> None:
    run = plate.Segment("NLNNN", "1A000", "1A099")

    if run.size <= most:
        rules.check_segment(run, category="02", most=most)
    else:
        with pytest.raises(Refused, match=r"plates\.segment_too_large"):
            rules.check_segment(run, category="02", most=most)


@given(st.text(max_size=3).filter(lambda text: text not in plate.FORMS))
def test_a_car_without_a_category_draws_from_no_pool(category: str) -> None:
    with pytest.raises(Refused, match=r"plates\.no_category"):
        rules.pool_for(category, "A")
