"""An office at one moment, as far as estimates need it: who is inside, where each stands, who works where.

The same values come from the tables of a living office and from a day that is over (`Past`), so that an estimate is
learnt from just what it will be asked with. Times are minutes since midnight of the office.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import fmean

from onelane.kernel.clock import OFFICE_ZONE
from onelane.office.cases.traces import Spell, Trace, ended_at, spells

QUARTER, HOUR = 15.0, 60.0
SEEN = 12  # services an hour after which a counter that works would have been seen
LOOKED_BACK = 200  # calls, to find the last of each step
NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Inside:
    """One case in the office: its fair place, which steps are done, since when others are in hand, which wait."""

    case: str
    rank: float
    arrived: float
    done: frozenset[str] = frozenset()
    in_hand: Mapping[str, float] = field(default_factory=dict)  # since when
    waits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Situation:
    """The whole office at one moment; `inside` in the order of the fair places."""

    now: float
    inside: tuple[Inside, ...]
    servers: Mapping[str, int] = field(default_factory=dict)  # seen at work this hour
    recent: Mapping[str, float] = field(default_factory=dict)  # mean minutes of the services that ended this hour
    arrivals: tuple[int, int] = (0, 0)  # of the last quarter and the last hour
    last_waits: Mapping[str, float] = field(default_factory=dict)  # of the last one called at each step


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case: when it was next called at each step, and when its visit ended; NEVER if it did not."""

    calls: Mapping[str, float]
    end: float
    waited: Mapping[str, float] = field(default_factory=dict)  # minutes waited so far at each step waited for


@dataclass(frozen=True, slots=True)
class _Known:
    """One performance with its times as minutes."""

    step: str
    joined: float
    taken: float
    ended: float
    outcome: str
    counter: str


class Past:
    """A day that is over, asked again and again what was known at some moment of it."""

    def __init__(self, traces: Sequence[Trace], head_starts: Mapping[str, float] | None = None) -> None:
        starts = head_starts or {}
        self._traces = sorted(traces, key=lambda one: one.arrived_at)
        self._arrived = [minute(one.arrived_at) for one in self._traces]
        self._ended = [_minute_or_never(ended_at(one)) for one in self._traces]
        self._ranks = [at - starts.get(one.priority, 0.0) for at, one in zip(self._arrived, self._traces, strict=True)]
        self._spells = [[_known(one) for one in spells(trace)] for trace in self._traces]
        known = [one for mine in self._spells for one in mine]
        self._done = sorted((one for one in known if one.ended < NEVER and one.outcome == "done"), key=_end)
        self._ends = [one.ended for one in self._done]
        self._called = sorted((one for one in known if one.taken < NEVER), key=_call)
        self._called_at = [one.taken for one in self._called]
        self._place = {one.case: number for number, one in enumerate(self._traces)}

    @property
    def cases(self) -> Sequence[Trace]:
        """The day's cases in the order in which they came."""
        return self._traces

    def events(self) -> list[float]:
        """Return the moments at which something changed: an arrival, a call, an end."""
        found = {*self._arrived, *self._called_at, *self._ends}
        return sorted(one for one in found if one < NEVER)

    def at(self, now: float) -> Situation:
        """Return what was known just after this moment."""
        upto = bisect_right(self._arrived, now)
        upto_call = bisect_right(self._called_at, now)
        inside = [self._inside(number, now) for number in range(upto) if self._ended[number] > now]
        return Situation(
            now=now,
            inside=tuple(sorted(inside, key=lambda one: (one.rank, one.case))),
            servers=self._servers(now),
            recent=self._recent(now),
            arrivals=(
                upto - bisect_right(self._arrived, now - QUARTER),
                upto - bisect_right(self._arrived, now - HOUR),
            ),
            last_waits={
                one.step: one.taken - one.joined for one in self._called[max(0, upto_call - LOOKED_BACK) : upto_call]
            },
        )

    def outcome(self, case: str, now: float) -> Outcome:
        """Return what became of a case after this moment."""
        number = self._place[case]
        mine = sorted((one for one in self._spells[number] if now < one.taken), key=_call, reverse=True)
        calls = {one.step: one.taken for one in mine}
        waited = {one.step: now - one.joined for one in mine if one.joined <= now}
        return Outcome(calls, self._ended[number], waited)

    def _inside(self, number: int, now: float) -> Inside:
        done, in_hand, waits = set[str](), dict[str, float](), set[str]()
        for one in self._spells[number]:
            if one.joined > now:
                continue
            if one.ended <= now:
                (done.add if one.outcome == "done" else done.discard)(one.step)
            elif one.taken <= now:
                in_hand[one.step] = one.taken
            else:
                waits.add(one.step)
        done -= waits | in_hand.keys()
        trace = self._traces[number]
        return Inside(
            trace.case, self._ranks[number], self._arrived[number], frozenset(done), in_hand, frozenset(waits)
        )

    def _recent(self, now: float) -> dict[str, float]:
        minutes = defaultdict(list)
        for one in self._done[bisect_left(self._ends, now - HOUR) : bisect_right(self._ends, now)]:
            if one.taken < NEVER:
                minutes[one.step].append(one.ended - one.taken)
        return {step: fmean(those) for step, those in minutes.items()}

    def _servers(self, now: float) -> dict[str, int]:
        """Return how many counters were at work at each step this hour, where enough was done to have seen them all."""
        seen = defaultdict(list)
        for one in self._done[bisect_left(self._ends, now - HOUR) : bisect_right(self._ends, now)]:
            if one.counter:
                seen[one.step].append(one.counter)
        return seen_at_work(seen)


def seen_at_work(counters: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return how many counters worked at each step, given the counter of each service of the last hour."""
    return {step: len(set(those)) for step, those in counters.items() if len(those) >= SEEN}


def minute(moment: datetime) -> float:
    """Return a moment as minutes since midnight of the office."""
    at = moment.astimezone(OFFICE_ZONE)
    return at.hour * 60 + at.minute + at.second / 60 + at.microsecond / 6e7


def days(traces: Iterable[Trace]) -> list[list[Trace]]:
    """Return traces by day, in the order of the days."""
    found: dict[object, list[Trace]] = defaultdict(list)
    for one in traces:
        found[one.arrived_at.astimezone(OFFICE_ZONE).date()].append(one)
    return [found[day] for day in sorted(found, key=str)]


def _end(one: _Known) -> float:
    return one.ended


def _call(one: _Known) -> float:
    return one.taken


def _minute_or_never(moment: datetime | None) -> float:
    return NEVER if moment is None else minute(moment)


def _known(one: Spell) -> _Known:
    taken, ended = _minute_or_never(one.taken_at), _minute_or_never(one.ended_at)
    # What follows by itself (a payment that completes its step) was never taken: its end is its begin.
    return _Known(one.step, minute(one.joined_at), min(taken, ended), ended, one.outcome, one.counter)
