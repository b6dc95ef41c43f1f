"""Plate numbers and segments after GA 36."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane.kernel.numbers import plate
from onelane.kernel.numbers.plate import Segment
from onelane.kernel.refusal import Refused

PREFIXES = ("鲁B", "鲁U")


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("鲁B12345", "02"),
        ("鲁U·A12B3", "02"),
        ("鲁b·1234a", "01"),
        ("鲁BD12345", "52"),
        ("鲁BKA1234", "52"),
        ("鲁U12345F", "51"),
        ("鲁B1234挂", "15"),
        ("鲁BA234学", "16"),
        ("鲁BA234警", "23"),
        ("鲁B1234领", "04"),
        ("鲁B1A345", "07"),
    ],
)
def test_a_plate_fits_its_category(text: str, category: str) -> None:
    stored = plate.check(text, prefixes=PREFIXES, category=category)
    assert stored == text.upper().replace("·", "")
    assert plate.check(plate.display(stored), prefixes=PREFIXES) == stored


@pytest.mark.parametrize(
    ("text", "category", "code"),
    [
        ("鲁A12345", "02", "numbers.plate_prefix"),
        ("B12345", "02", "numbers.plate_prefix"),
        ("鲁BI2345", "02", "numbers.plate_form"),
        ("鲁BO2345", "02", "numbers.plate_form"),
        ("鲁BABC12", "02", "numbers.plate_form"),
        ("鲁BL12345", "52", "numbers.plate_form"),
        ("鲁B12345", "52", "numbers.plate_form"),
        ("鲁B12345L", "51", "numbers.plate_form"),
        ("鲁BE234警", "23", "numbers.plate_form"),
        ("鲁B", "", "numbers.plate_form"),
        ("", "", "numbers.plate_prefix"),
    ],
)
def test_a_plate_of_another_form_is_refused(text: str, category: str, code: str) -> None:
    with pytest.raises(Refused) as told:
        plate.check(text, prefixes=PREFIXES, category=category)
    assert told.value.code == code


def test_a_plate_is_shown_with_its_dot() -> None:
    assert plate.display("鲁B12345") == "鲁B·12345"


@pytest.mark.parametrize(
    ("kind", "fuel", "use", "category"),
    [
        ("K33", "A", "A", "02"),
        ("K33", "C", "A", "52"),
        ("K31", "AC", "A", "52"),
        ("K31", "O", "A", "02"),
        ("K11", "B", "B", "01"),
        ("K11", "P", "C", "51"),
        ("H31", "B", "F", "02"),
        ("Q11", "B", "F", "01"),
        ("B11", "Y", "F", "15"),
        ("M21", "A", "A", "07"),
        ("M22", "C", "A", "08"),
        ("H51", "B", "A", "13"),
        ("N11", "B", "A", "13"),
        ("K33", "C", "N", "16"),
        ("M21", "A", "N", "17"),
        ("K33", "A", "H", "23"),
    ],
)
def test_type_fuel_and_use_give_the_category(kind: str, fuel: str, use: str, category: str) -> None:
    assert plate.category_for(kind, fuel, use) == category


def test_a_tram_gets_no_plate() -> None:
    with pytest.raises(Refused, match=r"numbers\.plate_no_category"):
        plate.category_for("D12", "C", "C")


def test_a_pure_electric_car_has_its_own_letters() -> None:
    assert set(plate.energy_letters("C")).isdisjoint(plate.energy_letters("AC"))


def test_a_segment_counts_from_its_first_to_its_last() -> None:
    segment = Segment("LNNNN", "A0000", "B9999")
    assert segment.size == 20_000
    assert (segment.serial(0), segment.serial(19_999)) == ("A0000", "B9999")
    assert segment.contains("A5555")
    assert not segment.contains("C0000")
    assert not segment.contains("I0000")


def test_letters_i_and_o_are_left_out_of_the_count() -> None:
    assert list(Segment("NL", "0H", "0P")) == ["0H", "0J", "0K", "0L", "0M", "0N", "0P"]


def test_a_segment_keeps_what_is_written_out() -> None:
    segment = Segment("DNNNNN", "D00000", "D99999")
    assert segment.size == 100_000
    assert segment.fits("52")
    assert not segment.fits("02")
    assert Segment("NNNN挂", "0000挂", "9999挂").fits("15")


@pytest.mark.parametrize(("pattern", "fits"), [("NNNNN", True), ("LNLNN", True), ("LLLNN", False), ("NNNN", False)])
def test_ordinary_segments_hold_two_letters_at_most(pattern: str, fits: bool) -> None:  # noqa: FBT001 - a fact of the table
    serial = pattern.replace("N", "0").replace("L", "A")
    assert Segment(pattern, serial, serial).fits("02") is fits


@pytest.mark.parametrize(("first", "last"), [("00100", "00099"), ("0000", "00099"), ("A0000", "99999")])
def test_a_segment_with_wrong_ends_is_refused(first: str, last: str) -> None:
    with pytest.raises(Refused, match=r"numbers\.segment_"):
        Segment("NNNNN", first, last)


@given(st.text("NLD8", min_size=1, max_size=6), st.data())
def test_every_serial_of_a_segment_lies_in_it_and_knows_its_place(pattern: str, data: st.DataObject) -> None:
    alphabets = {"N": plate.DIGITS, "L": plate.LETTERS}
    draw = st.tuples(*(st.sampled_from(alphabets.get(mark, mark)) for mark in pattern)).map("".join)
    whole = Segment(
        pattern,
        "".join(alphabets.get(mark, mark)[0] for mark in pattern),
        "".join(alphabets.get(mark, mark)[-1] for mark in pattern),
    )
    one = data.draw(draw)
    assert whole.contains(one)
    assert Segment(pattern, one, one).serial(0) == one
    index = data.draw(st.integers(0, whole.size - 1))
    assert Segment(pattern, whole.first, whole.serial(index)).size == index + 1
