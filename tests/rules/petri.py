"""A second reading of the plan, as a Petri net; it shares no line and no idea of data with `office/cases/path.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any


@dataclass(frozen=True)
class Transition:
    """A step, or without a name a silent fork or join."""

    name: str | None
    takes: frozenset[int]
    gives: frozenset[int]


@dataclass
class Net:
    """Places are numbers, a marking is the set of marked places, a second token on a place is an error."""

    plan: list[Any]
    transitions: list[Transition] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._fresh = count()
        self.source, self.sink = next(self._fresh), next(self._fresh)
        self._in_order(self.plan, self.source, self.sink)
        self.named = {one.name: one for one in self.transitions if one.name}
        self.follows = {name: self._reach(one) for name, one in self.named.items()}

    def _in_order(self, parts: list[Any], enter: int, leave: int) -> None:
        for index, part in enumerate(parts):
            out = leave if index == len(parts) - 1 else next(self._fresh)
            if isinstance(part, str):
                self.transitions.append(Transition(part, frozenset({enter}), frozenset({out})))
            else:
                self._side_by_side(part, enter, out)
            enter = out

    def _side_by_side(self, branches: list[Any], enter: int, leave: int) -> None:
        begins = [next(self._fresh) for _ in branches]
        ends = [next(self._fresh) for _ in branches]
        self.transitions.append(Transition(None, frozenset({enter}), frozenset(begins)))
        self.transitions.append(Transition(None, frozenset(ends), frozenset({leave})))
        for branch, begin, end in zip(branches, begins, ends, strict=True):
            self._in_order([branch] if isinstance(branch, str) else branch, begin, end)

    def _reach(self, origin: Transition) -> frozenset[str]:
        places, found = set(origin.gives), set[str]()
        while fresh := [t for t in self.transitions if t.takes & places and not t.gives <= places]:
            places.update(*(t.gives for t in fresh))
        for one in self.transitions:
            if one.name and one.takes & places:
                found.add(one.name)
        return frozenset(found)

    def _fire(self, marking: frozenset[int], one: Transition) -> frozenset[int]:
        rest = marking - one.takes
        assert not rest & one.gives, f"two tokens on one place after {one}"
        return rest | one.gives

    def _settle(self, marking: frozenset[int]) -> frozenset[int]:
        while ready := [t for t in self.transitions if t.name is None and t.takes <= marking]:
            marking = self._fire(marking, ready[0])
        return marking

    def replay(self, history: list[str]) -> frozenset[int] | None:
        """Fire the steps from the beginning in an order that works; None when some can never fire."""
        marking, waiting = self._settle(frozenset({self.source})), list(history)
        while waiting:
            ready = next((s for s in waiting if self.named[s].takes <= marking), None)
            if ready is None:
                return None
            waiting.remove(ready)
            marking = self._settle(self._fire(marking, self.named[ready]))
        return marking

    def enabled(self, marking: frozenset[int]) -> set[str]:
        """Name the steps that can fire."""
        return {name for name, one in self.named.items() if one.takes <= marking}

    def fire(self, marking: frozenset[int], step: str) -> frozenset[int]:
        """Fire a step, and the silent forks and joins that it makes possible."""
        return self._settle(self._fire(marking, self.named[step]))

    def ended(self, marking: frozenset[int]) -> bool:
        """Tell whether only the last place is marked."""
        return marking == {self.sink}
