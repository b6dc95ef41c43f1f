"""The textbook queues as scenarios of the simulator, each with the number that theory gives for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from onelane.catalogue.plan import Node as Step
from onelane.twin.engine.chance import Floats
from onelane.twin.engine.day import Day, simulate
from onelane.twin.engine.plan import Plan
from onelane.twin.intervals import Estimate, of_one_run
from onelane.twin.replicate import generator
from onelane.twin.scenario import Class, Hour, Rework, Scenario, Spread, Station
from onelane.twin.theory import networks, single

CARS = 200_000  # in one run, of which the first tenth is left out
STRICT = 1e7  # a head start in minutes that no wait of a run ever makes up for
ALONE: tuple[Class, ...] = (Class("ordinary", 1.0, 0.0),)


@dataclass(frozen=True, slots=True)
class Case:
    """A queue, what is measured on it (one number per car, in order of arrival), and what theory says is its mean."""

    name: str
    scenario: Scenario
    measure: Callable[[Day], Floats]
    theory: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one run of a case gave."""

    case: str
    theory: float
    simulated: Estimate

    @property
    def holds(self) -> bool:
        """Tell whether theory lies in the interval."""
        return self.simulated.holds(self.theory)


def check(case: Case, seed: int, stream: int = 0) -> Verdict:
    """Run a case once, with the interval of one long run, since neighbours in a queue wait alike.

    With a stream of its own a case has a chance of its own, so that one odd seed does not speak in all cases.
    """
    day = simulate(Plan(case.scenario), generator(seed, stream))
    return Verdict(case.name, case.theory, of_one_run(case.measure(day)))


def cases(cars: int = CARS) -> list[Case]:
    """Return all cases, with so many cars in a run."""
    return [
        _four_windows(cars),
        *(_one_window(cars, cv) for cv in (0.0, 0.4, 1.3)),
        _full_yard(cars),
        _impatient(cars),
        _tandem(cars),
        _feedback(cars),
        *_priorities(cars),
    ]


def _scenario(
    rate: float, cars: int, stations: dict[str, Station], path: tuple[Step, ...] = (), known: tuple[Class, ...] = ALONE
) -> Scenario:
    return Scenario("theory", float(cars), (Hour(0.0, cars / rate, 1.0),), path or tuple(stations), stations, known)


def _memoryless(mean: float) -> Spread:
    return Spread(mean, 1.0, "exponential")


def _minutes(day: Day) -> Floats:
    return day.minutes


def _unserved(day: Day) -> Floats:
    return np.isnan(day.minutes).astype(np.float64)


def _four_windows(cars: int) -> Case:
    stations = {"window": Station(_memoryless(5.0), servers=4)}
    return Case("M/M/4", _scenario(0.52, cars, stations), _minutes, single.wait_mmc(0.52, 5.0, 4) + 5.0)


def _one_window(cars: int, cv: float) -> Case:
    stations = {"window": Station(Spread(5.0, cv), servers=1)}
    return Case(f"M/G/1, cv {cv}", _scenario(0.11, cars, stations), _minutes, single.wait_mg1(0.11, 5.0, cv) + 5.0)


def _full_yard(cars: int) -> Case:
    stations = {"bay": Station(_memoryless(9.0), servers=3, room=6)}
    theory = single.turned_away_mmck(0.35, 9.0, 3, 6)
    return Case("M/M/3/6, turned away", _scenario(0.35, cars, stations), _unserved, theory)


def _impatient(cars: int) -> Case:
    stations = {"window": Station(_memoryless(5.0), servers=4, patience=_memoryless(15.0))}
    theory = single.gave_up_mmcm(0.85, 5.0, 4, 15.0)
    return Case("M/M/4+M (Erlang A), gave up", _scenario(0.85, cars, stations), _unserved, theory)


def _tandem(cars: int) -> Case:
    stations = {"papers": Station(_memoryless(5.0), servers=4), "desk": Station(_memoryless(1.2), servers=1)}
    nodes = [networks.Node(5.0, 4, 0.5), networks.Node(1.2, 1)]
    theory = networks.minutes_inside(nodes, [[0.0, 1.0], [0.0, 0.0]])
    return Case("Jackson, tandem", _scenario(0.5, cars, stations), _minutes, theory)


def _feedback(cars: int) -> Case:
    again = Rework(0.2, Spread(0.0))
    stations = {
        "papers": Station(_memoryless(5.0), servers=4),
        "review": Station(_memoryless(2.0), servers=2, rework=Rework(0.2, Spread(0.0), back_to="papers")),
        "desk": Station(_memoryless(1.0), servers=1, rework=again),
    }
    nodes = [networks.Node(5.0, 4, 0.4), networks.Node(2.0, 2), networks.Node(1.0, 1)]
    theory = networks.minutes_inside(nodes, [[0.0, 1.0, 0.0], [0.2, 0.0, 0.8], [0.0, 0.0, 0.2]])
    return Case("Jackson, feedback", _scenario(0.4, cars, stations), _minutes, theory)


def _priorities(cars: int) -> list[Case]:
    """The lane's own rule, with a head start so long that it is strict priority."""
    known = (Class("priority", 0.3, STRICT), Class("ordinary", 0.7, 0.0))
    stations = {"window": Station(_memoryless(5.0), servers=4, order="lane")}
    scenario = _scenario(0.52, cars, stations, known=known)
    waits = single.waits_by_priority([0.52 * one.share for one in known], 5.0, 4)
    return [
        Case(f"M/M/4 with priority, {one.name}", scenario, _of_class(number), wait + 5.0)
        for number, (one, wait) in enumerate(zip(known, waits, strict=True))
    ]


def _of_class(number: int) -> Callable[[Day], Floats]:
    def measure(day: Day) -> Floats:
        found: Floats = day.minutes[np.asarray(day.classes) == number]
        return found

    return measure
