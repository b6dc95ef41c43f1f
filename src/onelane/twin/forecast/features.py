"""A situation in numbers: one row for the end of each visit, one for each call waited for and for each later one.

Work ahead in the sense of Ang et al. 2016: for each step how many are before me there and on the way there, how many
are in hand and how much of that work is left; beside it where I stand and what `ahead` says without chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from onelane.office.cases.path import Path
from onelane.twin.engine.chance import Floats
from onelane.twin.forecast.ahead import LEFT, Walked, walk
from onelane.twin.forecast.paces import UNKNOWN, Pace
from onelane.twin.forecast.situation import Situation

DONE, IN_HAND, WAITS, LATER = 0.0, 1.0, 2.0, 3.0


@dataclass(frozen=True, slots=True)
class Rows:
    """Features by row; `ahead` is what the walk without chance says, `who` and `step` (of calls) whose row it is."""

    features: Floats
    ahead: Floats
    who: tuple[str, ...]
    step: tuple[str, ...]


Question = Literal["calls", "later", "ends"]
"""The call at a step waited for, the call at a step that comes after, the end of the visit."""
QUESTIONS: tuple[Question, ...] = get_args(Question)


def rows(situation: Situation, path: Path, paces: Mapping[str, Pace]) -> dict[Question, Rows]:
    """Return the rows of each question."""
    view = _View(situation, path, paces, walk(situation, path, paces))
    return {"calls": view.calls(WAITS), "later": view.calls(LATER), "ends": view.ends()}


class _View:
    def __init__(
        self, situation: Situation, path: Path, paces: Mapping[str, Pace], walked: Mapping[str, Walked]
    ) -> None:
        self._situation, self._steps, self._walked = situation, path.steps, walked
        self._paces = [paces.get(step, UNKNOWN) for step in path.steps]
        self._standing, self._since = self._table()
        self._stations = self._by_station()
        self._common = self._of_all()

    def _table(self) -> tuple[Floats, Floats]:
        """Return for each case and step how it stands, and for how many minutes it has been in hand."""
        inside, now = self._situation.inside, self._situation.now
        standing = np.full((len(inside), len(self._steps)), LATER)
        since = np.zeros_like(standing)
        for row, one in enumerate(inside):
            for column, step in enumerate(self._steps):
                if step in one.done:
                    standing[row, column] = DONE
                elif step in one.in_hand:
                    standing[row, column], since[row, column] = IN_HAND, now - one.in_hand[step]
                elif step in one.waits:
                    standing[row, column] = WAITS
        return standing, since

    def _by_station(self) -> Floats:
        """Return for each case and step: its standing, its minutes, who is before it, who comes, what is in hand."""
        waits, later, hand = self._standing == WAITS, self._standing == LATER, self._standing == IN_HAND
        before = np.cumsum(waits, axis=0) - waits
        coming = np.cumsum(later, axis=0) - later
        means = np.array([pace.mean for pace in self._paces])
        left = np.where(hand, np.maximum(means - self._since, LEFT * means), 0.0).sum(axis=0)
        shape = self._standing.shape
        return np.stack(
            [
                self._standing, self._since, before, coming,
                np.broadcast_to(hand.sum(axis=0), shape), np.broadcast_to(left, shape),
            ],
            axis=2,
        )  # fmt: skip

    def _of_all(self) -> Floats:
        """Return for each case what holds for the office, its own time in it, and the end that the walk says."""
        situation = self._situation
        office = [situation.now, float(len(situation.inside)), *map(float, situation.arrivals)]
        own = [
            (situation.now - one.arrived, situation.now - one.rank, self._walked[one.case].end)
            for one in situation.inside
        ]
        return np.array([[*office, *mine] for mine in own]).reshape(len(own), len(office) + 3)

    def ends(self) -> Rows:
        inside = self._situation.inside
        recent = np.array(
            [self._situation.recent.get(step, pace.mean) for step, pace in zip(self._steps, self._paces, strict=True)]
        )
        flat = self._stations.reshape(len(inside), len(self._steps) * self._stations.shape[2])
        features = np.hstack([self._common, flat, np.broadcast_to(recent, (len(inside), len(recent)))])
        ahead = np.array([self._walked[one.case].end for one in inside])
        return Rows(features, ahead, tuple(one.case for one in inside), ("",) * len(inside))

    def calls(self, standing: float) -> Rows:
        """Return a row for each call that is still to come at the steps that stand so."""
        found, ahead, who, where = [], [], [], []
        for row, one in enumerate(self._situation.inside):
            for column, step in enumerate(self._steps):
                if self._standing[row, column] != standing:
                    continue
                minutes = self._walked[one.case].calls.get(step, 0.0)
                pace = self._paces[column]
                found.append([
                    float(column), minutes, *self._stations[row, column], *self._common[row],
                    float(self._situation.servers.get(step, pace.servers)), self._situation.recent.get(step, pace.mean),
                    self._oldest(column), *self._others(row, column),
                ])  # fmt: skip
                ahead.append(minutes)
                who.append(one.case)
                where.append(step)
        width = len(found[0]) if found else 0
        return Rows(np.array(found).reshape(len(found), width), np.array(ahead), tuple(who), tuple(where))

    def _oldest(self, column: int) -> float:
        return float(self._since[:, column].max(initial=0.0))

    def _others(self, row: int, column: int) -> tuple[float, float]:
        """Return how many at this station are before me but busy elsewhere, and how many of these wait there."""
        waiting_here = self._standing[:row, column] == WAITS
        elsewhere = (self._standing[:row] == IN_HAND).any(axis=1)
        return float((waiting_here & elsewhere).sum()), float(waiting_here.sum())
