"""The two worlds of the article, as calibrated."""

from __future__ import annotations

import pytest

from onelane.catalogue import loader
from onelane.catalogue.plan import leaves
from onelane.twin import loading
from onelane.twin.replicate import replicate
from onelane.twin.report import Report, summarise


@pytest.fixture(scope="module", params=["before", "after"])
def report(request: pytest.FixtureRequest) -> Report:
    scenario = loading.load(request.param)
    return summarise(scenario, replicate(scenario, days=120))


def test_three_queues_take_two_hours_and_one_lane_three_quarters_of_one(report: Report) -> None:
    low, high, queues = {"before": (110, 130, 3), "after": (41, 49, 1)}[report.scenario]
    assert low < report.ci95[0] < report.ci95[1] < high
    assert report.queues == queues


def test_the_lane_walks_the_path_of_the_catalogue() -> None:
    assert tuple(leaves(loading.load("after").path)) == loader.load().service("first-registration").steps


def test_both_worlds_have_the_same_cars() -> None:
    before, after = loading.load("before"), loading.load("after")
    assert (before.cars, before.hours) == (after.cars, after.hours)
