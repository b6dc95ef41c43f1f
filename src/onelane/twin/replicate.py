"""Many days of one scenario, each with a generator of its own, on one core or on several."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from numpy.random import Generator, default_rng

from onelane.twin.engine.day import Day, simulate
from onelane.twin.engine.plan import Plan
from onelane.twin.scenario import Scenario

SEED = 20261122
CHUNK = 20  # days that a process takes at once


def generator(seed: int, day: int) -> Generator:
    """Return the generator of one day; days are independent and do not depend on who simulates them."""
    return default_rng([seed, day])


def replicate(scenario: Scenario, *, days: int, seed: int = SEED, workers: int = 1, log: bool = False) -> list[Day]:
    """Return so many independent days; the same seed gives the same days, however many processes share the work."""
    if workers <= 1 or days <= CHUNK:
        return _chunk(scenario, seed, range(days), log=log)
    parts = [range(first, min(first + CHUNK, days)) for first in range(0, days, CHUNK)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        tasks = [pool.submit(_chunk, scenario, seed, part, log=log) for part in parts]
        return [day for task in tasks for day in task.result()]


def _chunk(scenario: Scenario, seed: int, days: range, *, log: bool) -> list[Day]:
    plan = Plan(scenario)
    return [simulate(plan, generator(seed, day), log=log) for day in days]
