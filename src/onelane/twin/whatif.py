"""What if: other numbers of servers on the same days, and the cheapest numbers that reach a target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from onelane.twin.engine.day import Day
from onelane.twin.intervals import Estimate, ratio_of
from onelane.twin.replicate import SEED, replicate
from onelane.twin.scenario import Scenario

MOST = 40  # servers that the search gives one station at most
LEAST_GAIN = 0.02  # minutes of the mean that a further server must save


class UnreachableError(ValueError):
    """More servers do not reach the target: what is left is work and walks, not waiting."""


def with_servers(scenario: Scenario, servers: Mapping[str, int]) -> Scenario:
    """Return the scenario with other numbers of servers; refuse a step where nobody queues or that it lacks."""
    for step in servers:
        if step not in scenario.stations or scenario.stations[step].servers is None:
            raise ValueError(f'"{step}" has no servers in the scenario {scenario.name}')
    stations = {
        step: replace(station, servers=servers.get(step, station.servers))
        for step, station in scenario.stations.items()
    }
    return replace(scenario, stations=stations)


def difference(before: list[Day], after: list[Day]) -> Estimate:
    """Return by how many minutes a car is out later on the same days; days as pairs, since chance is the same."""
    pairs = [(np.nansum(two.minutes) - np.nansum(one.minutes)) for one, two in zip(before, after, strict=True)]
    return ratio_of(pairs, [len(day.minutes) for day in before])


@dataclass(frozen=True, slots=True)
class Staffing:
    """What the search found: servers by step, minutes from door to door, and server hours a day as the cost."""

    servers: dict[str, int]
    minutes: float
    hours: float


def hours_a_day(scenario: Scenario) -> float:
    """Return the server hours between opening and the end of arrivals."""
    closes = max(hour.end for hour in scenario.hours)
    return sum(station.servers or 0 for station in scenario.stations.values()) * (closes - scenario.opens) / 60


def cheapest(
    scenario: Scenario,
    *,
    target: float,
    measure: Callable[[np.ndarray[tuple[int, ...], np.dtype[np.float64]]], float] = np.mean,
    days: int = 60,
    seed: int = SEED,
) -> Staffing:
    """Return the fewest servers found with which `measure` of the minutes is at most `target`.

    Adds the server that saves most until the target is reached, then takes away whom nobody misses. A local search:
    no single server can be taken from what it returns, but another mix may be as good. Raises UnreachableError.
    """
    trial = _Trial(scenario, measure, days, seed)
    servers = {step: one.servers for step, one in scenario.stations.items() if one.servers is not None}
    now = trial.minutes(servers)
    while now > target:
        best = min(_neighbours(servers, 1), key=trial.minutes)
        if now - trial.minutes(best) < LEAST_GAIN:
            raise UnreachableError(f"more servers come to {now:.1f} minutes at best, not to {target:g}")
        servers, now = best, trial.minutes(best)
    fewer = [one for one in _neighbours(servers, -1) if trial.minutes(one) <= target]
    while fewer:
        servers = min(fewer, key=trial.minutes)
        fewer = [one for one in _neighbours(servers, -1) if trial.minutes(one) <= target]
    return Staffing(servers, trial.minutes(servers), hours_a_day(with_servers(scenario, servers)))


def _neighbours(servers: Mapping[str, int], change: int) -> list[dict[str, int]]:
    return [{**servers, step: count + change} for step, count in servers.items() if 1 <= count + change <= MOST]


class _Trial:
    """Every staffing is tried once, on the same days."""

    def __init__(
        self,
        scenario: Scenario,
        measure: Callable[[np.ndarray[tuple[int, ...], np.dtype[np.float64]]], float],
        days: int,
        seed: int,
    ) -> None:
        self._scenario, self._measure, self._days, self._seed = scenario, measure, days, seed
        self._known: dict[tuple[int, ...], float] = {}

    def minutes(self, servers: Mapping[str, int]) -> float:
        key = tuple(servers.values())
        if key not in self._known:
            days = replicate(with_servers(self._scenario, servers), days=self._days, seed=self._seed)
            every = np.concatenate([day.minutes for day in days])
            self._known[key] = float(self._measure(every[~np.isnan(every)]))
        return self._known[key]
