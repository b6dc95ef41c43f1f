"""The simulator's pace, and how many times that of Ciw and SimPy on the same network and the same chance.

    .venv/bin/python benchmarks/twin_pace.py --json

`days_per_s` counts days of `after`, rework and the lane's rule included, on one core. The ratios are for `before`
without rework, which Ciw can say as well; every engine draws its chance within the measured time. Processor time is
measured, not the clock, since others may use the machine. `same` says that all gave every car the same minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from onelane.twin import loading
from onelane.twin.engine.day import simulate
from onelane.twin.engine.plan import Plan
from onelane.twin.replicate import SEED, generator
from twin import judges
from twin.offices import plain

ROUNDS = 5


def pace(run: Callable[[int], object], days: int) -> float:
    """Return days a second of processor time, the best of some rounds."""
    found = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for day in range(days):
            run(day)
        found.append(days / (time.process_time() - began))
    return max(found)


def measure() -> dict[str, float | bool]:
    """Measure all engines in turn."""
    after, before = Plan(loading.load("after")), plain(loading.load("before"))
    network = Plan(before)
    ours = pace(lambda day: simulate(network, generator(SEED, day)), 20)
    ciw = pace(lambda day: judges.in_ciw(before, judges.draw(before, SEED, day)), 2)
    simpy = pace(lambda day: judges.in_simpy(before, judges.draw(before, SEED, day)), 4)
    drawn = judges.draw(before, SEED)
    minutes = simulate(network, generator(SEED, 0)).minutes
    return {
        "days_per_s": round(pace(lambda day: simulate(after, generator(SEED, day)), 20), 1),
        "days_per_s_before": round(ours, 1),
        "events_per_day": simulate(after, generator(SEED, 0)).events,
        "vs_ciw": round(ours / ciw, 2),
        "vs_simpy": round(ours / simpy, 2),
        "same": all(
            bool(np.allclose(minutes, judge(before, drawn), rtol=0, atol=1e-9))
            for judge in (judges.in_ciw, judges.in_simpy)
        ),
    }


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description="The simulator's pace against Ciw and SimPy.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args()
    found = measure()
    if chosen.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:20} {value}")


if __name__ == "__main__":
    main()
