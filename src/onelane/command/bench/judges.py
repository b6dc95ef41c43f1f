"""The same office on other engines: a recursion without events, SimPy and Ciw, each fed with the same chance.

Only what all of them can say takes part: rework is off (`offices.plain`), and Ciw knows no parallel parts.
"""

from __future__ import annotations

import heapq
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import ciw  # type: ignore[import-untyped]  # ships no types
import numpy as np
import simpy

from onelane.catalogue.plan import Node, leaves
from onelane.twin.engine import chance
from onelane.twin.replicate import generator
from onelane.twin.scenario import Scenario, Station

MANY = 10**6


@dataclass(frozen=True)
class Drawn:
    """The chance of one day: arrivals in minutes, classes, and the minutes of each case at each queueing step."""

    arrived: list[float]
    classes: list[int]
    times: dict[str, list[float]]
    together: dict[str, list[str]]


def draw(scenario: Scenario, seed: int, day: int = 0) -> Drawn:
    """Draw what the twin draws, in the same order."""
    rng = generator(seed, day)
    steps = list(leaves(scenario.path))
    arrived = chance.arrivals(scenario.cars, scenario.hours, rng)
    classes = chance.classes(scenario.classes, len(arrived), rng)
    together = {step: [step, *(one for one in steps if scenario.stations[one].at == step)] for step in steps}
    times = {}
    for step in steps:
        parts = [chance.durations(scenario.stations[one].service, len(arrived), rng) for one in together[step]]
        times[step] = np.sum(parts, axis=0).tolist()
    return Drawn(arrived, classes, times, together)


def plain(scenario: Scenario) -> Scenario:
    """Return the scenario without rework, every line by arrival: what a textbook recursion can follow."""
    stations = {step: replace(station, rework=None, order="arrival") for step, station in scenario.stations.items()}
    return replace(scenario, stations=stations)


def by_recursion(joined: Sequence[float], times: Sequence[float], servers: int | None) -> list[float]:
    """Return when each is done, first come first served (Kiefer and Wolfowitz 1955)."""
    if servers is None:
        return [at + time for at, time in zip(joined, times, strict=True)]
    free = [0.0] * servers
    done = [0.0] * len(joined)
    for case in sorted(range(len(joined)), key=lambda one: joined[one]):
        done[case] = max(joined[case], heapq.heappop(free)) + times[case]
        heapq.heappush(free, done[case])
    return done


def in_simpy(scenario: Scenario, drawn: Drawn) -> list[float]:
    """Return the minutes from door to door of each car, by SimPy."""
    world = _World(scenario, drawn)
    for case in range(len(drawn.arrived)):
        world.environment.process(world.visit(case))
    world.environment.run()
    return world.minutes


class _World:
    def __init__(self, scenario: Scenario, drawn: Drawn) -> None:
        self.environment = simpy.Environment()
        self.minutes = [float("nan")] * len(drawn.arrived)
        self._scenario, self._drawn = scenario, drawn
        self._rooms = {
            step: simpy.PriorityResource(self.environment, station.servers)
            for step, station in scenario.stations.items()
            if station.servers is not None
        }

    def visit(self, case: int) -> Generator[Any, Any, None]:
        at = self._drawn.arrived[case]
        yield self.environment.timeout(at)
        yield from self._in_a_row(case, self._scenario.path)
        self.minutes[case] = self.environment.now - at

    def _in_a_row(self, case: int, parts: Sequence[Node]) -> Generator[Any, Any, None]:
        for part in parts:
            if isinstance(part, str):
                yield from self._step(case, part)
            else:
                rows = [[one] if isinstance(one, str) else one for one in part]
                yield self.environment.all_of([self.environment.process(self._in_a_row(case, row)) for row in rows])

    def _step(self, case: int, step: str) -> Generator[Any, Any, None]:
        station = self._scenario.stations[step]
        if station.at:
            return
        if station.servers is None:
            yield self.environment.timeout(self._drawn.times[step][case])
            return
        with self._rooms[step].request(priority=self._rank(case, station)) as place:
            yield place
            yield self.environment.timeout(self._drawn.times[step][case])

    def _rank(self, case: int, station: Station) -> Any:
        if station.order == "arrival":
            return (self.environment.now, case)
        head = self._scenario.classes[self._drawn.classes[case]].head_start
        return (self._drawn.arrived[case] - head, case)


class _ByCase(ciw.dists.Distribution):  # type: ignore[misc]  # as above
    def __init__(self, times: list[float]) -> None:
        super().__init__()
        self._times = times

    def sample(self, t: Any = None, ind: Any = None) -> float:  # noqa: ARG002 - named by Ciw
        return float(self._times[ind.id_number - 1])


def in_ciw(scenario: Scenario, drawn: Drawn) -> list[float]:
    """Return the minutes from door to door of each car, by Ciw, for a path without parallel parts."""
    steps = list(leaves(scenario.path))
    gaps = np.diff(drawn.arrived, prepend=0.0).tolist()
    count = len(steps)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*gaps, 1e9]), *([None] * (count - 1))],
        service_distributions=[_ByCase(drawn.times[step]) for step in steps],
        number_of_servers=[scenario.stations[step].servers or float("inf") for step in steps],
        routing=[[1.0 if to == at + 1 else 0.0 for to in range(count)] for at in range(count)],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(len(drawn.arrived), method="Finish")
    out = [0.0] * len(drawn.arrived)
    for record in simulation.get_all_records():
        out[record.id_number - 1] = max(out[record.id_number - 1], record.exit_date)
    return [end - begin for end, begin in zip(out, drawn.arrived, strict=True)]
