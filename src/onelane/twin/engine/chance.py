"""Chance: durations and arrivals from a numpy generator that the caller passes in."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from onelane.twin.scenario import Class, Hour, Spread

Floats = NDArray[np.float64]


def durations(spread: Spread, count: int, rng: Generator) -> Floats:
    """Return so many durations in minutes; a lognormal has the mean and the cv asked for, not those of its logarithm.

    With cv = s/m: sigma^2 = ln(1 + cv^2) and mu = ln(m) - sigma^2 / 2.
    """
    if spread.mean == 0 or spread.cv == 0:
        return np.full(count, spread.mean)
    if spread.shape == "exponential":
        return rng.exponential(spread.mean, count)
    variance = math.log1p(spread.cv**2)
    return rng.lognormal(math.log(spread.mean) - variance / 2, math.sqrt(variance), count)


def duration(spread: Spread, rng: Generator) -> float:
    """Return one duration in minutes."""
    return float(durations(spread, 1, rng)[0])


def arrivals(cars: float, hours: Sequence[Hour], rng: Generator) -> list[float]:
    """Return the minutes at which cars come, in order: a Poisson process of constant rate within each hour."""
    counts = rng.poisson([cars * hour.share for hour in hours])
    parts = [rng.uniform(hour.begin, hour.end, count) for hour, count in zip(hours, counts, strict=True)]
    found: list[float] = np.sort(np.concatenate(parts)).tolist()
    return found


def classes(known: Sequence[Class], count: int, rng: Generator) -> list[int]:
    """Return the class of each car as its place in `known`."""
    if len(known) == 1:
        return [0] * count
    found: list[int] = rng.choice(len(known), size=count, p=[one.share for one in known]).tolist()
    return found
