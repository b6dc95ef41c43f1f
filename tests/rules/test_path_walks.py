"""Random walks with rework and undo, compared move by move with the Petri net of the same plan."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onelane.kernel.refusal import Refused
from onelane.office.cases import path as paths
from rules.petri import Net

LANE = [
    ["acceptance", ["inspection", "photograph"]],
    "review",
    "payment",
    "number-choice",
    ["plate-making", "certificate-making"],
    "hand-over",
]
PLANS: dict[str, list[Any]] = {
    "lane": LANE,
    "bicycle": [["counter", "brake-test"], "desk", "badge"],
    "in a row": ["a", "b", "c"],
    "forks at both ends": [["a", "b", "c"], ["d", ["e", "f"]], ["g", "h"]],
    "deep": [[["a", ["b", ["c", ["d", "e"], "f"]], "g"], "h", ["i", ["j", "k"]]], "l", [["m", "n"], "o"]],
}
NETS = {name: Net(plan) for name, plan in PLANS.items()}
PATHS = {name: paths.Path.from_plan(plan) for name, plan in PLANS.items()}
BACK, UNDO = 200, 170


class Walk:
    """A case walked in both readings at once; every move ends with a comparison."""

    def __init__(self, name: str) -> None:
        self.path, self.net = PATHS[name], NETS[name]
        self.marking = paths.start(self.path)
        self.history: list[str] = []
        self.places = self.replayed()
        self.compare()

    def replayed(self) -> frozenset[int]:
        """Return the net's marking for the history."""
        places = self.net.replay(self.history)
        assert places is not None
        return places

    def compare(self) -> None:
        """Demand that both readings open the same steps and know the same steps as done."""
        assert set(paths.open_steps(self.marking)) == self.net.enabled(self.places)
        assert self.path.done(self.marking) == set(self.history)
        assert paths.ended(self.marking) == self.net.ended(self.places)

    def move(self, draw: int, choice: int) -> None:
        """Do one move chosen by two bytes."""
        opened = paths.open_steps(self.marking)
        if draw >= BACK and opened and self.path.ancestors(opened[choice % len(opened)]):
            self.send_back(opened[choice % len(opened)], draw, choice)
        elif draw >= UNDO and self.history:
            self.undo(self.history[choice % len(self.history)])
        elif opened:
            self.complete(opened[choice % len(opened)])
        self.compare()

    def complete(self, step: str) -> None:
        """Complete a step and demand that undo would give the marking before."""
        before, self.marking = self.marking, paths.complete(self.path, self.marking, step)
        assert paths.undo(self.path, self.marking, step) == before
        self.places = self.net.fire(self.places, step)
        self.history.append(step)

    def send_back(self, step: str, draw: int, choice: int) -> None:
        """Send back to one or two ancestors."""
        behind = sorted(self.path.ancestors(step))
        targets = [behind[choice % len(behind)], behind[draw % len(behind)]]
        self.marking = paths.send_back(self.path, self.marking, step, targets)
        again = set(targets).union(*(self.net.follows[one] for one in targets))
        self.history = [one for one in self.history if one not in again]
        self.places = self.replayed()

    def undo(self, step: str) -> None:
        """Take a completion back where the net can do without it, demand a refusal where it cannot."""
        rest = [one for one in self.history if one != step]
        if (places := self.net.replay(rest)) is None:
            with pytest.raises(Refused, match=r"cases\.too_late_to_undo"):
                paths.undo(self.path, self.marking, step)
            return
        self.marking, self.history, self.places = paths.undo(self.path, self.marking, step), rest, places

    def finish(self) -> None:
        """Walk to the end without rework."""
        for _ in range(len(self.path.steps) - len(self.history)):
            self.complete(paths.open_steps(self.marking)[0])
            self.compare()
        assert paths.ended(self.marking)


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANS)
def test_every_walk_opens_the_steps_that_the_petri_net_opens(name: str) -> None:
    @settings(max_examples=10_000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.binary(max_size=2 * 2 * len(PATHS[name].steps)))
    def walk_as_told(told: bytes) -> None:
        walk = Walk(name)
        for draw, choice in zip(told[::2], told[1::2], strict=False):
            walk.move(draw, choice)
        walk.finish()

    walk_as_told()
