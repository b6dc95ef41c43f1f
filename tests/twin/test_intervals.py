"""Intervals of confidence, against scipy and against chance itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from onelane.twin.engine import chance
from onelane.twin.intervals import batches, mean_of, of_one_run, ratio_of, student
from onelane.twin.scenario import Spread


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 2000), st.floats(0.5, 0.999))
def test_students_quantile_is_that_of_scipy(freedom: int, level: float) -> None:
    assert student(freedom, level) == pytest.approx(stats.t.ppf((1 + level) / 2, freedom), rel=2e-4)


def test_a_mean_lies_in_its_interval_19_times_of_20() -> None:
    rng = np.random.default_rng(7)
    held = sum(mean_of(rng.normal(3.0, 2.0, 12)).holds(3.0) for _ in range(2000))
    assert 1870 <= held <= 1930


def test_a_ratio_lies_in_its_interval_19_times_of_20() -> None:
    rng = np.random.default_rng(8)
    held = 0
    for _ in range(1000):
        counts = rng.poisson(240, 40)
        sums = counts * rng.normal(45.0, 6.0, 40)
        held += ratio_of(sums, counts).holds(45.0)
    assert 925 <= held <= 970


def test_one_long_run_with_memory_holds_its_mean_at_least_19_times_of_20() -> None:
    rng = np.random.default_rng(9)
    held = {"plain": 0, "corrected": 0}
    for _ in range(600):
        noise = rng.normal(0.0, 1.0, 2000)
        run = np.zeros(2000)
        for at in range(1, 2000):
            run[at] = 0.95 * run[at - 1] + noise[at]
        held["plain"] += mean_of(batches(run, 20)).holds(0.0)
        held["corrected"] += of_one_run(run).holds(0.0)
    assert held["plain"] < 560
    assert 560 <= held["corrected"] <= 594


def test_one_value_has_no_interval() -> None:
    assert not np.isfinite(mean_of([3.0]).half)


def test_batches_leave_out_the_beginning() -> None:
    assert batches([100.0, *range(1, 10)], 3).tolist() == [2.0, 5.0, 8.0]


@settings(deadline=None, max_examples=50)
@given(st.floats(0.1, 60), st.floats(0.05, 1.2))
def test_a_lognormal_duration_has_the_mean_and_the_cv_asked_for(mean: float, cv: float) -> None:
    found = chance.durations(Spread(mean, cv), 20_000, np.random.default_rng(1))
    assert found.mean() == pytest.approx(mean, rel=0.05)
    assert found.std() / found.mean() == pytest.approx(cv, rel=0.25)
