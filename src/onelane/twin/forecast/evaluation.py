"""How good an estimate is on days that it has not seen: its error beside simpler ones, how often its range holds."""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onelane.twin.engine.chance import Floats
from onelane.twin.forecast.calls import Call, days_of
from onelane.twin.forecast.conformal import Ranges, share_covered
from onelane.twin.forecast.forest import CHOSEN, Forest, Kind
from onelane.twin.forecast.watching import Sight, sights

DRAWN, DRAWN_WITH = 2000, 20261125  # how often days are drawn anew, and with which seed
BUSY = 20  # outcomes that a day needs before its own coverage says anything


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Mean absolute errors in seconds, and shares; `constant` is the best single number for these very waits.

    `low` and `high` say how sure the ratio is: 95 of 100 times it lies there when days like these are drawn again.
    """

    trained: int
    tested: int
    mean_wait: float
    mae_forest: float
    mae_last_to_enter: float
    mae_head_of_line: float
    mae_queue_length: float
    mae_constant: float
    of_last_to_enter: float
    of_last_to_enter_low: float
    of_last_to_enter_high: float
    of_constant: float
    raw_covered: float
    covered: float
    worst_day_covered: float
    median_width: float
    milliseconds: float  # of one prediction alone

    def shown(self) -> dict[str, float]:
        """Return plain values, rounded."""
        return {name: round(float(getattr(self, name)), 4) for name in self.__slots__}


def evaluate(calls: Sequence[Call], *, until: str, kind: Kind = CHOSEN) -> Evaluation:
    """Grow the forest on the days up to `until` (included) and judge it on the days after it."""
    days = days_of(calls)
    known = [sight for day, those in days.items() if day <= until for sight in sights(those)]
    asked = [list(sights(those)) for day, those in days.items() if day > until]
    if not known or not any(asked):
        raise ValueError("there are too few days with waits to learn from and to test on")
    forest = Forest(kind)
    forest.grow(known)
    return _judged(forest, known, asked)


def _judged(forest: Forest, known: Sequence[Sight], asked: Sequence[Sequence[Sight]]) -> Evaluation:
    every = [sight for day in asked for sight in day]
    waits = np.array([sight.call.wait for sight in every])
    raw = forest.predict(every)
    given = ranges_online(forest.ranges, every, raw)
    took = _milliseconds(forest, every[:20])
    errors = np.abs(raw[:, 1] - waits)
    error = errors.mean()
    low, high = _sure(asked, errors, np.abs(np.array([sight.last for sight in every]) - waits))
    last, head, work = (
        float(np.abs(np.array(simple) - waits).mean())
        for simple in zip(*((sight.last, sight.head, sight.work) for sight in every), strict=True)
    )
    constant = float(np.abs(np.median(waits) - waits).mean())
    return Evaluation(
        trained=len(known),
        tested=len(every),
        mean_wait=float(waits.mean()),
        mae_forest=float(error),
        mae_last_to_enter=last,
        mae_head_of_line=head,
        mae_queue_length=work,
        mae_constant=constant,
        of_last_to_enter=float(error / last),
        of_last_to_enter_low=low,
        of_last_to_enter_high=high,
        of_constant=float(error / constant),
        raw_covered=share_covered([(begin, end) for begin, _, end in raw], waits.tolist()),
        covered=share_covered(given, waits.tolist()),
        worst_day_covered=_worst_day(asked, given),
        median_width=float(np.median([end - begin for begin, end in given])),
        milliseconds=took,
    )


def ranges_online(ranges: Ranges, asked: Sequence[Sight], raw: Floats) -> list[tuple[float, float]]:
    """Return the range that each would have been told; an outcome teaches only those who come after it is known."""
    told: list[tuple[float, float]] = []
    pending: list[tuple[str, float, int]] = []
    for number, sight in enumerate(asked):
        while pending and pending[0][:2] <= (sight.call.day, sight.call.joined):
            _, _, over = heapq.heappop(pending)
            low, middle, high = raw[over].tolist()
            ranges.see(low, middle, high, asked[over].call.wait)
        low, middle, high = raw[number].tolist()
        told.append(ranges.of(low, middle, high))
        heapq.heappush(pending, (sight.call.day, sight.call.left, number))
    return told


def _sure(asked: Sequence[Sequence[Sight]], errors: Floats, simple: Floats) -> tuple[float, float]:
    """Return between what the ratio of two errors lies when whole days are drawn anew with replacement (bootstrap)."""
    ends = np.cumsum([len(day) for day in asked])[:-1]
    ours, others = (np.array([part.sum() for part in np.split(one, ends)]) for one in (errors, simple))
    drawn = np.random.default_rng(DRAWN_WITH).integers(0, len(ours), (DRAWN, len(ours)))
    low, high = np.quantile(ours[drawn].sum(axis=1) / others[drawn].sum(axis=1), (0.025, 0.975))
    return float(low), float(high)


def _worst_day(asked: Sequence[Sequence[Sight]], given: Sequence[tuple[float, float]]) -> float:
    ranges = iter(given)
    shares = []
    for day in asked:
        own = list(itertools.islice(ranges, len(day)))
        if len(day) >= BUSY:
            shares.append(share_covered(own, [sight.call.wait for sight in day]))
    return min(shares, default=1.0)


def _milliseconds(forest: Forest, asked: Sequence[Sight]) -> float:
    began = time.perf_counter()
    for sight in asked:
        forest.predict([sight])
    return 1000 * (time.perf_counter() - began) / len(asked)
