"""Estimates for everybody inside an office (等候预估): to each call and to the end of the visit, as ranges.

Learnt from days of the journal by service; a grove says low, middle and high of what differs from the walk without
chance, conformal ranges make them hold nine times of ten, and each outcome moves these a little.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.random import Generator

from onelane.office.cases.path import Path
from onelane.office.cases.traces import Trace
from onelane.twin.engine.chance import Floats
from onelane.twin.forecast.conformal import Ranges
from onelane.twin.forecast.features import QUESTIONS, Question, Rows, rows
from onelane.twin.forecast.grove import TREES, UNREADABLE, Grove, TornError, grow
from onelane.twin.forecast.paces import Pace
from onelane.twin.forecast.situation import NEVER, Past, Situation

MOMENTS = 40  # of a day that are learnt from; more of one day are much alike
CALIBRATED = 3  # every third day is kept from the grove, to see how far its ranges are off
LEAST_DAYS = 6
# Days differ more than waits within a day do, and a day is to be held as well: aimed a little above nine of ten.
AIMED = 0.915
CALLS: tuple[Question, ...] = ("calls", "later")
LATER_LEARNT = (
    4  # of the calls at steps that nobody waits for yet every fourth is learnt from: there are many, much alike
)


class TooLittleError(ValueError):
    """There are too few days to learn from."""


@dataclass(frozen=True, slots=True)
class Range:
    """Minutes: nine of ten times between low and high, half the time below the middle."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one visit is told: minutes to the call at each step that is still to come, and to the end."""

    calls: Mapping[str, Range]
    end: Range


@dataclass(frozen=True)
class Part:
    """What is learnt of one question: the grove and its ranges."""

    grove: Grove
    ranges: Ranges

    def raw(self, asked: Rows) -> Floats:
        """Return low, middle and high for each row, before the ranges are fitted; nothing is over before now."""
        return np.maximum(self.grove.predict(asked.features) + asked.ahead[:, None], 0.0)


@dataclass(frozen=True)
class Model:
    """What was learnt of one service of one office."""

    path: Path
    paces: Mapping[str, Pace]
    parts: Mapping[Question, Part]
    days: int

    def estimates(self, situation: Situation) -> dict[str, Estimate]:
        """Return what everybody inside is told."""
        asked = rows(situation, self.path, self.paces)
        calls: dict[str, dict[str, Range]] = {who: {} for who in asked["ends"].who}
        for question in CALLS:
            mine, part = asked[question], self.parts[question]
            for who, step, raw in zip(mine.who, mine.step, part.raw(mine).tolist(), strict=True):
                calls[who][step] = _range(part.ranges, raw)
        ends = self.parts["ends"]
        return {
            who: Estimate(calls[who], _range(ends.ranges, raw))
            for who, raw in zip(asked["ends"].who, ends.raw(asked["ends"]).tolist(), strict=True)
        }

    def with_missed(self, missed: Mapping[str, Any]) -> Model:
        """Return the model with the shares that were learnt from outcomes since."""
        parts = {
            name: Part(part.grove, part.ranges.with_missed(missed.get(name, ()))) for name, part in self.parts.items()
        }
        return Model(self.path, self.paces, parts, self.days)

    @property
    def missed(self) -> dict[str, Any]:
        """The shares by level that may be missed, by question."""
        return {name: part.ranges.missed for name, part in self.parts.items()}

    def to_bytes(self) -> bytes:
        """Return the model as a file."""
        told = {
            "path": self.path.to_json(),
            "paces": {step: asdict(pace) for step, pace in self.paces.items()},
            "ranges": {name: part.ranges.to_json() for name, part in self.parts.items()},
            "days": self.days,
        }
        arrays: dict[str, Any] = {name: _bytes(part.grove.to_bytes()) for name, part in self.parts.items()}
        out = io.BytesIO()
        np.savez_compressed(out, told=_bytes(json.dumps(told).encode()), **arrays)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, kept: bytes) -> Model:
        """Read what `to_bytes` wrote; raise TornError for anything else."""
        try:
            with np.load(io.BytesIO(kept), allow_pickle=False) as found:
                told = json.loads(found["told"].tobytes())
                parts: dict[Question, Part] = {
                    name: Part(Grove.from_bytes(found[name].tobytes()), Ranges.from_json(told["ranges"][name]))
                    for name in QUESTIONS
                }
        except UNREADABLE as no:
            raise TornError("this is no model of estimates") from no
        paces = {step: Pace(**pace) for step, pace in told["paces"].items()}
        return cls(Path.from_json(told["path"]), paces, parts, told["days"])


def _bytes(content: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.frombuffer(content, dtype=np.uint8)


def _range(ranges: Ranges, raw: Sequence[float]) -> Range:
    low, high = ranges.of(*raw)
    return Range(low, min(max(raw[1], low), high), high)


def learn(
    days: Sequence[Sequence[Trace]], paces: Mapping[str, Pace], rng: Generator,
    *, head_starts: Mapping[str, float] | None = None, trees: int = TREES, asked: int = MOMENTS,
) -> Model:  # fmt: skip
    """Learn from days of one service; raise TooLittleError below six days. The path is that of the latest day."""
    known = [day for day in days if day]
    if len(known) < LEAST_DAYS:
        raise TooLittleError(f"{len(known)} days are too few to learn from; {LEAST_DAYS} are the least")
    path = known[-1][-1].path
    alike = [[one for one in day if one.path == path] for day in known]
    grown, kept = _Heap(), _Heap()
    for number, day in enumerate(alike):
        (kept if number % CALIBRATED == CALIBRATED - 1 else grown).gather(
            Past(day, head_starts), path, paces, asked, rng
        )
    parts = {name: _part(*grown.of(name), *kept.of(name), trees=trees) for name in QUESTIONS}
    return Model(path, paces, parts, len(known))


class _Heap:
    """Rows gathered from moments of many days, with what came of them."""

    def __init__(self) -> None:
        self._rows: dict[Question, list[tuple[Floats, float, float]]] = {name: [] for name in QUESTIONS}

    def gather(self, past: Past, path: Path, paces: Mapping[str, Pace], asked: int, rng: Generator) -> None:
        for now in moments(past, asked, rng):
            for question, mine in rows(past.at(now), path, paces).items():
                every = LATER_LEARNT if question == "later" else 1
                for row in range(0, len(mine.who), every):
                    outcome = _outcome(past, mine.who[row], mine.step[row], now)
                    if outcome < NEVER:
                        self._rows[question].append((mine.features[row], float(mine.ahead[row]), outcome))

    def of(self, question: Question) -> tuple[Floats, Floats, Floats]:
        if not self._rows[question]:
            raise TooLittleError("nobody waited on the days to learn from")
        features, ahead, outcomes = zip(*self._rows[question], strict=True)
        return np.array(features), np.array(ahead), np.array(outcomes)


def _outcome(past: Past, who: str, step: str, now: float) -> float:
    found = past.outcome(who, now)
    return (found.calls.get(step, NEVER) if step else found.end) - now


def _part(
    features: Floats, ahead: Floats, outcomes: Floats, other: Floats, other_ahead: Floats, others: Floats, *, trees: int
) -> Part:
    grove, ranges = grow(features, outcomes - ahead, trees=trees), Ranges(AIMED)
    raw = np.maximum(grove.predict(other) + other_ahead[:, None], 0.0)
    ranges.learn(raw[:, 0], raw[:, 1], raw[:, 2], others)
    return Part(grove, ranges)


def moments(past: Past, count: int, rng: Generator) -> list[float]:
    """Return so many moments of a day at which something happened, in order: then estimates are told anew."""
    events = past.events()
    if len(events) <= count:
        return events
    return sorted(rng.choice(events, count, replace=False).tolist())
