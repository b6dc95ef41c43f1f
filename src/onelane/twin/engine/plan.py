"""A scenario made ready to run: what is the same on every day is worked out once."""

from __future__ import annotations

from onelane.office.cases.path import Path
from onelane.twin.engine.route import Route
from onelane.twin.scenario import Scenario


class Plan:
    """The stations by step number, and which steps one server does in a row."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.route = Route(Path(scenario.path))
        steps = self.route.steps
        self.stations = [scenario.stations[step] for step in steps]
        self.together = [
            (number, *(other for other, one in enumerate(self.stations) if one.at == step))
            for number, step in enumerate(steps)
        ]
