"""Who is fit for which class (R162 art.14): both sides of every number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane.kernel.refusal import Refused
from onelane.office.physicals import form, rules
from onelane.office.physicals.rules import CLASSES, Findings

SOUND = Findings(
    height=170, sight_left=50, sight_right=50, field=150, colour=True, hearing="good", arms=True, legs="good",
    legs_differ=0, trunk=True,
)  # fmt: skip
TYPED = {
    "id_no": "370299199003070125", "name": "试一", "wanted": "B2", "examined_on": "2026-11-20", "height": "170",
    "sight_left": "5.0", "sight_right": "5.1", "field": "150", "colour": "yes", "hearing": "good", "arms": "yes",
    "legs": "good", "legs_differ": "0", "trunk": "yes", "ability": "none",
}  # fmt: skip


def against(wanted: str, **found: Any) -> tuple[str, ...]:
    return rules.against(replace(SOUND, **found), wanted)


def test_who_is_sound_is_fit_for_every_class() -> None:
    assert rules.fit_for(SOUND) == CLASSES


@pytest.mark.parametrize("wanted", sorted(rules.TALL))
def test_large_vehicles_ask_for_155_cm(wanted: str) -> None:
    assert against(wanted, height=155) == ()
    assert against(wanted, height=154) == ("height",)


def test_medium_buses_ask_for_150_cm_and_cars_for_none() -> None:
    assert against("B1", height=150) == ()
    assert against("B1", height=149) == ("height",)
    assert against("C1", height=120) == ()


@pytest.mark.parametrize("wanted", sorted(rules.HEAVY))
def test_heavy_classes_ask_for_5_0_on_each_eye(wanted: str) -> None:
    assert against(wanted, sight_left=50) == ()
    assert against(wanted, sight_left=49) == ("sight",)


def test_other_classes_ask_for_4_9() -> None:
    assert against("F", sight_right=49) == ()
    assert against("F", sight_right=48) == ("sight",)


@pytest.mark.parametrize("wanted", CLASSES)
def test_one_good_eye_with_a_field_of_150_degrees_drives_cars_only(wanted: str) -> None:
    fit = against(wanted, sight_left=30, sight_right=50, field=150) == ()
    assert fit == (wanted in {"C1", "C2", "C3", "C4", "C5"})
    assert against(wanted, sight_left=30, sight_right=50, field=149) == ("sight",)
    assert against(wanted, sight_left=30, sight_right=49, field=150) == ("sight",)


def test_red_green_blindness_stands_against_every_class() -> None:
    assert rules.fit_for(replace(SOUND, colour=False)) == ()


def test_a_hearing_aid_is_enough_for_small_cars() -> None:
    assert rules.fit_for(replace(SOUND, hearing="aid")) == ("C1", "C2")
    assert rules.fit_for(replace(SOUND, hearing="no")) == ()


def test_legs_may_differ_by_five_centimetres() -> None:
    assert against("C1", legs_differ=5) == ()
    assert against("C1", legs_differ=6) == ("legs",)


def test_a_lost_left_leg_leaves_automatic_cars_and_lost_legs_leave_adapted_ones() -> None:
    assert rules.fit_for(replace(SOUND, legs="left_lost")) == ("C2", "C5")
    assert rules.fit_for(replace(SOUND, legs="lost")) == ("C5",)
    assert rules.fit_for(replace(SOUND, arms=False)) == ("C5",)


def test_a_stiff_neck_stands_against_every_class() -> None:
    assert rules.fit_for(replace(SOUND, trunk=False)) == ()


@given(st.integers(100, 230), st.integers(30, 53), st.integers(30, 53), st.sampled_from(CLASSES))
def test_a_better_finding_never_takes_a_class_away(height: int, left: int, right: int, wanted: str) -> None:
    found = replace(SOUND, height=height, sight_left=left, sight_right=right)
    better = replace(found, height=height + 1, sight_left=left + 1, sight_right=right + 1)
    assert rules.against(found, wanted) or not rules.against(better, wanted)


def test_a_result_is_entered_within_a_month_and_not_before_its_day() -> None:
    today = date(2026, 11, 23)
    assert rules.may_be_entered(today, today)
    assert not rules.may_be_entered(today + timedelta(1), today)
    assert rules.may_be_entered(today - timedelta(31), today)
    assert not rules.may_be_entered(today - timedelta(32), today)


# ------------------------------------------------------------ the form as it is typed
def test_a_complete_form_is_read() -> None:
    read = form.read(TYPED)
    assert (read.wanted, read.examined_on, read.findings.sight_right, read.ability) == (
        "B2",
        date(2026, 11, 20),
        51,
        None,
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("height", "99"), ("height", "231"), ("height", "1e2"), ("height", "١٧٠"), ("field", "181"),
        ("legs_differ", "-1"), ("sight_left", "9.9"), ("wanted", "Z9"), ("colour", ""), ("hearing", "maybe"),
        ("examined_on", "2026-02-30"), ("id_no", " "), ("name", ""), ("ability", "x"),
    ],
)  # fmt: skip
def test_each_wrong_value_is_named(name: str, text: str) -> None:
    with pytest.raises(Refused) as refused:
        form.read(TYPED | {name: text})
    assert (refused.value.code, refused.value.facts["fields"]) == ("physicals.fields", [name])


def test_all_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        form.read({})
    assert set(refused.value.facts["fields"]) == set(TYPED)  # type: ignore[arg-type]  # a list of names


# ------------------------------------------------------------ what a picture of it says
def test_a_printed_form_fills_in_what_is_read_for_sure() -> None:
    lines = ["机动车驾驶人身体条件证明", "身份证明号码 370299199003070125", "身高 172 厘米", "左眼 5.0", "右眼：4.9"]
    assert rules.prefill(lines) == {
        "height": "172", "sight_left": "5.0", "sight_right": "4.9", "id_no": "370299199003070125",
    }  # fmt: skip


@given(st.lists(st.text(max_size=40), max_size=8))
def test_whatever_is_read_only_values_of_the_form_come_out(lines: list[str]) -> None:
    assert set(rules.prefill(lines)) <= set(TYPED)
