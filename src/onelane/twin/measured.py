"""What a day shows (当日实绩): waits, doors, returns and idle windows, of a day of the office or of the twin alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import fmean

import numpy as np

from onelane.kernel.clock import OFFICE_ZONE
from onelane.office.cases.traces import Spell, Trace, ended_at, spells

HOUR = 60
FAILED = frozenset({"released", "sent_back"})


@dataclass(frozen=True, slots=True)
class Station:
    """One station: cases done, minutes waited (mean and nine of ten), minutes of work, what was laid down or missed."""

    step: str
    done: int
    wait: float | None
    wait_most: float | None
    work: float | None
    failed: int
    no_shows: int


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the day: how many came, how many were done, and the mean minutes of those who came in it."""

    hour: int
    came: int
    done: int
    minutes: float | None


@dataclass(frozen=True, slots=True)
class Return:
    """Work that came back: from which step, why, how often; `reason` is empty where none was asked for."""

    step: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Window:
    """One counter: minutes from its first call to its last end, at work in them, and idle while somebody waited."""

    counter: str
    step: str
    open: float
    busy: float
    idle: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A whole day; minutes are None where nothing was measured, shares lie between 0 and 1."""

    came: int
    finished: int
    given_up: int
    half: float | None
    most: float | None
    mean: float | None
    on_target: float | None
    before_ticket: float | None
    before_ticket_most: float | None
    after_ticket: float | None
    first_time_right: float | None
    no_show: float | None
    idle: float | None
    stations: tuple[Station, ...]
    hours: tuple[Hour, ...]
    returns: tuple[Return, ...]
    windows: tuple[Window, ...]


def measured(traces: Sequence[Trace], *, called: Iterable[str], now: datetime, target: float) -> Measured:
    """Return what a day shows until `now`; `called` are the steps to which owners are called."""
    performed = {one.case: spells(one) for one in traces}
    every = [one for mine in performed.values() for one in mine]
    doors = {one.case: _minutes(one.arrived_at, end) for one in traces if (end := _finished(one)) is not None}
    minutes = np.array(list(doors.values()))
    windows = _windows(every, frozenset(called), now)
    open_for = sum(one.open for one in windows)  # nothing, where all of a day happened in one moment
    tickets = [_minutes(one.arrived_at, at) for one in traces if (at := _issued(one)) is not None]
    calls = [one for one in every if one.step in set(called) and one.taken_at is not None]
    return Measured(
        came=len(traces),
        finished=len(doors),
        given_up=sum(any(event.deed == "case.cancelled" for event in one.events) for one in traces),
        half=_quantile(minutes, 50),
        most=_quantile(minutes, 90),
        mean=_mean(minutes),
        on_target=_mean([one <= target for one in doors.values()]),
        before_ticket=_mean(tickets),
        before_ticket_most=_quantile(np.array(tickets), 90),
        after_ticket=_mean([_waited(performed[case], frozenset(called)) for case in doors]),
        first_time_right=_mean([not any(one.outcome in FAILED for one in performed[case]) for case in doors]),
        no_show=_mean([one.outcome == "no_show" for one in calls]),
        idle=sum(one.idle for one in windows) / open_for if open_for else None,
        stations=_stations(traces, every),
        hours=_hours(traces, doors),
        returns=_returns(traces),
        windows=windows,
    )


def _minutes(begin: datetime, end: datetime) -> float:
    return (end - begin).total_seconds() / 60


def _finished(trace: Trace) -> datetime | None:
    over = ended_at(trace)
    return None if over is None or any(one.deed in {"case.refused", "case.cancelled"} for one in trace.events) else over


def _issued(trace: Trace) -> datetime | None:
    return next((one.at for one in trace.events if one.deed == "ticket.issued"), None)


def _waited(mine: Iterable[Spell], called: frozenset[str]) -> float:
    return sum(one.wait or 0.0 for one in mine if one.step in called)


def _mean(values: Sequence[float] | np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float | None:
    return float(np.mean(values)) if len(values) else None


def _quantile(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], share: float) -> float | None:
    return float(np.percentile(values, share)) if len(values) else None


def _stations(traces: Sequence[Trace], every: Sequence[Spell]) -> tuple[Station, ...]:
    by_step: dict[str, list[Spell]] = defaultdict(list)
    for one in every:
        by_step[one.step].append(one)
    order = dict.fromkeys(step for trace in traces for step in trace.path.steps)
    return tuple(_station(step, by_step[step]) for step in order)


def _station(step: str, mine: Sequence[Spell]) -> Station:
    waits = np.array([one.wait for one in mine if one.wait is not None])
    return Station(
        step=step,
        done=sum(one.outcome == "done" for one in mine),
        wait=_mean(waits),
        wait_most=_quantile(waits, 90),
        work=_mean([one.work for one in mine if one.work is not None and one.outcome == "done"]),
        failed=sum(one.outcome in FAILED for one in mine),
        no_shows=sum(one.outcome == "no_show" for one in mine),
    )


def _hours(traces: Sequence[Trace], doors: Mapping[str, float]) -> tuple[Hour, ...]:
    came: Counter[int] = Counter()
    done: Counter[int] = Counter()
    took: dict[int, list[float]] = defaultdict(list)
    for one in traces:
        hour = one.arrived_at.astimezone(OFFICE_ZONE).hour
        came[hour] += 1
        end = _finished(one)
        if end is not None:
            done[end.astimezone(OFFICE_ZONE).hour] += 1
            took[hour].append(doors[one.case])
    hours = sorted({*came, *done})
    span = range(hours[0], hours[-1] + 1) if hours else range(0)
    return tuple(Hour(hour, came[hour], done[hour], fmean(took[hour]) if took[hour] else None) for hour in span)


def _returns(traces: Iterable[Trace]) -> tuple[Return, ...]:
    found: Counter[tuple[str, str]] = Counter()
    for trace in traces:
        for event in trace.events:
            if event.deed in {"step.sent_back", "case.refused"}:
                found.update((event.step, reason) for reason in event.reasons or ("",))
            elif event.deed == "step.released":
                found[event.step, ""] += 1
    return tuple(Return(step, reason, count) for (step, reason), count in found.most_common())


def _windows(every: Iterable[Spell], called: frozenset[str], now: datetime) -> tuple[Window, ...]:
    mine: dict[tuple[str, str], list[Spell]] = defaultdict(list)
    waits: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for one in every:
        if one.step not in called:
            continue
        if one.counter and one.taken_at is not None:
            mine[one.counter, one.step].append(one)
        waits[one.step].append((one.joined_at, one.taken_at or one.ended_at or now))
    return tuple(_window(counter, step, those, waits[step], now) for (counter, step), those in sorted(mine.items()))


def _window(
    counter: str, step: str, mine: Sequence[Spell], waits: Sequence[tuple[datetime, datetime]], now: datetime
) -> Window:
    work = sorted((one.taken_at or now, one.ended_at or now) for one in mine)
    gaps = [(end, begin) for (_, end), (begin, _) in pairwise(work) if begin > end]
    spans = _joined(waits)
    idle = sum(_overlap(gap, spans) for gap in gaps)
    busy = sum(_minutes(begin, end) for begin, end in work)
    return Window(counter, step, _minutes(work[0][0], max(end for _, end in work)), busy, idle)


def _joined(spans: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Return spans that overlap as one."""
    found: list[tuple[datetime, datetime]] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif end > begin:
            found.append((begin, end))
    return found


def _overlap(gap: tuple[datetime, datetime], spans: Iterable[tuple[datetime, datetime]]) -> float:
    return sum(max(0.0, _minutes(max(gap[0], begin), min(gap[1], end))) for begin, end in spans)
