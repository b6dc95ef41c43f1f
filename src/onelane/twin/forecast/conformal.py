"""Ranges that hold as often as they say: conformal, by level of the predicted wait, and learning from each outcome.

Conformalised quantile regression (Romano, Patterson, Candes 2019) within levels of load (Mondrian: Vovk 2003), with
the online step of Gibbs and Candes 2021: a range that was missed makes the next ones of its level wider.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from onelane.twin.engine.chance import Floats

LEVELS = 6
STEP = 0.005  # how far one outcome moves the share that may be missed
KEPT = 1500  # scores of each level, the latest


@dataclass
class Ranges:
    """Raw ranges in, ranges that cover `covered` out; everything in the unit of the waits."""

    covered: float = 0.9  # of what; `office.AIMED` says why an office aims a little higher
    _edges: list[float] = field(default_factory=list)
    _scores: list[list[float]] = field(default_factory=list)
    _missed: list[float] = field(default_factory=list)
    _sorted: dict[int, list[float]] = field(default_factory=dict)

    def learn(self, low: Floats, middle: Floats, high: Floats, waits: Floats) -> None:
        """Take scores from predictions for waits that the forest has not been grown on (out of bag)."""
        shares = np.linspace(0, 1, LEVELS + 1)[1:-1]
        self._edges = np.quantile(middle, shares).tolist()
        levels = np.searchsorted(self._edges, middle)
        scores = np.maximum(low - waits, waits - high)
        self._scores = [scores[levels == level].tolist()[-KEPT:] for level in range(LEVELS)]
        self._missed = [1 - self.covered] * LEVELS
        self._sorted = {}

    def of(self, low: float, middle: float, high: float) -> tuple[float, float]:
        """Return the range for a new prediction; it never begins below 0."""
        wider = self._wider(self._level(middle))
        return max(0.0, low - wider), max(low - wider, high + wider, 0.0)

    def see(self, low: float, middle: float, high: float, wait: float) -> None:
        """Learn from an outcome, when it is known."""
        level = self._level(middle)
        begin, end = self.of(low, middle, high)
        missed = not begin <= wait <= end
        self._missed[level] += STEP * (1 - self.covered - missed)
        self._scores[level] = [*self._scores[level][-KEPT + 1 :], max(low - wait, wait - high)]
        self._sorted.pop(level, None)

    @property
    def missed(self) -> list[float]:
        """The share that may be missed by level, as it has been learnt from outcomes."""
        return list(self._missed)

    def with_missed(self, missed: Sequence[float]) -> Ranges:
        """Return the same ranges with shares learnt elsewhere."""
        return replace(self, _missed=list(missed) if len(missed) == len(self._missed) else list(self._missed))

    def to_json(self) -> dict[str, list[float] | list[list[float]]]:
        """Return plain values."""
        return {"covered": [self.covered], "edges": self._edges, "scores": self._scores, "missed": self._missed}

    @classmethod
    def from_json(cls, kept: Mapping[str, list[Any]]) -> Ranges:
        """Read what `to_json` wrote."""
        return cls(kept["covered"][0], _edges=kept["edges"], _scores=kept["scores"], _missed=kept["missed"])

    def weigh(self, low: float, middle: float, high: float, outcome: float) -> None:
        """Learn only how much may be missed; the scores stay those of the last learning."""
        level = self._level(middle)
        begin, end = self.of(low, middle, high)
        self._missed[level] += STEP * (1 - self.covered - (not begin <= outcome <= end))

    def _wider(self, level: int) -> float:
        """Return the quantile of a level's scores; these are kept sorted, since it is asked for thousands of times."""
        scores = self._sorted.get(level)
        if scores is None:
            scores = self._sorted[level] = sorted(self._scores[level])
        if not scores:
            return 0.0
        at = min(max(1 - self._missed[level], 0.0), 1.0) * (len(scores) - 1)
        below = int(at)
        above = min(below + 1, len(scores) - 1)
        return scores[below] + (at - below) * (scores[above] - scores[below])

    def _level(self, middle: float) -> int:
        return bisect_left(self._edges, middle)


def share_covered(ranges: Sequence[tuple[float, float]], waits: Sequence[float]) -> float:
    """Return how many of these waits lie in their ranges."""
    return float(np.mean([low <= wait <= high for (low, high), wait in zip(ranges, waits, strict=True)]))
