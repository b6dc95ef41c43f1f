"""One simulated day: who is called when, what is lost, what is measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from onelane.catalogue.plan import leaves
from onelane.command.bench import judges
from onelane.command.bench.judges import plain
from onelane.twin import loading
from onelane.twin.engine.day import Day
from onelane.twin.replicate import replicate
from onelane.twin.report import little_gap, summarise
from onelane.twin.scenario import Class, NoShow, Rework, Spread, Station
from twin.offices import WINDOW, day, office


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_before_is_what_a_recursion_without_events_gives_on_the_same_chance(seed: int) -> None:
    scenario = plain(loading.load("before"))
    drawn = judges.draw(scenario, seed)
    at = drawn.arrived
    for step in leaves(scenario.path):
        at = judges.by_recursion(at, drawn.times[step], scenario.stations[step].servers)
    assert_allclose(day(scenario, seed).minutes, np.subtract(at, drawn.arrived), rtol=0, atol=1e-9)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_is_what_a_recursion_without_events_gives_on_the_same_chance(seed: int) -> None:
    scenario = plain(loading.load("after"))
    drawn = judges.draw(scenario, seed)

    def through(at: Sequence[float], step: str) -> list[float]:
        return judges.by_recursion(at, drawn.times[step], scenario.stations[step].servers)

    car = through(through(drawn.arrived, "inspection"), "photograph")
    ready = np.maximum(through(drawn.arrived, "acceptance"), car).tolist()
    for step in ("review", "payment", "plate-making", "hand-over"):
        ready = through(ready, step)
    assert_allclose(day(scenario, seed).minutes, np.subtract(ready, drawn.arrived), rtol=0, atol=1e-9)


def test_the_same_seed_gives_the_same_day_and_another_seed_another() -> None:
    scenario = loading.load("after")
    assert day(scenario, 5).minutes.tolist() == day(scenario, 5).minutes.tolist()
    assert day(scenario, 5).minutes.tolist() != day(scenario, 6).minutes.tolist()


def test_two_processes_give_the_days_that_one_gives() -> None:
    scenario = office({"window": WINDOW}, cars=20)
    alone = replicate(scenario, days=45, seed=3)
    shared = replicate(scenario, days=45, seed=3, workers=2)
    assert [one.minutes.tolist() for one in alone] == [one.minutes.tolist() for one in shared]


def test_a_fifth_window_leaves_arrivals_and_services_as_they_are() -> None:
    four, five = (day(office({"window": replace(WINDOW, servers=count)})) for count in (4, 5))
    assert four.arrived.tolist() == five.arrived.tolist()
    assert four.stations["window"].worked == pytest.approx(five.stations["window"].worked)
    assert five.minutes.mean() < four.minutes.mean()


@pytest.mark.parametrize("name", loading.names())
def test_littles_law_holds_at_every_queue_of_every_day(name: str) -> None:
    for one in replicate(loading.load(name), days=5, seed=11):
        assert little_gap(one) < 1e-9


def test_a_wrong_area_is_seen_by_littles_law() -> None:
    one = day(office({"window": WINDOW}))
    assert little_gap(replace(one, area=one.area * 1.001)) > 1e-4


def test_priority_people_wait_less_and_the_others_more() -> None:
    mixed = (Class("priority", 0.2, 15.0), Class("ordinary", 0.8, 0.0))
    busy = replace(WINDOW, order="lane", service=Spread(9.2, 0.4))
    with_rule = [day(office({"window": busy}, classes=mixed), seed) for seed in range(10)]
    without = [day(office({"window": replace(busy, order="arrival")}, classes=mixed), seed) for seed in range(10)]

    def mean(days: list[Day], kind: int) -> float:
        return float(np.mean([m for one in days for m, k in zip(one.minutes, one.classes, strict=True) if k == kind]))

    assert mean(with_rule, 0) < mean(without, 0) - 3
    assert mean(with_rule, 1) > mean(without, 1)


def test_nobody_who_waited_longer_than_the_head_start_is_overtaken() -> None:
    mixed = (Class("priority", 0.5, 15.0), Class("ordinary", 0.5, 0.0))
    one = day(office({"window": Station(Spread(5.0), servers=1, order="lane")}, cars=120, classes=mixed))
    called = one.arrived + one.minutes - 5.0
    for case in np.flatnonzero(np.asarray(one.classes) == 1):
        overtaking = one.arrived > one.arrived[case] + 15.0
        assert (called[overtaking] > called[case]).all()


def test_a_server_who_leaves_finishes_whom_he_serves() -> None:
    window = Station(Spread(10.0), servers=2, roster=((240.0, 0), (300.0, 2)))
    one = day(office({"window": window}, cars=60))
    begun = one.arrived + one.minutes - 10.0
    assert not ((begun > 240.0) & (begun < 300.0)).any()
    assert ((begun < 240.0) & (begun + 10.0 > 240.0)).any()
    assert one.stations["window"].staffed == pytest.approx(2 * (one.last_out - 60.0))


def test_who_finds_the_office_full_goes_away() -> None:
    one = day(office({"window": replace(WINDOW, servers=2, room=3)}))
    away = int(np.isnan(one.minutes).sum())
    assert away == one.stations["window"].turned_away > 0
    assert max(one.stations["window"].waits) < 60


def test_who_loses_patience_goes_away_and_is_counted() -> None:
    window = replace(WINDOW, servers=2, patience=Spread(10.0, 1.0, "exponential"))
    one = day(office({"window": window}))
    assert int(np.isnan(one.minutes).sum()) == len(one.stations["window"].gave_up) > 0


def test_a_failed_inspection_costs_its_mending_and_part_of_the_work() -> None:
    bay = Station(Spread(9.0), servers=400, rework=Rework(0.5, Spread(25.0), again=0.4))
    minutes = day(office({"inspection": bay})).minutes
    expected = 9.0 + 28.6 * np.arange(20)
    assert {round(value, 6) for value in minutes} <= {round(value, 6) for value in expected}
    assert 0.3 < float(np.mean(minutes > 9.5)) < 0.7


def test_a_case_sent_back_walks_the_way_again_from_there() -> None:
    stations = {
        "acceptance": Station(Spread(5.0), servers=400),
        "inspection": Station(Spread(9.0), servers=400),
        "review": Station(Spread(3.0), servers=400, rework=Rework(0.4, Spread(8.0), back_to="acceptance")),
    }
    one = day(office(stations, path=(("acceptance", "inspection"), "review")))
    rounds = (one.minutes - 12.0) / (8.0 + 5.0 + 3.0)
    assert_allclose(rounds, np.rint(rounds), atol=1e-9)
    assert (rounds > 0.5).any()
    assert len(one.stations["inspection"].waits) == len(one.minutes)


def test_a_call_that_nobody_answers_holds_the_window_and_the_owner_comes_back() -> None:
    missed = NoShow(chance=0.3, held=1.0, away=Spread(10.0), absences=1)
    one = day(office({"window": Station(Spread(5.0), servers=400, order="lane", no_show=missed)}))
    lost = np.isnan(one.minutes)
    assert {round(value, 6) for value in one.minutes[~lost]} == {5.0, 16.0}
    assert 0.02 < float(lost.mean()) < 0.2


def test_the_report_shows_what_the_days_had() -> None:
    scenario = loading.load("after")
    days = replicate(scenario, days=3, seed=2)
    found = summarise(scenario, days).to_json()
    assert found["queues"] == 1
    assert found["cars"] == sum(len(one.minutes) for one in days)
    assert found["mean_minutes"] == pytest.approx(np.concatenate([one.minutes for one in days]).mean(), abs=0.005)
