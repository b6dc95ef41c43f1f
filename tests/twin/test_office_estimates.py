"""Estimates for everybody inside: learnt from days of a journal, told as ranges, judged by what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from onelane.office.cases.path import Path
from onelane.office.cases.traces import Trace
from onelane.twin import fitting, loading
from onelane.twin.forecast import simulated
from onelane.twin.forecast.ahead import walk
from onelane.twin.forecast.grove import Grove, TornError, grow
from onelane.twin.forecast.office import Model, TooLittleError, learn, moments
from onelane.twin.forecast.paces import calibrated
from onelane.twin.forecast.scoring import END, Score, score, together
from onelane.twin.forecast.situation import NEVER, Inside, Past, Situation
from onelane.twin.replicate import replicate
from onelane.twin.scenario import Spread

Days = Sequence[Sequence[Trace]]
WAY = Path(loading.load("after").path)


@pytest.fixture(scope="module")
def days() -> Days:
    scenario = loading.load("after")
    return simulated.days_of(scenario, replicate(scenario, days=9, seed=31, log=True))


@pytest.fixture(scope="module")
def model(days: Days) -> Model:
    return learn(days[:7], calibrated(), np.random.default_rng(1), trees=20, asked=12)


def test_a_past_moment_knows_nothing_of_what_came_later(days: Days) -> None:
    day = days[0]
    noon = Past(day).at(720.0)
    known = [one for one in day if one.arrived_at <= day[len(day) // 2].arrived_at]
    assert len(noon.inside) > 5
    cut = Past(known).at(min(720.0, Past(known).events()[-1]))
    assert {one.case for one in noon.inside} >= {one.case for one in cut.inside if one.arrived < 700}


def test_the_walk_without_chance_serves_in_turn_and_joins_what_was_split() -> None:
    inside = tuple(
        Inside(f"{number}", float(number), float(number), waits=frozenset({"acceptance", "inspection"}))
        for number in range(9)
    )
    found = walk(Situation(10.0, inside), WAY, calibrated())
    assert [round(found[f"{number}"].calls["acceptance"], 1) for number in range(9)] == [0.0] * 4 + [5.5] * 4 + [11.0]
    assert [round(found[f"{number}"].calls["inspection"], 1) for number in range(9)] == [0.0] * 6 + [9.0] * 3
    first = found["0"]
    assert first.calls["review"] == pytest.approx(12.0)  # the longer branch: 9 minutes of inspection, 3 of photograph
    assert first.end > first.calls["hand-over"] > first.calls["plate-making"]


def test_what_has_gone_on_for_longer_than_its_mean_still_takes_a_while() -> None:
    one = Inside("1", 0.0, 0.0, in_hand={"acceptance": 0.0, "inspection": 0.0})
    found = walk(Situation(60.0, (one,)), WAY, calibrated())
    assert found["1"].calls["photograph"] == pytest.approx(0.3 * 9.0)


def test_estimates_hold_about_nine_times_of_ten_and_beat_the_last_to_enter(days: Days, model: Model) -> None:
    rng = np.random.default_rng(2)
    scores = [score(day, model, moments(Past(day), 25, rng)) for day in days[7:]]
    calls = together(one for day in scores for step, one in day.items() if step not in {END, "later"})
    ends = together(day[END] for day in scores)
    assert calls.asked > 250
    assert calls.error / calls.simple < 0.7  # with so few days; `forecast evaluate` says how it is with many
    assert 0.8 < calls.covered / calls.asked < 0.97
    assert 0.8 < ends.covered / ends.asked < 0.97


def test_everybody_inside_is_told_every_call_to_come_and_the_end(days: Days, model: Model) -> None:
    now = Past(days[8]).at(600.0)
    told = model.estimates(now)
    assert set(told) == {one.case for one in now.inside}
    for one in now.inside:
        mine = told[one.case]
        assert set(mine.calls) == set(model.path.steps) - one.done - one.in_hand.keys()
        assert 0 <= mine.end.low <= mine.end.middle <= mine.end.high


def test_a_model_is_the_same_after_it_was_kept(days: Days, model: Model) -> None:
    now = Past(days[8]).at(600.0)
    assert Model.from_bytes(model.to_bytes()).estimates(now) == model.estimates(now)


def test_what_is_no_model_is_told(model: Model) -> None:
    for broken in (b"", b"PK", model.to_bytes()[:-100]):
        with pytest.raises(TornError):
            Model.from_bytes(broken)


def test_outcomes_move_the_ranges_and_are_kept_apart_from_the_model(days: Days, model: Model) -> None:
    fresh = model.with_missed({})
    score(days[7], fresh, moments(Past(days[7]), 30, np.random.default_rng(3)))
    assert fresh.missed != model.missed
    assert model.with_missed(fresh.missed).missed == fresh.missed


def test_too_few_days_teach_nothing(days: Days) -> None:
    with pytest.raises(TooLittleError):
        learn(days[:3], calibrated(), np.random.default_rng(1))


def test_a_grove_says_the_quantiles_of_what_it_has_seen() -> None:
    rng = np.random.default_rng(5)
    features = rng.uniform(0, 10, (4000, 1))
    found = grow(features, features[:, 0] + rng.normal(0, 1, 4000), trees=30).predict(np.array([[5.0]]))
    assert found[0] == pytest.approx([5 - 1.645, 5, 5 + 1.645], abs=0.9)


def test_a_grove_without_questions_has_no_answers() -> None:
    grove = grow(np.zeros((60, 2)), np.arange(60.0), trees=3)
    assert Grove.from_bytes(grove.to_bytes()).predict(np.zeros((0, 2))).shape == (0, 3)


def test_scores_add_up() -> None:
    one, other = Score(2, 3.0, 4.0, 1, 5.0), Score(1, 1.0, 1.0, 1, 1.0)
    assert together([one, other]) == Score(3, 4.0, 5.0, 2, 6.0)


def test_a_visit_that_did_not_end_judges_nothing(days: Days) -> None:
    open_ended = [replace(days[0][0], events=days[0][0].events[:4])]
    past = Past(open_ended)
    assert past.outcome(open_ended[0].case, past.events()[-1]).end == NEVER


def test_little_data_stay_near_the_calibration_and_much_speak_for_themselves(days: Days) -> None:
    prior = loading.load("after")
    slow = replace(prior, stations={
        **prior.stations, "review": replace(prior.stations["review"], service=Spread(9.0, 0.4)),
    })  # fmt: skip
    one_case = fitting.fit(days[0][:1], slow)
    nine_days = fitting.fit([one for day in days for one in day], slow)
    assert one_case.services["review"].mean == pytest.approx(9.0, rel=0.1)
    assert nine_days.services["review"].mean == pytest.approx(3.0, rel=0.1)
    assert nine_days.services["inspection"].cv == pytest.approx(0.35, abs=0.05)
    assert nine_days.cars == pytest.approx(240, rel=0.1)
    assert nine_days.rework["inspection"].value == pytest.approx(0.03, abs=0.012)
    assert nine_days.servers["inspection"] == 6
    assert sum(hour.share for hour in nine_days.hours) == pytest.approx(1.0)


def test_what_was_learnt_can_be_simulated(days: Days) -> None:
    prior = loading.load("after")
    learnt = fitting.learnt(prior, fitting.fit([one for day in days for one in day], prior))
    ours = [day.minutes.mean() for day in replicate(learnt, days=40, seed=1)]
    true = [day.minutes.mean() for day in replicate(prior, days=40, seed=1)]
    assert np.mean(ours) == pytest.approx(np.mean(true), rel=0.15)
