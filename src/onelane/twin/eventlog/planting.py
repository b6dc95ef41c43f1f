"""Deviations planted into traces that have none, to see whether all are found and nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from numpy.random import Generator

from onelane.office.cases.traces import Event, Trace
from onelane.twin.eventlog.conformance import Deviation, Kind

MOMENT = timedelta(seconds=1)
NOWHERE = "nowhere"  # a step that no path has


@dataclass(frozen=True, slots=True)
class Planted:
    """What was put in where."""

    case: str
    kind: Kind


def _completed(trace: Trace, step: str) -> int:
    return next(at for at, one in enumerate(trace.events) if one.deed == "step.completed" and one.step == step)


def _inserted(trace: Trace, at: int, *events: Event) -> Trace:
    return replace(trace, events=(*trace.events[:at], *events, *trace.events[at:]))


def _first_and_last(trace: Trace) -> tuple[str, str]:
    return trace.path.steps[0], trace.path.steps[-1]


def _unknown_step(trace: Trace) -> Trace:
    last = trace.events[-2]
    return _inserted(trace, len(trace.events) - 1, replace(last, deed="step.taken", step=NOWHERE))


def _too_early(trace: Trace) -> Trace:
    _, last = _first_and_last(trace)
    role = trace.events[-1].role
    return _inserted(trace, 2, Event(trace.events[1].at, "lane.called", last, "H9", role))


def _repeated(trace: Trace) -> Trace:
    first, _ = _first_and_last(trace)
    at = _completed(trace, first)
    again = replace(trace.events[at], deed="lane.called")
    return _inserted(trace, at + 1, again)


def _not_taken(trace: Trace) -> Trace:
    first, _ = _first_and_last(trace)
    kept = tuple(one for one in trace.events if one.step != first or not one.deed.startswith("lane."))
    return replace(trace, events=kept)


def _wrong_post(trace: Trace) -> Trace:
    first, _ = _first_and_last(trace)
    at = _completed(trace, first)
    other = replace(trace.events[at], role="plate_maker")
    return replace(trace, events=(*trace.events[:at], other, *trace.events[at + 1 :]))


def _without_ticket(trace: Trace) -> Trace:
    return replace(trace, events=tuple(one for one in trace.events if one.deed != "ticket.issued"))


def _without_reasons(trace: Trace) -> Trace:
    last = trace.events[-1]
    return replace(trace, events=(*trace.events[:-1], replace(last, deed="case.refused")))


def _after_the_end(trace: Trace) -> Trace:
    last = trace.events[-1]
    return replace(trace, events=(*trace.events, replace(last, at=last.at + MOMENT, deed="lane.called")))


def _back_in_time(trace: Trace) -> Trace:
    last = trace.events[-1]
    return replace(trace, events=(*trace.events[:-1], replace(last, at=trace.events[-2].at - MOMENT)))


def _left_open(trace: Trace) -> Trace:
    return replace(trace, events=trace.events[:-1])


ALONE: Mapping[Kind, Callable[[Trace], Trace]] = {
    "unknown-step": _unknown_step,
    "too-early": _too_early,
    "repeated": _repeated,
    "not-taken": _not_taken,
    "wrong-post": _wrong_post,
    "without-ticket": _without_ticket,
    "without-reasons": _without_reasons,
    "after-the-end": _after_the_end,
    "back-in-time": _back_in_time,
    "left-open": _left_open,
}


def plant(traces: Sequence[Trace], count: int, rng: Generator) -> tuple[list[Trace], list[Planted]]:
    """Put so many deviations into as many cases, all kinds in turn; return the traces and what was planted."""
    changed, planted = list(traces), list[Planted]()
    free = [at for at in rng.permutation(len(traces)).tolist() if _smooth(traces[at])]
    kinds: list[Kind] = [*ALONE, "out-of-turn"]
    for number in range(count):
        kind = kinds[number % len(kinds)]
        at = _jumper(changed, free) if kind == "out-of-turn" else free.pop()
        changed[at] = _jumped(changed, at) if kind == "out-of-turn" else ALONE[kind](changed[at])
        planted.append(Planted(changed[at].case, kind))
    return changed, planted


def missed(planted: Sequence[Planted], found: Sequence[Deviation]) -> list[Planted]:
    """Return what was planted and not found."""
    told = {(one.case, one.kind) for one in found}
    return [one for one in planted if (one.case, one.kind) not in told]


def false_alarms(planted: Sequence[Planted], found: Sequence[Deviation]) -> list[Deviation]:
    """Return what was found in cases where nothing was planted."""
    touched = {one.case for one in planted}
    return [one for one in found if one.case not in touched]


def _smooth(trace: Trace) -> bool:
    """Tell whether nothing failed in this case, so that what is planted is its one deviation."""
    return not any(one.deed in {"step.released", "step.sent_back"} for one in trace.events)


def _jumper(traces: Sequence[Trace], free: list[int]) -> int:
    """Take out of `free` a case that can be called before somebody who came just before it and still waits."""
    for at in free:
        before = _neighbour(traces, at)
        if before is not None:
            free[:] = [one for one in free if one not in {at, before}]
            return at
    raise LookupError("nobody waits long enough to be passed over")


def _neighbour(traces: Sequence[Trace], at: int) -> int | None:
    """Return the case that came just before on the same day, if it still waits for its first call then."""
    if at == 0 or not _smooth(traces[at - 1]):
        return None
    one, other = traces[at], traces[at - 1]
    call = _first_call(other)
    waits = call is not None and one.arrived_at > other.arrived_at and call.at > one.arrived_at + 2 * MOMENT
    return at - 1 if waits and one.priority == other.priority else None


def _first_call(trace: Trace) -> Event | None:
    first, _ = _first_and_last(trace)
    return next((one for one in trace.events if one.deed == "lane.called" and one.step == first), None)


def _jumped(traces: Sequence[Trace], at: int) -> Trace:
    """Return the case with its first call right after its arrival."""
    trace = traces[at]
    first, _ = _first_and_last(trace)
    moved = {"lane.called", "lane.began"}
    early = [
        replace(one, at=trace.arrived_at + MOMENT) for one in trace.events if one.step == first and one.deed in moved
    ]
    rest = [one for one in trace.events if one.step != first or one.deed not in moved]
    return replace(trace, events=(*rest[:2], *early, *rest[2:]))
