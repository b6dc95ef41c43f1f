"""Small invented offices for the tests of the twin."""

from __future__ import annotations

from onelane.twin.engine.day import Day, simulate
from onelane.twin.engine.plan import Plan
from onelane.twin.replicate import generator
from onelane.twin.scenario import Class, Hour, Scenario, Spread, Station


def office(
    stations: dict[str, Station],
    *,
    path: tuple[object, ...] = (),
    cars: float = 200,
    minutes: float = 480,
    classes: tuple[Class, ...] = (Class("ordinary", 1.0, 0.0),),
) -> Scenario:
    """Return an office that opens at minute 0 with arrivals at a constant rate."""
    return Scenario(
        name="invented",
        cars=cars,
        hours=(Hour(0, minutes, 1.0),),
        path=path or tuple(stations),
        stations=stations,
        classes=classes,
    )


def day(scenario: Scenario, seed: int = 1) -> Day:
    return simulate(Plan(scenario), generator(seed, 0))


WINDOW = Station(Spread(8.0, 0.4), servers=4)
