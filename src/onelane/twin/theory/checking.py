"""All cases over many seeds: how often theory lies in the interval that a run gives."""

from __future__ import annotations

import math
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np

from onelane.twin.theory.cases import CARS, cases, check

WISHED = 0.93  # of the runs of each case; fewer, and the check fails
APART = 3.5  # standard errors between theory and the mean over all runs; chance goes further in 1 of 2,000
FROM = 7_000_000  # the first seed; those below have been used while the method was sought


@dataclass(frozen=True, slots=True)
class Held:
    """One case: what theory says, the mean over all runs with its error, in how many runs the interval held theory."""

    case: str
    theory: float
    simulated: float
    error: float  # standard error of `simulated`
    held: int
    runs: int

    @property
    def as_wished(self) -> bool:
        """Tell whether the interval held often enough."""
        return self.held >= math.floor(WISHED * self.runs)

    @property
    def ok(self) -> bool:
        """Tell whether the interval held often enough and the mean over all runs shows no bias."""
        return self.as_wished and abs(self.simulated - self.theory) <= APART * self.error


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
    verdicts = [check(case, seed, number) for seed in range(FROM, FROM + seeds)]
    means = np.array([verdict.simulated.mean for verdict in verdicts])
    error = float(means.std(ddof=1) / np.sqrt(seeds)) if seeds > 1 else math.inf
    held = sum(verdict.holds for verdict in verdicts)
    return Held(case.name, case.theory, float(means.mean()), error, held, seeds)
