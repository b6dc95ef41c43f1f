"""The simulator's pace, and how many times that of Ciw and SimPy on the same network and the same chance.

`days_per_s` counts days of `after`, rework and the lane's rule included, on one core. The ratios are for `before`
without rework, which Ciw can say as well; every engine draws its chance within the measured time, and all take turns,
so that what else the machine does meets all alike. Processor time is measured, not the clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from onelane.command.bench import judges
from onelane.twin import loading
from onelane.twin.engine.day import simulate
from onelane.twin.engine.plan import Plan
from onelane.twin.replicate import SEED, generator

ROUNDS = 7
Runner = Callable[[int], object]


def measure(rounds: int = ROUNDS) -> dict[str, float | bool]:
    """Measure all engines in turn; rates are the best of the rounds, ratios the median of the rounds' own ratios."""
    after, before = Plan(loading.load("after")), judges.plain(loading.load("before"))
    network = Plan(before)
    runners: dict[str, tuple[Runner, int]] = {
        "after": (lambda day: simulate(after, generator(SEED, day)), 20),
        "ours": (lambda day: simulate(network, generator(SEED, day)), 20),
        "ciw": (lambda day: judges.in_ciw(before, judges.draw(before, SEED, day)), 2),
        "simpy": (lambda day: judges.in_simpy(before, judges.draw(before, SEED, day)), 4),
    }
    turns = [{name: _pace(run, days) for name, (run, days) in runners.items()} for _ in range(rounds)]
    return {
        "days_per_s": round(max(turn["after"] for turn in turns), 1),
        "days_per_s_before": round(max(turn["ours"] for turn in turns), 1),
        "events_per_day": simulate(after, generator(SEED, 0)).events,
        "vs_ciw": round(float(np.median([turn["ours"] / turn["ciw"] for turn in turns])), 2),
        "vs_simpy": round(float(np.median([turn["ours"] / turn["simpy"] for turn in turns])), 2),
        "same": _same(network),
    }


def _pace(run: Runner, days: int) -> float:
    began = time.process_time()
    for day in range(days):
        run(day)
    return days / (time.process_time() - began)


def _same(network: Plan) -> bool:
    """Tell whether all engines give every car the same minutes."""
    drawn = judges.draw(network.scenario, SEED)
    minutes = simulate(network, generator(SEED, 0)).minutes
    others = (judges.in_ciw(network.scenario, drawn), judges.in_simpy(network.scenario, drawn))
    return all(bool(np.allclose(minutes, other, rtol=0, atol=1e-9)) for other in others)
