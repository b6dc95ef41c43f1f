"""What did not follow the plan (偏差): each case against the path it opened with, the posts, and the lane's order.

Token replay on the path engine of the office itself (Rozinat and van der Aalst 2008): a deed that the marking does
not allow is a deviation, and the replay goes on as if the deed had been right, so that one slip is told once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from onelane.office.cases import path as paths
from onelane.office.cases.path import Marking
from onelane.office.cases.traces import LAID_DOWN, OVER, TAKEN, Event, Spell, Trace, after, before, spells

Kind = Literal[
    "unknown-step",  # the path has no such step
    "too-early",  # done before what must be done first
    "repeated",  # done again although nobody sent it back
    "not-taken",  # completed by nobody who had it in hand
    "wrong-post",  # by a role that does not work at the station
    "without-ticket",  # called before the ticket was issued
    "without-reasons",  # sent back or refused without a reason
    "after-the-end",  # something happened to a case that was over
    "back-in-time",  # noted earlier than what it follows
    "left-open",  # the day is over and the case neither ended nor went on another day
    "out-of-turn",  # called before somebody of the same class who came earlier and had waited there all the time
]
OWN = frozenset({"citizen", "machine", "system"})  # the owner, a machine for him, or what follows by itself
STAY = frozenset({"lane.recalled", "lane.transferred", "ticket.held", "ticket.brought_back", "ticket.carried_over"})


@dataclass(frozen=True, slots=True)
class Deviation:
    """One thing that was not as planned."""

    case: str
    at: datetime
    kind: Kind
    step: str = ""
    role: str = ""


@dataclass
class _Replay:
    trace: Trace
    marking: Marking
    roles: Mapping[str, str]
    hand_work: frozenset[str]
    issued: bool = False
    over: bool = False
    latest: datetime | None = None
    taken: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)

    def told(self, event: Event, kind: Kind) -> Deviation:
        return Deviation(self.trace.case, event.at, kind, event.step, event.role)


def deviations(
    traces: Iterable[Trace], *, roles: Mapping[str, str], hand_work: Iterable[str], over: bool = False
) -> list[Deviation]:
    """Return what did not follow the plan, by time.

    `roles` says who works at each step, `hand_work` at which steps somebody must take a case in hand first. With
    `over` the day has ended, and whoever neither ended nor was carried over is told too.
    """
    known, by_hand = list(traces), frozenset(hand_work)
    found = [one for trace in known for one in _of_case(trace, roles, by_hand, over=over)]
    return sorted([*found, *out_of_turn(known)], key=lambda one: (one.at, one.case))


def _of_case(trace: Trace, roles: Mapping[str, str], hand_work: frozenset[str], *, over: bool) -> Iterator[Deviation]:
    replay = _Replay(trace, paths.start(trace.path), roles, hand_work)
    for event in trace.events:
        if replay.latest is not None and event.at < replay.latest:
            yield replay.told(event, "back-in-time")
        replay.latest = event.at
        yield from _told(replay, event)
    carried = bool(trace.events) and trace.events[-1].deed in {"ticket.carried_over", "case.suspended"}
    if over and not replay.over and not carried and trace.events:
        yield replay.told(trace.events[-1], "left-open")


def _told(replay: _Replay, event: Event) -> Iterator[Deviation]:
    if replay.over and event.deed != "step.undone" and (event.step or event.deed in OVER):
        yield replay.told(event, "after-the-end")
        return
    if event.deed == "ticket.issued":
        replay.issued = True
    if event.deed in OVER:
        replay.over = True
    if event.deed in {"step.sent_back", "case.refused"} and not event.reasons:
        yield replay.told(event, "without-reasons")
    if event.step and (event.deed.startswith(("step.", "lane."))):
        yield from _of_step(replay, event)


def _of_step(replay: _Replay, event: Event) -> Iterator[Deviation]:
    if event.step not in replay.trace.path.steps:
        yield replay.told(event, "unknown-step")
        return
    wrong = replay.roles.get(event.step, event.role) != event.role and event.role not in OWN
    if wrong and event.deed in TAKEN | {"step.completed"}:
        yield replay.told(event, "wrong-post")
    if event.deed in TAKEN:
        yield from _taken(replay, event)
    elif event.deed in LAID_DOWN:
        _laid_down(replay, event)
    elif event.deed == "step.completed":
        yield from _completed(replay, event)
    elif event.deed == "step.sent_back":
        replay.taken.discard(event.step)
        replay.marking = after(replay.trace.path, replay.marking, event)
        replay.done &= replay.trace.path.done(replay.marking)


def _taken(replay: _Replay, event: Event) -> Iterator[Deviation]:
    if event.deed == "lane.called" and not replay.issued:
        yield replay.told(event, "without-ticket")
    replay.taken.add(event.step)
    if event.step not in paths.open_steps(replay.marking):
        yield replay.told(event, "repeated" if event.step in replay.done else "too-early")


def _laid_down(replay: _Replay, event: Event) -> None:
    replay.taken.discard(event.step)
    if event.deed == "step.undone" and event.step in replay.done:
        replay.marking = before(replay.trace.path, replay.marking, event.step)
        replay.done = set(replay.trace.path.done(replay.marking))
        replay.over = False
        replay.taken.add(event.step)  # it is in the same hand again


def _completed(replay: _Replay, event: Event) -> Iterator[Deviation]:
    step, path = event.step, replay.trace.path
    in_hand = step in replay.taken
    if not in_hand and step in replay.hand_work and event.role not in OWN:
        yield replay.told(event, "not-taken")
    replay.taken.discard(step)
    if step not in paths.open_steps(replay.marking):
        if not in_hand or step not in replay.hand_work:  # else the taking has been told already
            yield replay.told(event, "repeated" if step in replay.done else "too-early")
        if step not in replay.done:
            done = path.done(replay.marking) | {step} | path.ancestors(step)
            replay.marking = path.marking_after(done)
    else:
        replay.marking = paths.complete(path, replay.marking, step)
    replay.done = set(path.done(replay.marking)) | (set(path.steps) if paths.ended(replay.marking) else set())
    replay.over = paths.ended(replay.marking)


def out_of_turn(traces: Sequence[Trace]) -> list[Deviation]:
    """Return the calls that passed over somebody of the same class who came earlier and had waited there longer.

    Only undisturbed waits are compared: places change fairly by absences, holds, transfers and calls taken back.
    """
    calls: dict[tuple[str, str], list[tuple[Spell, Trace, bool]]] = defaultdict(list)
    for trace in traces:
        smooth = not any(one.deed in STAY or one.deed in LAID_DOWN for one in trace.events)
        called = {one.step for one in trace.events if one.deed == "lane.called"}
        for spell in spells(trace):
            if spell.step in called and trace.priority != "appointment":  # whose place is that of the appointed time
                calls[spell.step, trace.priority].append((spell, trace, smooth))
    return [one for group in calls.values() for one in _passed_over(group)]


def _passed_over(group: list[tuple[Spell, Trace, bool]]) -> Iterator[Deviation]:
    group.sort(key=lambda one: (one[1].arrived_at, one[1].case))
    waiting: list[Spell] = []  # who came earlier; only those who may still wait are kept
    for spell, trace, smooth in group:
        if spell.taken_at is None:
            continue
        passed = [one for one in waiting if _waits_at(one, spell.taken_at)]
        if passed:
            yield Deviation(trace.case, spell.taken_at, "out-of-turn", spell.step)
        if smooth:
            waiting = [one for one in waiting if one.taken_at is None or one.taken_at > trace.arrived_at]
            waiting.append(spell)


def _waits_at(spell: Spell, moment: datetime) -> bool:
    return spell.joined_at < moment and (spell.taken_at is None or spell.taken_at > moment)
