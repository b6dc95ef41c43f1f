"""Minutes to the next call and to the end of a visit from the lengths of queues (排队时间估计), as a range.

The owner ahead of me leaves a place every `mean / servers` minutes while all servers are busy, so with n ahead the
call comes after n + 1 such gaps. Classes count by what they cost: everybody who is called before me, now in the
queue or still to come with a head start, and each with the minutes of his class. Means and variances add up along
the path; of two parts side by side the later counts (Clark 1961, "The greatest of a finite set of random variables").
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onelane.twin.forecast.paces import Pace

COVERED = (
    1.6449  # standard normal quantile: rounded outwards the range holds nine visits of ten (docs/explanation/twin.md)
)
COARSE_FROM = 20  # minutes; from here on a range in steps of five is as much as anybody knows
STEP = 5


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes as mean and variance."""

    mean: float = 0.0
    variance: float = 0.0

    def then(self, other: Span) -> Span:
        """Return both in a row."""
        return Span(self.mean + other.mean, self.variance + other.variance)

    def beside(self, other: Span) -> Span:
        """Return the later of both, which start together."""
        spread = math.sqrt(self.variance + other.variance)
        if spread == 0:
            return self if self.mean >= other.mean else other
        gap = (self.mean - other.mean) / spread
        density, below = math.exp(-gap * gap / 2) / math.sqrt(2 * math.pi), (1 + math.erf(gap / math.sqrt(2))) / 2
        mean = self.mean * below + other.mean * (1 - below) + spread * density
        square = (
            (self.mean**2 + self.variance) * below
            + (other.mean**2 + other.variance) * (1 - below)
            + (self.mean + other.mean) * spread * density
        )
        return Span(mean, max(0.0, square - mean * mean))


@dataclass(frozen=True, slots=True)
class Minutes:
    """A range of whole minutes; both ends 0 mean "now"."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Class:
    """One class of those called before me: how many wait, how many more an hour pass me and for how long yet."""

    waiting: int
    mean: float | None = None  # minutes one of them takes; None where he takes what everybody does
    per_hour: float = 0.0
    passes_for: float = 0.0  # minutes during which a newcomer of this class still gets a place before mine


@dataclass(frozen=True, slots=True)
class Stage:
    """Where I stand at one step: who is before me, whether a server is free, or since when I am served."""

    pace: Pace
    ahead: tuple[Class, ...] = ()
    free: int = 0
    served_for: float | None = None  # minutes; None while I wait
    done: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """A way through the office: nested lists as in the catalogue, and where I stand at each step."""

    path: Sequence[object]
    stages: Mapping[str, Stage] = field(default_factory=dict)


def to_call(stage: Stage) -> Span:
    """Return the minutes until I am called at a step."""
    pace = stage.pace
    if stage.done or stage.served_for is not None or pace.follows:
        return Span()
    waiting, work = _before_me(stage)
    if waiting < stage.free:
        return Span()
    gaps = waiting - stage.free + 1
    each = work / waiting if waiting else pace.mean
    gap = each / pace.servers
    # Few gaps of many servers come like drops (Poisson), many of them like the work itself varies.
    varies = pace.cv**2 + (1 - pace.cv**2) * pace.servers / (pace.servers + gaps)
    return Span(gaps * gap, gaps * gap * gap * varies)


def _before_me(stage: Stage) -> tuple[float, float]:
    """Return how many are called before me and the minutes of work they bring, those still to come included."""
    people = [(one.waiting, one.mean if one.mean is not None else stage.pace.mean) for one in stage.ahead]
    count = float(sum(number for number, _ in people))
    work = sum(number * mean for number, mean in people)
    wait = work / stage.pace.servers
    for one in stage.ahead:
        passing = one.per_hour / 60 * min(wait, one.passes_for)
        count += passing
        work += passing * (one.mean if one.mean is not None else stage.pace.mean)
    return count, work


def to_end_of_step(stage: Stage) -> Span:
    """Return the minutes until a step is done: the wait and the work, or what is left of the work."""
    if stage.done:
        return Span()
    pace = stage.pace
    if stage.served_for is None:
        return to_call(stage).then(Span(pace.mean, (pace.mean * pace.cv) ** 2))
    left = max(pace.mean - stage.served_for, pace.mean * pace.cv / 2)
    return Span(left, (pace.mean * pace.cv) ** 2 * min(1.0, left / pace.mean if pace.mean else 0.0))


def to_end(visit: Visit) -> Span:
    """Return the minutes until the whole way is done."""
    return _in_a_row(visit.path, visit.stages)


def to_begins(visit: Visit) -> dict[str, Span]:
    """Return for each step that is not done the minutes until it begins: all before it, then the wait for it."""
    found: dict[str, Span] = {}
    _begins(visit.path, visit.stages, found)
    return {step: span for step, span in found.items() if not visit.stages[step].done}


def _begins(parts: Sequence[object], stages: Mapping[str, Stage], found: dict[str, Span]) -> Span:
    """Put down when each step of these parts begins, counted from the first of them, and return when all end."""
    total = Span()
    for part in parts:
        if isinstance(part, str):
            found[part] = total.then(to_call(stages[part]))
            total = total.then(to_end_of_step(stages[part]))
            continue
        latest = Span()
        for branch in _branches(part):
            inside: dict[str, Span] = {}
            latest = latest.beside(_begins([branch] if isinstance(branch, str) else branch, stages, inside))
            found |= {step: total.then(span) for step, span in inside.items()}
        total = total.then(latest)
    return total


def _branches(part: object) -> Sequence[Any]:
    if not isinstance(part, list | tuple):
        raise TypeError("a path is made of names and lists")
    return part


def _in_a_row(parts: Sequence[object], stages: Mapping[str, Stage]) -> Span:
    total = Span()
    for part in parts:
        total = total.then(to_end_of_step(stages[part]) if isinstance(part, str) else _side_by_side(part, stages))
    return total


def _side_by_side(parts: object, stages: Mapping[str, Stage]) -> Span:
    latest = Span()
    for part in _branches(parts):
        latest = latest.beside(_in_a_row([part] if isinstance(part, str) else part, stages))
    return latest


def told(span: Span) -> Minutes:
    """Return minutes as people are told them: rounded outwards, in steps of five where the wait is long."""
    spread = COVERED * math.sqrt(span.variance)
    return rounded(span.mean - spread, span.mean + spread)


def rounded(low: float, high: float) -> Minutes:
    """Return a range of minutes as people are told it."""
    low = max(0.0, low)
    if high <= COARSE_FROM:
        return Minutes(math.floor(low), math.ceil(high))
    return Minutes(math.floor(low / STEP) * STEP, math.ceil(high / STEP) * STEP)
