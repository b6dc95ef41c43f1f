"""Wait estimates: what is known when somebody joins, and ranges that hold as often as they say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from onelane.twin import loading
from onelane.twin.forecast import calls as forms
from onelane.twin.forecast.calls import Call, FormError
from onelane.twin.forecast.conformal import Ranges, share_covered
from onelane.twin.forecast.evaluation import evaluate, ranges_online
from onelane.twin.forecast.forest import CHOSEN
from onelane.twin.forecast.watching import sights
from onelane.twin.replicate import replicate

HEADINGS = (
    "vru+line\tcall_id\tcustomer_id\tpriority\ttype\tdate\tvru_entry\tvru_exit\tvru_time\tq_start\tq_exit\tq_time\t"
    "outcome\tser_start\tser_exit\tser_time\tserver"
)
SERVED = "A1\t1\t0\t2\tPS\t990103\t8:59:50\t9:00:00\t10\t9:00:00\t9:01:30\t90\tAGENT\t9:01:30\t9:05:00\t210\tS1"
AT_ONCE = "A1\t2\t0\t0\tNW\t990103\t9:00:00\t9:00:05\t5\t0:00:00\t0:00:00\t0\tAGENT\t9:00:05\t9:02:00\t115\tS2"
HUNG_UP = "A1\t3\t0\t1\tXX\t990103\t9:00:00\t9:00:05\t5\t9:00:05\t9:00:25\t20\tHANG\t0:00:00\t0:00:00\t0\tNO_SERVER"
PHANTOM = "A1\t4\t0\t1\tPS\t990103\t9:00:00\t9:00:05\t5\t9:00:05\t9:00:25\t20\tPHANTOM\t0:00:00\t0:00:00\t0\tNO_SERVER"


def write(folder: Path, *rows: str) -> Path:
    file = folder / "calls.tsv"
    file.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    return file


def call(joined: float, left: float, ended: float, **more: object) -> Call:
    made = Call("990103", joined, left, True, left, ended, 0, 0)
    return replace(made, **more)  # type: ignore[arg-type]  # any field


def test_a_file_says_who_waited_was_served_or_hung_up(tmp_path: Path) -> None:
    served, at_once, hung_up = forms.read(write(tmp_path, SERVED, AT_ONCE, HUNG_UP, PHANTOM))
    assert (served.wait, served.joined, served.ended, served.priority) == (90, 32400, 32700, 2)
    assert (at_once.wait, at_once.joined, at_once.served) == (0, 32405, True)
    assert (hung_up.wait, hung_up.served, hung_up.kind) == (20, False, len(forms.KINDS))


def test_a_line_that_is_not_of_the_form_is_named(tmp_path: Path) -> None:
    with pytest.raises(FormError, match=r"calls\.tsv:3: "):
        forms.read(write(tmp_path, SERVED, AT_ONCE.replace("9:00:05\t9:02", "soon\t9:02")))
    (tmp_path / "calls.tsv").write_text("a\tb\n")
    with pytest.raises(FormError, match="headings lack priority"):
        forms.read(tmp_path / "calls.tsv")


def test_three_weeks_end_on_the_21st_of_a_month_that_begins_on_the_1st() -> None:
    assert forms.three_weeks([call(0, 1, 2, day="990101"), call(0, 1, 2, day="990130")]) == "990121"


def test_simple_estimates_are_those_of_the_literature() -> None:
    first = call(0, 30, 100)
    second = call(10, 50, 200)
    third = call(40, 90, 300)
    _, two, three = sights([first, second, third])
    assert (two.last, two.head) == (0.0, 10.0)  # nobody has entered service; the first has waited 10 s
    assert (three.last, three.head) == (30.0, 30.0)  # the first waited 30 s; the second has waited 30 s so far
    assert three.work == 2 * 180.0  # the second and I, by the mean of a day without services yet, one server busy


def test_nothing_that_happens_later_takes_part() -> None:
    day = forms.of_station(replicate(loading.load("after"), days=1, log=True), "inspection")
    known = list(sights(day))
    moment = known[len(known) // 2].call.joined
    later = [
        replace(one, left=one.left + 500, begun=one.begun + 500, ended=one.ended + 900)
        if one.left > moment
        else replace(one, ended=one.ended + 700 * (one.ended > moment))
        for one in day
        if one.joined <= moment
    ]
    before = [sight for sight in known if sight.call.joined <= moment]
    assert [sight.features for sight in sights(later)][: len(before)] == [sight.features for sight in before]


def test_a_simulated_visit_becomes_a_call_with_its_wait() -> None:
    (day,) = replicate(loading.load("after"), days=1, log=True)
    found = forms.of_station([day], "inspection")
    assert sorted(one.wait for one in found) == pytest.approx(
        sorted(60 * wait for wait in day.stations["inspection"].waits)
    )


def learnt(rng: np.random.Generator) -> Ranges:
    """Ranges that learnt from a forest which believes that nothing varies by more than 1."""
    middle = rng.uniform(0, 100, 4000)
    ranges = Ranges()
    ranges.learn(middle - 1, middle, middle + 1, middle + rng.normal(0, 1 + middle / 20))
    return ranges


def test_ranges_hold_nine_times_of_ten_at_every_load_although_the_forest_is_too_sure() -> None:
    rng = np.random.default_rng(3)
    ranges = learnt(rng)
    for low, high in ((0, 20), (40, 60), (80, 100)):
        middle = rng.uniform(low, high, 3000)
        waits = middle + rng.normal(0, 1 + middle / 20)
        told = [ranges.of(one - 1, one, one + 1) for one in middle]
        kept = np.maximum(waits, 0)
        assert 0.86 < share_covered(told, kept.tolist()) < 0.95


def test_ranges_grow_when_the_office_gets_less_regular_than_it_was() -> None:
    rng = np.random.default_rng(4)
    fixed, learning = learnt(rng), learnt(rng)
    held = {"fixed": 0, "learning": 0}
    for number in range(4000):
        middle = rng.uniform(50, 100)
        wait = max(0.0, middle + rng.normal(0, 3 * (1 + middle / 20)))
        for name, ranges in (("fixed", fixed), ("learning", learning)):
            low, high = ranges.of(middle - 1, middle, middle + 1)
            held[name] += (low <= wait <= high) * (number >= 1000)
        learning.see(middle - 1, middle, middle + 1, wait)
    assert held["fixed"] / 3000 < 0.6
    assert 0.87 < held["learning"] / 3000 < 0.93


def test_an_outcome_teaches_only_those_who_come_after_it_is_known() -> None:
    known = list(sights([call(0, 500, 600), call(10, 20, 30), call(400, 450, 460)]))
    raw = np.array([[0.0, 1.0, 2.0]] * 3)
    ranges = learnt(np.random.default_rng(5))
    alone = ranges.of(0.0, 1.0, 2.0)
    told = ranges_online(ranges, known, raw)
    assert told[0] == told[1] == alone  # the second joins before any outcome
    assert told[2] != alone  # the third knows what became of the second, not of the first


def test_the_forest_is_better_than_the_last_one_to_enter_and_its_ranges_hold() -> None:
    days = replicate(loading.load("after"), days=60, log=True)
    found = evaluate(forms.of_station(days, "inspection"), until=forms.name_of_day(39), kind=replace(CHOSEN, trees=25))
    assert found.of_last_to_enter < 0.5
    assert found.mae_forest < found.mae_queue_length
    assert 0.85 < found.covered < 0.95


def test_nothing_to_learn_from_is_told() -> None:
    with pytest.raises(ValueError, match="too few days"):
        evaluate([call(0, 1, 2)], until="980101")
