"""The way of a case through the stations (办理流程): a series-parallel plan and the moves on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from onelane.catalogue.plan import END, START, Node, PlanError, leaves, read
from onelane.kernel.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "END",
    "START",
    "Marking",
    "Path",
    "Place",
    "PlanError",
    "complete",
    "ended",
    "open_steps",
    "send_back",
    "start",
    "undo",
]

Edges = tuple[tuple[str, str], ...]
Marking = frozenset[str]
"""Tokens `<target>:<indegree>:<source>`, one for each edge whose source is done and whose target is not."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step is drawn: column counts along the way, row across it, both from 0."""

    step: str
    column: int
    row: int


@dataclass(frozen=True)
class Path:
    """The steps of one service: in the outer tuple in order, inside it side by side, inside that in order again."""

    plan: tuple[Node, ...]

    @classmethod
    def from_plan(cls, plan: object) -> Path:
        """Read nested lists as written in the catalogue; raise PlanError naming the place of the first mistake."""
        return cls(read(plan))

    @classmethod
    def from_json(cls, data: object) -> Path:
        """Read what `to_json` wrote."""
        return cls.from_plan(data)

    def to_json(self) -> list[object]:
        """Return the plan as nested lists, the form that a case keeps."""
        return [_unfreeze(part) for part in self.plan]

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """All steps in reading order; every step stands after all its ancestors."""
        return tuple(leaves(self.plan))

    @cached_property
    def edges(self) -> Edges:
        """All edges from `start` over the steps to `end`: last steps of one part to first steps of the next."""
        lasts, inner = _join(self.plan, (START,))
        return (*inner, *((last, END) for last in lasts))

    @cached_property
    def _before(self) -> dict[str, tuple[str, ...]]:
        return {name: tuple(s for s, t in self.edges if t == name) for name in (*self.steps, END)}

    @cached_property
    def _after(self) -> dict[str, tuple[str, ...]]:
        return {name: tuple(t for s, t in self.edges if s == name) for name in (START, *self.steps)}

    @cached_property
    def _ancestors(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {START: frozenset()}
        for step in self.steps:
            direct = self._before[step]
            found[step] = frozenset(direct).union(*(found[name] for name in direct)) - {START}
        return found

    def predecessors(self, step: str) -> tuple[str, ...]:
        """Return the steps directly before this one (`start` left out)."""
        return tuple(name for name in self._before[step] if name != START)

    def successors(self, step: str) -> tuple[str, ...]:
        """Return the steps directly after this one (`end` left out)."""
        return tuple(name for name in self._after[step] if name != END)

    def ancestors(self, step: str) -> frozenset[str]:
        """Return the steps that must be done before this one."""
        return self._ancestors[step]

    def descendants(self, step: str) -> frozenset[str]:
        """Return the steps that wait for this one, at once or later."""
        return frozenset(name for name in self.steps if step in self._ancestors[name])

    def layout(self, joint: int = 0) -> tuple[Place, ...]:
        """Place each step for a drawing; `joint` leaves that many columns before and after each parallel part."""
        places, _, _ = _lay_row(self.plan, 0, 0, joint)
        return tuple(places)

    def marking_after(self, done: Iterable[str]) -> Marking:
        """Return the marking in which exactly these steps are done; with each step its ancestors must be given."""
        behind = {START, *done}
        return frozenset(self._token(s, t) for s, t in self.edges if s in behind and t not in behind)

    def done(self, marking: Marking) -> frozenset[str]:
        """Return the steps that are done: those that a token left, and all before them."""
        left = {token.rpartition(":")[2] for token in marking} - {START}
        return frozenset(left).union(*(self._ancestors[step] for step in left))

    def tokens_into(self, step: str) -> Marking:
        """Return the tokens that must all be there for the step to be open."""
        return frozenset(self._token(name, step) for name in self._before[step])

    def tokens_out_of(self, step: str) -> Marking:
        """Return the tokens that completing the step leaves behind."""
        return frozenset(self._token(step, name) for name in self._after[step])

    def _token(self, source: str, target: str) -> str:
        return f"{target}:{len(self._before[target])}:{source}"


def start(path: Path) -> Marking:
    """Return the marking of a case that has just opened."""
    return path.marking_after(())


@lru_cache(maxsize=4096)  # a deed asks several times of one marking, and an office knows few of them
def open_steps(marking: Marking) -> tuple[str, ...]:
    """Return, in the order of the alphabet, the steps that may be done now; the marking alone decides."""
    return tuple(name for name in _full(marking) if name != END)


def ended(marking: Marking) -> bool:
    """Tell whether every step is done."""
    return END in _full(marking)


def complete(path: Path, marking: Marking, step: str) -> Marking:
    """Do an open step; refuse with `cases.step_not_open`."""
    _must_be_open(marking, step)
    return (marking - path.tokens_into(step)) | path.tokens_out_of(step)


def send_back(path: Path, marking: Marking, from_step: str, to_steps: Sequence[str]) -> Marking:
    """Reopen steps done before an open one, with all that follows them; refuse with `cases.cannot_send_back`.

    What other branches have done stays done, so a join goes on waiting only for the branch that was sent back.
    """
    _must_be_open(marking, from_step)
    wrong = [step for step in to_steps if step not in path.ancestors(from_step)]
    if wrong or not to_steps:
        raise Refused("cases.cannot_send_back", step=from_step, to=", ".join(wrong) or "-")
    again = set(to_steps).union(*(path.descendants(step) for step in to_steps))
    return path.marking_after(path.done(marking) - again)


def undo(path: Path, marking: Marking, step: str) -> Marking:
    """Take back a completion that nothing has followed; refuse with `cases.too_late_to_undo`."""
    if step not in path.steps or not path.tokens_out_of(step) <= marking:
        raise Refused("cases.too_late_to_undo", step=step)
    return (marking - path.tokens_out_of(step)) | path.tokens_into(step)


@lru_cache(maxsize=4096)
def _full(marking: Marking) -> tuple[str, ...]:
    arrived: dict[str, int] = {}
    needed: dict[str, int] = {}
    for token in marking:
        target, indegree, _ = token.split(":")
        arrived[target] = arrived.get(target, 0) + 1
        needed[target] = int(indegree)
    return tuple(sorted(name for name, count in arrived.items() if count == needed[name]))


def _must_be_open(marking: Marking, step: str) -> None:
    if step not in open_steps(marking):
        raise Refused("cases.step_not_open", step=step)


def _unfreeze(part: Node) -> object:
    return part if isinstance(part, str) else [_unfreeze(inner) for inner in part]


def _join(row: tuple[Node, ...], before: tuple[str, ...]) -> tuple[tuple[str, ...], Edges]:
    """Return the last steps of parts in order, and the edges up to them."""
    edges: Edges = ()
    for part in row:
        branches = (part,) if isinstance(part, str) else part
        ways = [_enter(branch, before) for branch in branches]
        before = tuple(last for lasts, _ in ways for last in lasts)
        edges = (*edges, *(edge for _, inner in ways for edge in inner))
    return before, edges


def _enter(branch: Node, before: tuple[str, ...]) -> tuple[tuple[str, ...], Edges]:
    if isinstance(branch, str):
        return (branch,), tuple((source, branch) for source in before)
    return _join(branch, before)


def _lay_row(row: tuple[Node, ...], column: int, line: int, joint: int) -> tuple[list[Place], int, int]:
    """Return places, width and height of parts in order."""
    places: list[Place] = []
    begin, height = column, 1
    for part in row:
        if isinstance(part, str):
            places.append(Place(part, column, line))
            column += 1
            continue
        inner, width, tall = _lay_side_by_side(part, column + joint, line, joint)
        places += inner
        column += width + 2 * joint
        height = max(height, tall)
    return places, column - begin, height


def _lay_side_by_side(branches: tuple[Node, ...], column: int, line: int, joint: int) -> tuple[list[Place], int, int]:
    """Return places, width and height of branches side by side."""
    places: list[Place] = []
    begin, width = line, 0
    for branch in branches:
        row = (branch,) if isinstance(branch, str) else branch
        inner, wide, tall = _lay_row(row, column, line, joint)
        places += inner
        width = max(width, wide)
        line += tall
    return places, width, line - begin
