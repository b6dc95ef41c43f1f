"""SimPy and Ciw, fed with the same chance, give every car the same minutes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from numpy.testing import assert_allclose

from onelane.command.bench import judges
from onelane.command.bench.judges import plain
from onelane.twin import loading
from onelane.twin.scenario import Class, Rework, Spread
from twin.offices import WINDOW, day, office


@pytest.mark.parametrize("name", ["before", "after"])
def test_simpy_gives_every_car_the_same_minutes(name: str) -> None:
    scenario = plain(loading.load(name))
    assert_allclose(day(scenario, 4).minutes, judges.in_simpy(scenario, judges.draw(scenario, 4)), rtol=0, atol=1e-9)


def test_simpy_calls_by_rank_as_the_lane_does() -> None:
    lane = loading.load("after")
    stations = {step: replace(station, rework=None) for step, station in lane.stations.items()}
    known = (Class("priority", 0.15, 15.0), Class("appointment", 0.25, 10.0), Class("ordinary", 0.6, 0.0))
    scenario = replace(lane, stations=stations, classes=known)
    assert_allclose(day(scenario, 5).minutes, judges.in_simpy(scenario, judges.draw(scenario, 5)), rtol=0, atol=1e-6)


def test_ciw_gives_every_car_of_three_queues_the_same_minutes() -> None:
    scenario = plain(loading.load("before"))
    assert_allclose(day(scenario, 6).minutes, judges.in_ciw(scenario, judges.draw(scenario, 6)), rtol=0, atol=1e-9)


def test_a_judge_sees_a_window_too_many() -> None:
    scenario = office({"window": WINDOW})
    drawn = judges.draw(scenario, 1)
    more = office({"window": replace(WINDOW, servers=5)})
    assert abs(day(more).minutes - judges.in_simpy(scenario, drawn)).max() > 1


def test_a_judge_sees_rework() -> None:
    scenario = office({"window": replace(WINDOW, rework=Rework(0.3, Spread(5.0)))})
    assert abs(day(scenario).minutes - judges.in_ciw(scenario, judges.draw(scenario, 1))).max() > 1
