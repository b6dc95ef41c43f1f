"""What the office decides about numbers, as properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane.kernel.numbers import plate
from onelane.kernel.refusal import Refused
from onelane.office.plates import rules

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


@given(st.integers(1, 20), st.integers(1, 10))
def test_a_time_out_leaves_a_case_with_a_number_or_with_another_draw(turn: int, limit: int) -> None:
    another = turn < limit

    assert rules.time_out_takes_the_first(turn=turn, limit=limit) is not another


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
