"""Confidence intervals that hold for what days and batches show: neighbours in a queue are not independent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and the half width of its confidence interval; the half width of a single observation is infinite."""

    mean: float
    half: float

    @property
    def low(self) -> float:
        """The lower end."""
        return self.mean - self.half

    @property
    def high(self) -> float:
        """The upper end."""
        return self.mean + self.half

    def holds(self, value: float) -> bool:
        """Tell whether a value lies within the interval."""
        return self.low <= value <= self.high


def student(freedom: int, level: float = LEVEL) -> float:
    """Return the two-sided quantile of Student's t (Hill 1970, CACM Algorithm 396; exact for 1 and 2 degrees)."""
    tail = 1 - level
    if freedom < 1:
        return math.inf
    if freedom == 1:
        return 1 / math.tan(tail * math.pi / 2)
    if freedom == 2:  # noqa: PLR2004 - the case with a closed form
        return math.sqrt(2 / (tail * (2 - tail)) - 2)
    return _hill(freedom, tail)


def _hill(n: int, tail: float) -> float:
    a = 1 / (n - 0.5)
    b = 48 / a**2
    c = ((20700 * a / b - 98) * a - 16) * a + 96.36
    d = ((94.5 / (b + c) - 3) / b + 1) * math.sqrt(a * math.pi / 2) * n
    y = (d * tail) ** (2 / n)
    if y > 0.05 + a:
        x = NormalDist().inv_cdf(tail / 2)
        y = x**2
        if n < 5:  # noqa: PLR2004 - Hill's correction for few degrees
            c += 0.3 * (n - 4.5) * (x + 0.6)
        c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c
        y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
        y = math.expm1(a * y**2)
    else:
        y = ((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1) * (n + 1) / (
            n + 2
        ) + 1 / y
    return math.sqrt(n * y)


def mean_of(values: ArrayLike, level: float = LEVEL) -> Estimate:
    """Return the mean of independent values."""
    found = np.asarray(values, dtype=float)
    if len(found) < 2:  # noqa: PLR2004 - one value says nothing about its spread
        return Estimate(float(found.mean()) if len(found) else math.nan, math.inf)
    half = student(len(found) - 1, level) * float(found.std(ddof=1)) / math.sqrt(len(found))
    return Estimate(float(found.mean()), half)


def ratio_of(sums: ArrayLike, counts: ArrayLike, level: float = LEVEL) -> Estimate:
    """Return sum / count over independent batches of unequal size, e.g. minutes per car over days (ratio estimator)."""
    top, below = np.asarray(sums, dtype=float), np.asarray(counts, dtype=float)
    if below.sum() == 0:
        return Estimate(math.nan, math.inf)
    ratio = float(top.sum() / below.sum())
    apart = mean_of((top - ratio * below) / below.mean(), level)
    return Estimate(ratio, apart.half)


def batches(series: ArrayLike, count: int, warm_up: float = 0.1) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return the means of so many batches of equal length of one long run, after leaving out its beginning."""
    found = np.asarray(series, dtype=float)
    found = found[int(len(found) * warm_up) :]
    size = len(found) // count
    means: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = found[: size * count].reshape(count, size).mean(axis=1)
    return means


BATCHES = (10, 20)


def of_one_run(series: ArrayLike, level: float = LEVEL) -> Estimate:
    """Return the mean of one long run with an interval that holds at least as often as its level says.

    Batch means; the half width is corrected for what neighbouring batches still have in common, by (1 + r) / (1 - r)
    with their correlation r, as Skart does (Tafazzoli, Steiger, Wilson 2011). Waits of a queue are never negatively
    correlated (Daley 1968), so r below 0 is chance and counts as 0. Of 10 and of 20 batches the wider interval counts:
    few batches say little of the spread, many may hide a correlation.
    """
    halves = [_corrected(batches(series, count), level) for count in BATCHES]
    return max(halves, key=lambda one: one.half)


def _corrected(means: np.ndarray[tuple[int, ...], np.dtype[np.float64]], level: float) -> Estimate:
    plain = mean_of(means, level)
    apart = means - means.mean()
    squares = float(apart @ apart)
    shared = max(0.0, float(apart[1:] @ apart[:-1]) / squares) if squares else 0.0
    return Estimate(plain.mean, plain.half * math.sqrt((1 + shared) / (1 - shared)))
