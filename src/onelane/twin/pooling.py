"""Specialised windows against all-round ones (专窗与通窗): how much slower an all-round clerk may be and still pay.

Specialised: one desk after the other, each with clerks of its own, so that an owner queues at each. All-round: the
same clerks in one pool, each doing all the steps in a row. Same days, same chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from onelane.twin.replicate import SEED, replicate
from onelane.twin.scenario import Scenario

MOST = 1.0  # twice as slow; further nobody looks
ROUNDS = 12  # halvings: the break-even is found to a fortieth of a per cent


@dataclass(frozen=True, slots=True)
class Pooled:
    """Minutes waited and worked over all these steps; `break_even` is the slow-down at which both are alike."""

    steps: tuple[str, ...]
    clerks: int
    specialised: float
    all_round: float
    break_even: float
    curve: tuple[tuple[float, float], ...]  # slow-down and minutes of the all-round pool


def compare(scenario: Scenario, steps: Sequence[str], *, days: int = 20, seed: int = SEED) -> Pooled:
    """Return both ways of staffing these steps; raise ValueError where a step has no clerks of its own."""
    _must_have_clerks(scenario, steps)
    apart = _apart(scenario, steps)
    specialised = _minutes(apart, days, seed)

    def pooled(slower: float) -> float:
        return _minutes(_together(apart, steps, slower), days, seed)

    low, high = 0.0, MOST
    if pooled(0.0) >= specialised:
        high = 0.0
    for _ in range(ROUNDS if high else 0):
        middle = (low + high) / 2
        low, high = (middle, high) if pooled(middle) < specialised else (low, middle)
    curve = tuple((slower, pooled(slower)) for slower in (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3))
    clerks = sum(apart.stations[step].servers or 0 for step in steps)
    return Pooled(tuple(steps), clerks, specialised, curve[0][1], low, curve)


def _must_have_clerks(scenario: Scenario, steps: Sequence[str]) -> None:
    known = {step for step, one in scenario.stations.items() if one.servers is not None and not one.at}
    wrong = [step for step in steps if step not in known]
    if wrong or len(steps) < 2:  # noqa: PLR2004 - one step alone is no comparison
        raise ValueError(f"at least two steps with clerks are compared, not {', '.join(wrong or steps)}")


def _apart(scenario: Scenario, steps: Sequence[str]) -> Scenario:
    """Return the steps alone, one after the other, with what is done at them in the same hand."""
    stations, path = {}, []
    for step in steps:
        behind = [other for other, one in scenario.stations.items() if one.at == step]
        path += [step, *behind]
        for one in (step, *behind):
            stations[one] = replace(scenario.stations[one], rework=None, order="arrival")
    return replace(scenario, name="windows", path=tuple(path), stations=stations)


def _together(apart: Scenario, steps: Sequence[str], slower: float) -> Scenario:
    first, clerks = steps[0], sum(apart.stations[step].servers or 0 for step in steps)
    stations = {}
    for step, one in apart.stations.items():
        service = replace(one.service, mean=one.service.mean * (1 + slower))
        mine = replace(one, service=service)
        stations[step] = replace(mine, servers=clerks) if step == first else replace(mine, at=first, servers=None)
    return replace(apart, stations=stations)


def _minutes(scenario: Scenario, days: int, seed: int) -> float:
    found = replicate(scenario, days=days, seed=seed)
    return float(np.nanmean(np.concatenate([day.minutes for day in found])))
