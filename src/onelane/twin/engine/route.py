"""The path of a case as a table of small numbers, made by the office's own moves and walked thousands of times."""

from __future__ import annotations

from onelane.office.cases import path as paths
from onelane.office.cases.path import Marking, Path

Move = tuple[int, tuple[int, ...]]
"""The state after a move, and the steps that it opened."""

START = 0


class Route:
    """Every marking gets a number when it is first reached; the second case that passes there costs one look-up."""

    def __init__(self, path: Path) -> None:
        self.steps = path.steps
        self.ended: list[bool] = []
        self._path = path
        self._markings: list[Marking] = []
        self._numbers: dict[Marking, int] = {}
        self._done: dict[tuple[int, tuple[int, ...]], Move] = {}
        self._back: dict[tuple[int, int, int], Move] = {}
        self.first = self._opened(frozenset(), self._number(paths.start(path)))

    def done(self, state: int, steps: tuple[int, ...]) -> Move:
        """Complete steps one after the other, as `path.complete` does it."""
        known = self._done.get((state, steps))
        if known is None:
            before = after = self._markings[state]
            for step in steps:
                after = paths.complete(self._path, after, self.steps[step])
            known = self._done[state, steps] = self._move(before, after)
        return known

    def sent_back(self, state: int, from_step: int, to_step: int) -> Move:
        """Send a case back, as `path.send_back` does it."""
        known = self._back.get((state, from_step, to_step))
        if known is None:
            before = self._markings[state]
            after = paths.send_back(self._path, before, self.steps[from_step], [self.steps[to_step]])
            known = self._back[state, from_step, to_step] = self._move(before, after)
        return known

    def between(self, to: int, from_step: int) -> tuple[int, ...]:
        """Return the steps that are done anew after a sending back, the one sent back to left out."""
        if to == from_step:
            return ()
        again = self._path.descendants(self.steps[to]) & (
            self._path.ancestors(self.steps[from_step]) | {self.steps[from_step]}
        )
        return tuple(number for number, step in enumerate(self.steps) if step in again)

    def _move(self, before: Marking, after: Marking) -> Move:
        number = self._number(after)
        return number, self._opened(before, number)

    def _opened(self, before: Marking, number: int) -> tuple[int, ...]:
        was = set(paths.open_steps(before))
        now = paths.open_steps(self._markings[number])
        return tuple(self.steps.index(step) for step in now if step not in was)

    def _number(self, marking: Marking) -> int:
        if marking not in self._numbers:
            self._numbers[marking] = len(self._markings)
            self._markings.append(marking)
            self.ended.append(paths.ended(marking))
        return self._numbers[marking]
