"""All cases over many seeds: how often theory lies in the interval that a run gives."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np

from onelane.twin.theory.cases import CARS, cases, check

ENOUGH = 0.93  # of runs; an interval of 95 % that is right holds so often or oftener in 7 of 8 series of 100


@dataclass(frozen=True, slots=True)
class Held:
    """One case: what theory says, the mean over all runs, and in how many of them the interval held theory."""

    case: str
    theory: float
    simulated: float
    held: int
    runs: int

    @property
    def ok(self) -> bool:
        """Tell whether the interval held often enough."""
        return self.held >= ENOUGH * self.runs


def check_all(*, seeds: int, cars: int = CARS, workers: int = 1) -> list[Held]:
    """Run every case with so many seeds."""
    names = [case.name for case in cases(cars)]
    if workers <= 1:
        return [_held(number, seeds, cars) for number in range(len(names))]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        tasks = [pool.submit(_held, number, seeds, cars) for number in range(len(names))]
        return [task.result() for task in tasks]


def _held(number: int, seeds: int, cars: int) -> Held:
    case = cases(cars)[number]
    verdicts = [check(case, seed, number) for seed in range(seeds)]
    mean = float(np.mean([verdict.simulated.mean for verdict in verdicts]))
    return Held(case.name, case.theory, mean, sum(verdict.holds for verdict in verdicts), seeds)
