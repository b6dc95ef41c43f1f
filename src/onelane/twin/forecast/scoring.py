"""How good the estimates of a day were (预估质量): told at each moment asked, judged by what came of it.

The day is lived again, so a range learns only from outcomes that were known by then. An outcome that never came (a
visit that ended early) judges nothing.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from onelane.office.cases.traces import Trace
from onelane.twin.forecast.conformal import Ranges
from onelane.twin.forecast.features import Rows, rows
from onelane.twin.forecast.office import Model, Part
from onelane.twin.forecast.situation import NEVER, Past, Situation

END = ""  # the question of when the visit ends, beside those of the steps
LATER = "later"  # the calls at steps that nobody waits for yet, together


@dataclass
class Score:
    """Sums over the estimates of one question: minutes of error, of the simplest estimate's error, and of width."""

    asked: int = 0
    error: float = 0.0
    simple: float = 0.0  # last to enter service, less what was waited already; for the end none
    covered: int = 0
    width: float = 0.0

    def add(self, told: tuple[float, float, float], outcome: float, simple: float) -> None:
        """Count one estimate."""
        low, middle, high = told
        self.asked += 1
        self.error += abs(middle - outcome)
        self.simple += abs(simple - outcome)
        self.covered += low <= outcome <= high
        self.width += high - low

    def with_other(self, other: Score) -> Score:
        """Return both together."""
        return Score(
            self.asked + other.asked, self.error + other.error, self.simple + other.simple,
            self.covered + other.covered, self.width + other.width,
        )  # fmt: skip


def together(scores: Iterable[Score]) -> Score:
    """Return the sum of scores."""
    total = Score()
    for one in scores:
        total = total.with_other(one)
    return total


@dataclass
class _Living:
    """One day being lived again: what was told and is not known yet, by when it will be."""

    past: Past
    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    pending: list[tuple[float, int, Ranges, tuple[float, float, float], float]] = field(default_factory=list)
    asked: int = 0

    def learn_until(self, now: float) -> None:
        while self.pending and self.pending[0][0] <= now:
            _, _, ranges, raw, outcome = heapq.heappop(self.pending)
            ranges.weigh(*raw, outcome)

    def told(self, part: Part, question: str, raw: Sequence[float], now: float, known: float, simple: float) -> None:
        low, middle, high = raw
        begin, end = part.ranges.of(low, middle, high)
        self.scores[question].add((begin, middle, end), known - now, simple)
        self.asked += 1
        heapq.heappush(self.pending, (known, self.asked, part.ranges, (low, middle, high), known - now))


def score(
    traces: Sequence[Trace], model: Model, times: Iterable[float], *, head_starts: Mapping[str, float] | None = None
) -> dict[str, Score]:
    """Return by step, for LATER and for END how good the estimates were; the model's ranges learn by it."""
    living = _Living(Past([one for one in traces if one.path == model.path], head_starts))
    for now in times:
        living.learn_until(now)
        situation = living.past.at(now)
        asked = rows(situation, model.path, model.paces)
        _ends(living, model.parts["ends"], asked["ends"], now)
        _calls(living, model.parts["calls"], asked["calls"], situation)
        _later(living, model.parts["later"], asked["later"], now)
    living.learn_until(NEVER)
    return dict(living.scores)


def _ends(living: _Living, part: Part, asked: Rows, now: float) -> None:
    for who, raw, ahead in zip(asked.who, part.raw(asked).tolist(), asked.ahead.tolist(), strict=True):
        known = living.past.outcome(who, now).end
        if known < NEVER:
            living.told(part, END, raw, now, known, ahead)


def _calls(living: _Living, part: Part, asked: Rows, situation: Situation) -> None:
    now = situation.now
    for who, step, raw in zip(asked.who, asked.step, part.raw(asked).tolist(), strict=True):
        outcome = living.past.outcome(who, now)
        if step in outcome.calls:
            last = max(0.0, situation.last_waits.get(step, 0.0) - outcome.waited[step])
            living.told(part, step, raw, now, outcome.calls[step], last)


def _later(living: _Living, part: Part, asked: Rows, now: float) -> None:
    for who, step, raw, ahead in zip(
        asked.who, asked.step, part.raw(asked).tolist(), asked.ahead.tolist(), strict=True
    ):
        known = living.past.outcome(who, now).calls.get(step, NEVER)
        if known < NEVER:
            living.told(part, LATER, raw, now, known, ahead)
