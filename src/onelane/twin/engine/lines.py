"""Who is called next: two orders of one interface, as plain as in the office."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from onelane.office.lane import rules
from onelane.office.lane.rules import Waiting
from onelane.twin.scenario import Order


class Line(Protocol):
    """The cases that wait at one station."""

    def __len__(self) -> int:
        """How many wait."""
        ...

    def add(self, case: int) -> None:
        """Let a case wait."""
        ...

    def call(self) -> int:
        """Take out whoever is next; somebody must wait."""
        ...

    def leave(self, case: int) -> None:
        """Take out a case that waits no more."""
        ...


class ByArrival:
    """Who came to this station first is called first."""

    __slots__ = ("_here",)

    def __init__(self) -> None:
        self._here: deque[int] = deque()

    def __len__(self) -> int:
        return len(self._here)

    def add(self, case: int) -> None:
        """Let a case wait."""
        self._here.append(case)

    def call(self) -> int:
        """Take out whoever came first."""
        return self._here.popleft()

    def leave(self, case: int) -> None:
        """Take out a case that waits no more."""
        self._here.remove(case)


class ByLane:
    """The lane's own rule decides, by the fair place that each case has for the whole visit."""

    __slots__ = ("_here", "_ranks")

    def __init__(self, ranks: Sequence[Waiting]) -> None:
        self._here: dict[int, Waiting] = {}
        self._ranks = ranks

    def __len__(self) -> int:
        return len(self._here)

    def add(self, case: int) -> None:
        """Let a case wait at its fair place."""
        self._here[case] = self._ranks[case]

    def call(self) -> int:
        """Take out whom `rules.next_ticket` names."""
        chosen = rules.next_ticket(self._here.values())
        if chosen is None:
            raise LookupError("nobody waits")
        del self._here[chosen.order]
        return chosen.order

    def leave(self, case: int) -> None:
        """Take out a case that waits no more."""
        del self._here[case]


LINES: dict[Order, Callable[[Sequence[Waiting]], Line]] = {
    "arrival": lambda _ranks: ByArrival(),
    "lane": ByLane,
}
