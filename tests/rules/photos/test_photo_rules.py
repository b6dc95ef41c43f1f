"""When an ID photo passes: both sides of every limit of GA 482 and of the office's settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane.catalogue.settings import Settings
from onelane.office.photos import rules
from onelane.office.photos.rules import Measures
from onelane.registers.offices import catalogue

RIGHT = Measures(
    width=520, height=756, faces=1, distortion=100, head_length=242, head_width=175, gap=15, background=250,
    light=150, sharpness=200, eyes_open=80, eyes_free=95, clothes=60, file=20 * 1024,
)  # fmt: skip


def limits(**changed: int) -> Settings:
    return Settings(catalogue.current().vocabulary.settings, {f"photo.{key}": value for key, value in changed.items()})


def faults(**changed: float) -> list[str]:
    return [one.code for one in rules.faults(rules.judge(replace(RIGHT, **changed), limits()))]


def test_a_photo_inside_every_limit_passes() -> None:
    assert rules.passes(rules.judge(RIGHT, limits()))


@pytest.mark.parametrize(
    ("measure", "inside", "outside"),
    [
        ("enlarged", 10, 10.1),
        ("proportion", 1, 1.1),
        ("distortion", 78, 77.9),
        ("distortion", 135, 135.1),
        ("head_length", 224, 223.9),
        ("head_length", 260, 260.1),
        ("head_width", 165, 164.9),
        ("head_width", 189, 189.1),
        ("gap", 10, 9.9),
        ("gap", 20, 20.1),
        ("centre", 4, 4.1),
        ("centre", -4, -4.1),
        ("tilt", 3, 3.1),
        ("tilt", -3, -3.1),
        ("turn", 8, 8.1),
        ("turn", -8, -8.1),
        ("nod", 10, 10.1),
        ("nod", -10, -10.1),
        ("background", 235, 234.9),
        ("background_even", 10, 10.1),
        ("background_colour", 8, 8.1),
        ("shadow", 12, 12.1),
        ("face_shadow", 35, 35.1),
        ("sharpness", 80, 79.9),
        ("light", 90, 89.9),
        ("light", 210, 210.1),
        ("burnt", 2, 2.1),
        ("eyes_open", 30, 29.9),
        ("eyes_free", 45, 44.9),
        ("glare", 8, 8.1),
        ("clothes", 200, 200.1),
        ("file", 14 * 1024, 14 * 1024 - 1),
        ("file", 30 * 1024, 30 * 1024 + 1),
    ],
)
def test_each_measure_has_two_sides(measure: str, inside: float, outside: float) -> None:
    assert faults(**{measure: inside}) == []
    assert faults(**{measure: outside}) == ["size" if measure == "enlarged" else measure]


@pytest.mark.parametrize("faces", [0, 2, 3])
def test_without_exactly_one_face_nothing_else_is_judged(faces: int) -> None:
    verdicts = rules.judge(Measures(width=520, height=756, faces=faces), limits())

    assert [one.code for one in verdicts] == ["faces"]
    assert verdicts[0].side == ("low" if faces == 0 else "high")


def test_every_measure_stands_under_a_heading() -> None:
    headed = [code for codes in rules.TOPICS.values() for code in codes]
    assert sorted(headed) == sorted(one.code for one in rules.judge(RIGHT, limits()))


def test_an_office_may_set_its_own_limit() -> None:
    measures = replace(RIGHT, background=225)
    assert not rules.passes(rules.judge(measures, limits()))
    assert rules.passes(rules.judge(measures, limits(**{"background.least": 220})))


def test_a_shot_is_cut_even_where_uploads_are_not() -> None:
    finished_only = limits(cut_uploads=False)
    assert not rules.frame(finished_only).cut
    assert rules.frame(finished_only, shot=True).cut


def test_a_photo_counts_for_six_months_and_not_a_day_longer() -> None:
    taken = date(2026, 5, 25)
    assert rules.usable(taken, date(2026, 11, 25), 6)
    assert not rules.usable(taken, date(2026, 11, 26), 6)
    assert not rules.usable(taken, date(2026, 5, 24), 6)


def test_a_month_without_that_day_ends_with_its_last() -> None:
    assert rules.kept_until(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert rules.kept_until(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert rules.kept_until(date(2026, 6, 30), 6) == date(2026, 12, 30)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 12))
def test_a_photo_never_counts_for_more_than_its_months(taken: date, months: int) -> None:
    last = rules.kept_until(taken, months)
    assert timedelta(28 * months - 3) <= last - taken <= timedelta(31 * months)
    assert rules.usable(taken, last, months)
    assert not rules.usable(taken, last + timedelta(1), months)


@given(st.floats(0, 500, allow_nan=False), st.floats(0, 500, allow_nan=False))
def test_a_verdict_holds_exactly_when_it_is_on_no_side(length: float, gap: float) -> None:
    for one in rules.judge(replace(RIGHT, head_length=length, gap=gap), limits()):
        assert one.holds == (one.side == "")
        assert one.holds == (
            (one.least is None or one.value >= one.least) and (one.most is None or one.value <= one.most)
        )


@pytest.mark.parametrize("told", ["ABCD-2345", "abcd 2345", " abcd2345 "])
def test_a_code_is_read_however_it_is_written(told: str) -> None:
    assert rules.as_code(told) == "ABCD2345"
