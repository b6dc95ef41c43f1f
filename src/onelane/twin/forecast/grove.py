"""Trees that know quantiles, kept as plain arrays: grown by scikit-learn, asked without it in well below a millisecond.

A quantile forest (Meinshausen 2006) of extremely randomised trees (Geurts et al. 2006). Each leaf keeps some of the
outcomes that fell into it; the quantile is that of all leaves reached. What is learnt is how far the outcome lies from
the walk without chance, so that a wait longer than any seen before is still told.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, fields
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from onelane.twin.engine.chance import Floats

TREES, LEAF, KEPT, SHARE = 50, 20, 6, 0.5
QUANTILES = (0.05, 0.5, 0.95)
UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    BadZipFile,
)  # what numpy raises for a file that is none of its own
Whole = NDArray[np.int32]


class TornError(ValueError):
    """What was kept is no grove, or one of another form."""


@dataclass(frozen=True)
class Grove:
    """All nodes of all trees in a row; a leaf has the feature -1 and its outcomes in a row of `outcomes`."""

    roots: Whole
    feature: Whole
    threshold: Floats
    left: Whole
    right: Whole
    leaf: Whole
    outcomes: Floats

    def predict(self, features: Floats) -> Floats:
        """Return low, middle and high for each row."""
        if not len(features):
            return np.zeros((0, len(QUANTILES)))
        asked = np.asarray(features, dtype=np.float32)
        rows = np.arange(len(asked))[:, None]
        at = np.broadcast_to(self.roots, (len(asked), len(self.roots)))
        while True:
            feature = self.feature[at]
            if (feature < 0).all():
                break
            goes_left = asked[rows, np.maximum(feature, 0)] <= self.threshold[at]
            at = np.where(feature < 0, at, np.where(goes_left, self.left[at], self.right[at]))
        reached = self.outcomes[self.leaf[at]].reshape(len(asked), -1)
        return np.quantile(reached, QUANTILES, axis=1).T

    def to_bytes(self) -> bytes:
        """Return the grove as a file."""
        out = io.BytesIO()
        np.savez_compressed(out, **{one.name: getattr(self, one.name) for one in fields(self)})
        return out.getvalue()

    @classmethod
    def from_bytes(cls, kept: bytes) -> Grove:
        """Read what `to_bytes` wrote; raise TornError for anything else."""
        try:
            with np.load(io.BytesIO(kept), allow_pickle=False) as found:
                arrays: Mapping[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]] = found
                return cls(**{one.name: arrays[one.name] for one in fields(cls)})  # type: ignore[arg-type]  # checked by use
        except UNREADABLE as no:
            raise TornError("this is no grove") from no


def grow(features: Floats, outcomes: Floats, *, trees: int = TREES, seed: int = 20261122) -> Grove:
    """Grow a grove; the same data and seed give the same grove."""
    from sklearn.ensemble import ExtraTreesRegressor  # type: ignore[import-untyped]  # ships no types; slow to import

    known = np.asarray(features, dtype=np.float32)
    forest = ExtraTreesRegressor(
        n_estimators=trees,
        min_samples_leaf=LEAF,
        max_features=SHARE,
        bootstrap=True,
        max_samples=0.5,
        random_state=seed,
    )
    forest.fit(known, outcomes)
    rng = np.random.default_rng(seed)
    parts = [_tree(one.tree_, known, outcomes, rng) for one in forest.estimators_]
    return _joined(parts)


_Tree = dict[str, NDArray[np.float64]]


def _tree(tree: object, known: NDArray[np.float32], outcomes: Floats, rng: np.random.Generator) -> _Tree:
    """Return one tree's arrays; its leaves keep outcomes of all that fall into them, evenly by rank."""
    left = np.asarray(tree.children_left)  # type: ignore[attr-defined]  # scikit-learn's own
    leaves = np.flatnonzero(left < 0)
    number = np.full(len(left), -1)
    number[leaves] = np.arange(len(leaves))
    reached = number[tree.apply(known)]  # type: ignore[attr-defined]  # as above
    order = np.lexsort((outcomes, reached))
    begins = np.searchsorted(reached[order], np.arange(len(leaves)))
    sizes = np.diff([*begins, len(order)])
    # One outcome at random from each of KEPT equal parts of the leaf: a small leaf speaks as loud as a large one.
    places = (np.arange(KEPT) + rng.random((len(leaves), KEPT))) / KEPT
    chosen = begins[:, None] + np.minimum((places * sizes[:, None]).astype(int), sizes[:, None] - 1)
    return {
        "feature": np.where(left < 0, -1, np.asarray(tree.feature)),  # type: ignore[attr-defined]  # as above
        "threshold": np.asarray(tree.threshold),  # type: ignore[attr-defined]  # as above
        "left": left,
        "right": np.asarray(tree.children_right),  # type: ignore[attr-defined]  # as above
        "leaf": np.maximum(number, 0),
        "outcomes": outcomes[order][chosen],
    }


def _joined(parts: list[_Tree]) -> Grove:
    sizes = np.cumsum([0, *(len(one["feature"]) for one in parts)])
    leaves = np.cumsum([0, *(len(one["outcomes"]) for one in parts)])

    def row(name: str, shift: np.ndarray[tuple[int, ...], np.dtype[np.int64]] | None = None) -> Whole:
        shifted = [one[name] + (0 if shift is None else shift[at]) for at, one in enumerate(parts)]
        return np.concatenate(shifted).astype(np.int32)

    return Grove(
        roots=sizes[:-1].astype(np.int32),
        feature=row("feature"),
        threshold=np.concatenate([one["threshold"] for one in parts]).astype(np.float32),
        left=row("left", sizes),
        right=row("right", sizes),
        leaf=row("leaf", leaves),
        outcomes=np.concatenate([one["outcomes"] for one in parts]).astype(np.float32),
    )
