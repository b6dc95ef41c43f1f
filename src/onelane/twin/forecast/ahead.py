"""How the day would go on if every service took its mean (前推): the work ahead of everybody, in one walk.

Whoever comes later has a later fair place, so those inside now are enough. The engine of the twin draws chance for
each case; this has none, and takes the place of thousands of drawn days in an estimate that must come in milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

from onelane.office.cases.path import Path
from onelane.twin.forecast.paces import UNKNOWN, Pace
from onelane.twin.forecast.situation import Inside, Situation

LEFT = 0.3  # of the mean: what is left at least of a service that has gone on for longer than its mean


@dataclass(frozen=True, slots=True)
class Walked:
    """Minutes from now for one case: to the call at each step not yet begun, and to the end of the visit."""

    calls: Mapping[str, float]
    end: float


def walk(situation: Situation, path: Path, paces: Mapping[str, Pace]) -> dict[str, Walked]:
    """Return for everybody inside how it would go on without chance."""
    walking = _Walk(situation, path, paces)
    walking.run()
    return walking.found()


class _Walk:
    def __init__(self, situation: Situation, path: Path, paces: Mapping[str, Pace]) -> None:
        self._path, self._inside = path, situation.inside
        self._paces = {step: paces.get(step, UNKNOWN) for step in path.steps}
        self._minutes = {step: _blend(pace.mean, situation.recent.get(step)) for step, pace in self._paces.items()}
        self._free = {step: _servers(step, pace, situation) for step, pace in self._paces.items()}
        self._lines: dict[str, list[tuple[int, int]]] = {step: [] for step in path.steps}
        self._missing = [self._open(one) for one in situation.inside]
        self._calls: list[dict[str, float]] = [{} for _ in situation.inside]
        self._ends = [0.0] * len(situation.inside)
        self._heap: list[tuple[float, int, str]] = []
        self._start(situation.now)

    def _open(self, one: Inside) -> dict[str, int]:
        """Return of how many steps before it each step still waits."""
        return {
            step: sum(before not in one.done for before in self._path.predecessors(step))
            for step in self._path.steps
            if step not in one.done
        }

    def _start(self, now: float) -> None:
        for place, one in enumerate(self._inside):
            for step, since in one.in_hand.items():
                if step in self._free:
                    self._free[step] -= 1
                    mean = self._minutes[step]
                    heappush(self._heap, (max(mean - (now - since), LEFT * mean), place, step))
        for place, one in enumerate(self._inside):
            for step, missing in self._missing[place].items():
                if missing == 0 and step not in one.in_hand:
                    self._join(0.0, place, step)

    def _join(self, at: float, place: int, step: str) -> None:
        if self._paces[step].follows or self._free[step] > 0:
            self._serve(at, place, step)
        else:
            heappush(self._lines[step], (place, place))

    def _serve(self, at: float, place: int, step: str) -> None:
        self._free[step] -= 1
        self._calls[place][step] = at
        heappush(self._heap, (at + self._minutes[step], place, step))

    def run(self) -> None:
        """Let everything end that is under way."""
        while self._heap:
            at, place, step = heappop(self._heap)
            self._free[step] += 1
            self._ends[place] = max(self._ends[place], at)
            for after in self._path.successors(step):
                if after in self._missing[place]:
                    self._missing[place][after] -= 1
                    if self._missing[place][after] == 0:
                        self._join(at, place, after)
            if self._lines[step] and self._free[step] > 0:
                _, following = heappop(self._lines[step])
                self._serve(at, following, step)

    def found(self) -> dict[str, Walked]:
        """Return the minutes of everybody."""
        return {
            one.case: Walked(calls, end) for one, calls, end in zip(self._inside, self._calls, self._ends, strict=True)
        }


def _blend(mean: float, recent: float | None) -> float:
    """Return the minutes of a service: what this hour shows counts for a third, since it rests on few."""
    return mean if recent is None else (2 * mean + recent) / 3


def _servers(step: str, pace: Pace, situation: Situation) -> int:
    busy = sum(step in one.in_hand for one in situation.inside)
    return max(situation.servers.get(step, pace.servers), busy, 1)
