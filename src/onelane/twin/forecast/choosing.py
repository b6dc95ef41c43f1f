"""Which forest for a file of calls: tried inside the first three weeks alone, before any later day is looked at.

Three folds, each grown on all days before it and judged on the next days that have calls: the same way in which the
last days of the month are judged in the end. The least error relative to last-to-enter-service, averaged over folds,
is taken; of equals the first in the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from onelane.twin.forecast.calls import Call, days_of
from onelane.twin.forecast.forest import CHOSEN, Forest, Kind
from onelane.twin.forecast.watching import Sight, sights

FOLDS = 3
JUDGED = 3  # days of each fold
TREES = 100
LEAVES, SHARES, LOGARITHMS, RHYTHMS = (3, 5, 10, 20), (0.4, 0.7, 1.0), (False, True), (False, True)


@dataclass(frozen=True, slots=True)
class Tried:
    """One forest and its error relative to last-to-enter-service in each fold."""

    kind: Kind
    ratios: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The error over all folds."""
        return float(np.mean(self.ratios))


def kinds() -> Iterator[Kind]:
    """Yield the forests to be tried."""
    for rhythm, leaf, share, logarithm in product(RHYTHMS, LEAVES, SHARES, LOGARITHMS):
        yield Kind(TREES, leaf, share, logarithm, rhythm)


def folds(calls: Sequence[Call], until: str) -> list[tuple[list[Sight], list[Sight]]]:
    """Return what each fold is grown on and judged on; no day after `until` takes part."""
    days = [list(sights(those)) for day, those in days_of(calls).items() if day <= until]
    found = []
    for back in range(FOLDS, 0, -1):
        begin = len(days) - back * JUDGED
        grown = [one for day in days[:begin] for one in day]
        judged = [one for day in days[begin : begin + JUDGED] for one in day]
        if not grown or not judged:
            raise ValueError("there are too few days to choose on")
        found.append((grown, judged))
    return found


def best(calls: Sequence[Call], until: str) -> Kind:
    """Return the kind with the least error over the folds, grown with as many trees as an office has."""
    parts = folds(calls, until)
    found = min((tried(kind, parts) for kind in kinds()), key=lambda one: one.mean)
    return replace(found.kind, trees=CHOSEN.trees)


def tried(kind: Kind, parts: Sequence[tuple[list[Sight], list[Sight]]]) -> Tried:
    """Return how a forest does in each fold."""
    return Tried(kind, tuple(_ratio(kind, grown, judged) for grown, judged in parts))


def _ratio(kind: Kind, grown: Sequence[Sight], judged: Sequence[Sight]) -> float:
    forest = Forest(kind)
    forest.grow(grown)
    waits = np.array([one.call.wait for one in judged])
    last = np.array([one.last for one in judged])
    return float(np.abs(forest.predict(judged)[:, 1] - waits).mean() / np.abs(last - waits).mean())
