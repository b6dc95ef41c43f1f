"""A forest that knows quantiles (Meinshausen 2006): from what is known now to a wait as low, middle and high."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from quantile_forest import ExtraTreesQuantileRegressor  # type: ignore[import-untyped]  # ships no types

from onelane.twin.engine.chance import Floats
from onelane.twin.forecast.conformal import Ranges
from onelane.twin.forecast.watching import OWN, RHYTHM, Sight

QUANTILES = [0.05, 0.5, 0.95]
SEED = 20261122


@dataclass(frozen=True, slots=True)
class Kind:
    """How a forest is grown: trees, least outcomes of a leaf, share of features looked at, waits as logarithms.

    `rhythm` tells whether it looks at the rhythm of services; `seed` is that of its chance.
    """

    trees: int
    leaf: int
    share: float
    logarithm: bool = False
    rhythm: bool = True
    seed: int = SEED


# By `onelane forecast choose` on the first three weeks of the call centre; trees only take noise away.
CHOSEN = Kind(trees=150, leaf=3, share=0.7)


class Forest:
    """Grown once on days that are over; its ranges go on learning."""

    def __init__(self, kind: Kind = CHOSEN) -> None:
        self.ranges = Ranges()
        self._kind = kind
        self._forest = ExtraTreesQuantileRegressor(
            n_estimators=kind.trees,
            min_samples_leaf=kind.leaf,
            max_features=kind.share,
            bootstrap=True,
            random_state=kind.seed,
        )

    def grow(self, known: Sequence[Sight]) -> None:
        """Grow the forest on waits that are over, and fit the ranges to its out-of-bag predictions."""
        waits = np.array([sight.call.wait for sight in known])
        features = self._features(known)
        self._forest.fit(features, np.log1p(waits) if self._kind.logarithm else waits)
        raw = self._asked(features, out_of_bag=True)
        held = ~np.isnan(raw).any(axis=1)
        self.ranges.learn(raw[held, 0], raw[held, 1], raw[held, 2], waits[held])

    def predict(self, asked: Sequence[Sight]) -> Floats:
        """Return one row of low, middle and high for each, as the forest says it, before the ranges are fitted."""
        return self._asked(self._features(asked), out_of_bag=False)

    def _features(self, sights: Sequence[Sight]) -> Floats:
        found = np.array([sight.features for sight in sights])
        end = found.shape[1] - OWN
        return found if self._kind.rhythm else np.delete(found, np.s_[end - RHYTHM : end], axis=1)

    def _asked(self, features: Floats, *, out_of_bag: bool) -> Floats:
        raw = np.asarray(self._forest.predict(features, quantiles=QUANTILES, oob_score=out_of_bag), dtype=float)
        return np.expm1(raw) if self._kind.logarithm else raw
