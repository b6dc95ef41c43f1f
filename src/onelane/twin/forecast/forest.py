"""A forest that knows quantiles (Meinshausen 2006): from what is known now to a wait as low, middle and high."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from quantile_forest import ExtraTreesQuantileRegressor  # type: ignore[import-untyped]  # ships no types

from onelane.twin.engine.chance import Floats
from onelane.twin.forecast.conformal import Ranges
from onelane.twin.forecast.watching import Sight

# Chosen on the 18th to 21st January of the call centre, grown on the days before; the test days took no part.
TREES, LEAF, SHARE = 150, 5, 0.7
QUANTILES = [0.05, 0.5, 0.95]
SEED = 20261122


class Forest:
    """Grown once on days that are over; its ranges go on learning."""

    def __init__(self, trees: int = TREES) -> None:
        self.ranges = Ranges()
        self._forest = ExtraTreesQuantileRegressor(
            n_estimators=trees, min_samples_leaf=LEAF, max_features=SHARE, bootstrap=True, random_state=SEED
        )

    def grow(self, known: Sequence[Sight]) -> None:
        """Grow the forest on waits that are over, and fit the ranges to its out-of-bag predictions."""
        waits = np.array([sight.call.wait for sight in known])
        features = np.array([sight.features for sight in known])
        self._forest.fit(features, waits)
        raw = np.asarray(self._forest.predict(features, quantiles=QUANTILES, oob_score=True), dtype=float)
        held = ~np.isnan(raw).any(axis=1)
        self.ranges.learn(raw[held, 0], raw[held, 1], raw[held, 2], waits[held])

    def predict(self, asked: Sequence[Sight]) -> Floats:
        """Return one row of low, middle and high for each, as the forest says it, before the ranges are fitted."""
        features = np.array([sight.features for sight in asked])
        return np.asarray(self._forest.predict(features, quantiles=QUANTILES), dtype=float)
