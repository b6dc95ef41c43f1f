"""What one window more would do, and the fewest servers that reach a target."""

from __future__ import annotations

import numpy as np
import pytest

from onelane.twin import loading, whatif
from onelane.twin.replicate import replicate
from onelane.twin.report import summarise
from onelane.twin.scenario import Spread, Station
from twin.offices import office

TWO = office({"window": Station(Spread(8.0, 0.4), servers=4), "desk": Station(Spread(2.0, 0.3), servers=1)}, cars=180)


def test_one_window_more_saves_what_the_same_days_show() -> None:
    now = replicate(TWO, days=20)
    then = replicate(whatif.with_servers(TWO, {"window": 5}), days=20)
    change = whatif.difference(now, then)
    means = [np.concatenate([day.minutes for day in days]).mean() for days in (now, then)]
    assert change.mean == pytest.approx(means[1] - means[0])
    assert change.high < 0


def test_the_same_days_tell_more_than_other_days_would() -> None:
    now = replicate(TWO, days=20)
    other = whatif.with_servers(TWO, {"window": 5})
    same, apart = (whatif.difference(now, replicate(other, days=20, seed=seed)) for seed in (20261122, 7))
    assert same.half < apart.half


def test_only_a_station_with_servers_gets_more_of_them() -> None:
    with pytest.raises(ValueError, match='"garden" has no servers'):
        whatif.with_servers(TWO, {"garden": 2})


def test_the_search_reaches_its_target_and_can_spare_nobody() -> None:
    found = whatif.cheapest(TWO, target=11.5, days=10)
    assert found.minutes <= 11.5
    assert found.hours == sum(found.servers.values()) * 8
    assert found.servers["window"] > 4
    for step, count in found.servers.items():
        if count == 1:
            continue
        fewer = whatif.with_servers(TWO, {**found.servers, step: count - 1})
        assert summarise(fewer, replicate(fewer, days=10)).mean_minutes > 11.5


def test_work_itself_cannot_be_staffed_away() -> None:
    with pytest.raises(whatif.UnreachableError, match="not to 9"):
        whatif.cheapest(TWO, target=9.0, days=5)


def test_thirty_minutes_can_be_reached() -> None:
    scenario = loading.load("thirty")
    assert summarise(scenario, replicate(scenario, days=60)).mean_minutes < 30.5
