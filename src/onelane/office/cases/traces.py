"""What a journal says about one case, read as a trace (轨迹): deeds in their order, and what each step took."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from onelane.kernel.refusal import Refused
from onelane.office.cases import path as paths
from onelane.office.cases.path import Marking, Path

TAKEN = frozenset({"lane.called", "step.taken"})
LAID_DOWN = frozenset({"step.released", "step.no_show", "step.undone"})
OVER = frozenset({"case.refused", "case.cancelled"})
AWAY = frozenset({"ticket.held", "step.no_show"})
BACK = frozenset({"ticket.brought_back", "ticket.came_again"})


@dataclass(frozen=True, slots=True)
class Event:
    """One deed on a case: when, what, at which step and counter, by which role; `reasons` and `to` when sent back."""

    at: datetime
    deed: str
    step: str = ""
    counter: str = ""
    role: str = ""
    reasons: tuple[str, ...] = ()
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything that happened to one case, in order; `arrived_at` is when its owner came to the door."""

    case: str
    service: str
    path: Path
    arrived_at: datetime
    events: tuple[Event, ...]
    ticket: str = ""
    priority: str = "ordinary"


@dataclass(frozen=True, slots=True)
class Spell:
    """One performance of one step: open since, taken, begun, ended and how; None for what has not happened yet."""

    case: str
    step: str
    joined_at: datetime
    taken_at: datetime | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = ""
    counter: str = ""

    @property
    def wait(self) -> float | None:
        """Minutes from opening to the call."""
        return None if self.taken_at is None else (self.taken_at - self.joined_at).total_seconds() / 60

    @property
    def work(self) -> float | None:
        """Minutes from the begin to the end of the work; None where it was not begun or is not over."""
        if self.began_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.began_at).total_seconds() / 60


@dataclass
class _Step:
    joined_at: datetime
    taken_at: datetime | None = None
    began_at: datetime | None = None
    counter: str = ""


@dataclass
class _Walk:
    """A trace being read: which steps are open since when."""

    trace: Trace
    marking: Marking
    open: dict[str, _Step] = field(default_factory=dict)

    def spell(self, step: str, at: datetime | None, outcome: str) -> Spell:
        one = self.open[step]
        return Spell(self.trace.case, step, one.joined_at, one.taken_at, one.began_at, at, outcome, one.counter)

    def moved(self, marking: Marking, at: datetime) -> None:
        self.marking = marking
        now = paths.open_steps(marking)
        self.open = {step: self.open.get(step) or _Step(at) for step in now}


def spells(trace: Trace) -> list[Spell]:
    """Return every performance of every step, those that still wait or go on at the end included.

    A trace that leaves its path is read as far as the path goes; `conformance` tells what was wrong with it.
    """
    walk = _Walk(trace, paths.start(trace.path))
    begun = trace.events[0].at if trace.events else trace.arrived_at
    walk.moved(walk.marking, begun)
    found: list[Spell] = []
    for event in trace.events:
        found += _read(walk, event)
    return [*found, *(walk.spell(step, None, "") for step in walk.open)]


def _read(walk: _Walk, event: Event) -> Iterator[Spell]:
    step = event.step
    if event.deed in OVER:
        yield from (walk.spell(one, event.at, event.deed.partition(".")[2]) for one in walk.open)
        walk.open, walk.marking = {}, frozenset()
    elif event.deed in BACK:
        _come_back(walk, event)
    elif step in walk.open:
        yield from _at_open_step(walk, event)
    elif event.deed == "step.undone" and step in walk.trace.path.steps:
        walk.moved(before(walk.trace.path, walk.marking, step), event.at)
        if step in walk.open:
            walk.open[step] = _Step(event.at, event.at, event.at, event.counter)  # in the same hand again


def _come_back(walk: _Walk, event: Event) -> None:
    """Whoever was away did not wait: the wait counts from the return, at one step or at all that are open."""
    for step, one in walk.open.items():
        if one.taken_at is None and event.step in {"", step}:
            one.joined_at = event.at


def _at_open_step(walk: _Walk, event: Event) -> Iterator[Spell]:
    one, step = walk.open[event.step], event.step
    if event.deed in TAKEN:
        one.taken_at, one.counter = event.at, event.counter
        one.began_at = event.at if event.deed == "step.taken" else None
    elif event.deed == "lane.began":
        one.began_at = event.at
    elif event.deed in LAID_DOWN and one.taken_at is not None:
        yield walk.spell(step, event.at, event.deed.partition(".")[2])
        walk.open[step] = _Step(event.at)
    elif event.deed == "step.completed":
        one.counter = one.counter or event.counter
        yield walk.spell(step, event.at, "done")
        walk.moved(paths.complete(walk.trace.path, walk.marking, step), event.at)
    elif event.deed == "step.sent_back":
        yield walk.spell(step, event.at, "sent_back")
        _send_back(walk, event)


def _send_back(walk: _Walk, event: Event) -> None:
    to = event.to or walk.trace.path.predecessors(event.step)
    try:
        walk.moved(paths.send_back(walk.trace.path, walk.marking, event.step, list(to)), event.at)
    except Refused:  # the journal names steps that the path does not have; `conformance` says so
        walk.open[event.step] = _Step(event.at)


def ended_at(trace: Trace) -> datetime | None:
    """Return when a case came to its end, by its last step or by a decision; None while it goes on."""
    marking = paths.start(trace.path)
    for event in trace.events:
        if event.deed in OVER:
            return event.at
        marking = after(trace.path, marking, event)
        if paths.ended(marking):
            return event.at
    return None


def after(path: Path, marking: Marking, event: Event) -> Marking:
    """Return the marking after a deed; a deed that the path does not allow changes nothing."""
    try:
        if event.deed == "step.completed":
            return paths.complete(path, marking, event.step)
        if event.deed == "step.sent_back":
            return paths.send_back(path, marking, event.step, event.to or path.predecessors(event.step))
        if event.deed == "step.undone":
            return paths.undo(path, marking, event.step)
    except Refused:
        return marking
    return marking


def before(path: Path, marking: Marking, step: str) -> Marking:
    """Return the marking before a completion that is taken back; where something has followed, nothing changes."""
    try:
        return paths.undo(path, marking, step)
    except Refused:
        return marking


def in_order(events: Sequence[Event]) -> tuple[Event, ...]:
    """Return events by time; those of one moment stay as they were noted."""
    return tuple(sorted(events, key=lambda one: one.at))
