"""A scenario with a mistake is refused with the place of the mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from onelane.catalogue.reading import CatalogueError
from onelane.twin import loading
from onelane.twin.scenario import Class, Spread

GOOD = """
title = { zh = "试", en = "Trial" }
cars_per_day = 100
arrivals = [["08:30", "12:00", 0.6], ["13:30", "17:00", 0.4]]
path = ["window", "desk"]
classes = { priority = 0.1 }
[stations.window]
order = "lane"
joins = "lane"
servers = 4
roster = [["12:00", 2], ["13:00", 4]]
service = { mean = 5.5, cv = 0.4 }
no_show = { chance = 0.05, away = { mean = 10, shape = "exponential" } }
[stations.desk]
service = { mean = 1 }
"""


def write(folder: Path, text: str) -> None:
    (folder / "trial.toml").write_text(text, encoding="utf-8")


def test_a_scenario_says_all_that_can_be_said(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    found = loading.load("trial", tmp_path)
    window = found.stations["window"]
    assert window.roster == ((720.0, 2), (780.0, 4))
    assert window.no_show is not None
    assert window.no_show.held == 4.0  # a first call and three more, a minute each
    assert window.no_show.away == Spread(10.0, 1.0, "exponential")
    assert found.classes == (Class("priority", 0.1, 15.0), Class("ordinary", 0.9, 0.0))
    assert (found.queues, found.opens) == (1, 510.0)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("0.6]", "0.5]", "trial.toml: arrivals: the shares must add up to 1"),
        ('"08:30"', '"8.30"', "trial.toml: arrivals[0]: '8.30' is no time of day"),
        ("servers = 4", "servants = 4", "trial.toml: stations.window.servants: unknown key"),
        ("chance = 0.05", "chance = 5", "trial.toml: stations.window.no_show.chance: must lie between 0 and 1"),
        ("mean = 5.5", 'mean = "long"', "trial.toml: stations.window.service.mean: must be a number"),
        ('order = "lane"', 'order = "last"', 'trial.toml: stations.window.order: unknown value "last"'),
        ("[stations.desk]", "[stations.desc]", 'trial.toml: stations: has no table for the step "desk"'),
        ("priority = 0.1", "urgent = 0.1", "trial.toml: classes.urgent: is no class of the lane"),
        ('path = ["window", "desk"]', 'service = "none"', 'trial.toml: service: unknown service "none"'),
        ('path = ["window", "desk"]', 'path = ["window", "window"]', "trial.toml: path: path[1]"),
        ('"lane"\nservers', '"lane"\nat = "garden"\nservers', "trial.toml: stations.window.at"),
        ('[["12:00", 2], ["13:00", 4]]', "12", "trial.toml: stations.window.roster: must be a list"),
    ],
)
def test_a_mistake_is_told_with_file_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(CatalogueError) as refused:
        loading.load("trial", tmp_path)
    assert str(refused.value).startswith(said)


def test_an_unknown_scenario_is_answered_with_the_known_ones() -> None:
    with pytest.raises(CatalogueError, match="there are: after, before, thirty"):
        loading.load("yesterday")
