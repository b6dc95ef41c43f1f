"""What an office's own journal teaches (学习): service times, arrivals, failures, no-shows; the calibration as prior.

Everything is a conjugate prior whose weight is that of so many observations: little data stay near the calibration,
much data speak for themselves. Durations are lognormal: normal-inverse-gamma on their logarithms. Shares are
beta-binomial, arrivals gamma-Poisson (Gelman et al., "Bayesian Data Analysis", 3rd ed., ch. 2 and 3).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from onelane.kernel.clock import OFFICE_ZONE
from onelane.office.cases.traces import Spell, Trace, spells
from onelane.twin.forecast.paces import Pace
from onelane.twin.scenario import Hour, NoShow, Scenario, Spread, Station

SERVICES = 30.0  # services that the calibrated minutes of a station count for
CASES = 100.0  # cases that the calibrated shares count for
DAYS = 2.0  # days that the calibrated arrivals count for
LEAST, MOST = 0.02, 240.0  # minutes; what lies outside was noted late or forgotten


@dataclass(frozen=True, slots=True)
class Served:
    """What is known of a station's work: minutes, and from how many services of the office's own."""

    mean: float
    cv: float
    observed: int
    own: bool = False  # done by the owner himself or by what follows: nobody is called to it


@dataclass(frozen=True, slots=True)
class Share:
    """A share and from how many cases of the office's own it is known."""

    value: float
    observed: int


@dataclass(frozen=True, slots=True)
class Fitted:
    """An office as its journal shows it."""

    days: int
    cars: float
    hours: tuple[Hour, ...]
    services: Mapping[str, Served]
    rework: Mapping[str, Share]
    no_show: Share
    servers: Mapping[str, int]


def fit(traces: Iterable[Trace], prior: Scenario) -> Fitted:
    """Return what these days teach, with the scenario as prior."""
    by_day: dict[date, list[Trace]] = defaultdict(list)
    for trace in traces:
        by_day[trace.arrived_at.astimezone(OFFICE_ZONE).date()].append(trace)
    known = [one for day in by_day.values() for one in day]
    done = [one for trace in known for one in spells(trace)]
    hours = _hours(known, len(by_day), prior)
    return Fitted(
        days=len(by_day),
        cars=sum(hour.share for hour in hours),
        hours=tuple(replace(hour, share=hour.share / max(1e-9, sum(one.share for one in hours))) for hour in hours),
        services={step: _served(step, done, station.service) for step, station in prior.stations.items()},
        rework={step: _rework(step, done, station) for step, station in prior.stations.items() if station.rework},
        no_show=_no_show(done, prior),
        servers={step: most_at_once([one for one in done if one.step == step]) for step in prior.stations},
    )


def learnt(prior: Scenario, fitted: Fitted) -> Scenario:
    """Return the scenario with what was learnt in place of what was assumed; servers where more or fewer were seen."""
    stations = {step: _station(step, station, fitted) for step, station in prior.stations.items()}
    return replace(prior, name=f"{prior.name}, learnt", cars=fitted.cars, hours=fitted.hours, stations=stations)


def paces(prior: Mapping[str, Pace], fitted: Fitted) -> dict[str, Pace]:
    """Return the paces of estimates with what was learnt."""
    return {
        step: replace(
            pace,
            mean=fitted.services[step].mean,
            cv=fitted.services[step].cv,
            follows=pace.follows or fitted.services[step].own,
        )
        if step in fitted.services
        else pace
        for step, pace in prior.items()
    }


def most_at_once(done: Sequence[Spell]) -> int:
    """Return how many worked at a step at the same time at most: a later begin in the same moment follows an end."""
    changes = sorted(
        [(one.taken_at, 1) for one in done if one.taken_at and one.ended_at]
        + [(one.ended_at, -1) for one in done if one.taken_at and one.ended_at]
    )
    running = np.cumsum([change for _, change in changes]) if changes else np.zeros(1)
    return int(running.max())


def _station(step: str, station: Station, fitted: Fitted) -> Station:
    found = fitted.services[step]
    rework = station.rework
    if rework is not None and step in fitted.rework:
        rework = replace(rework, chance=fitted.rework[step].value)
    no_show: NoShow | None = station.no_show and replace(station.no_show, chance=fitted.no_show.value)
    servers = station.servers and (fitted.servers.get(step) or station.servers)
    return replace(station, service=Spread(found.mean, found.cv), rework=rework, no_show=no_show, servers=servers)


def _served(step: str, done: Iterable[Spell], prior: Spread) -> Served:
    mine = _first_times(one for one in done if one.step == step and one.outcome)
    minutes = [one.work for one in mine if one.work is not None]
    alone = [one for one in mine if one.taken_at is None]
    if len(alone) > len(mine) / 2:
        return _by_itself(alone, prior)
    seen = np.array([one for one in minutes if LEAST <= one <= MOST])
    if prior.mean <= 0 or not len(seen):
        return Served(prior.mean, prior.cv, len(seen))
    # Normal-inverse-gamma on logarithms; the predictive variance keeps what is not known yet.
    before = math.log1p(prior.cv**2) or 0.01
    centre = math.log(prior.mean) - before / 2
    logs = np.log(seen)
    weight = SERVICES + len(seen)
    middle = (SERVICES * centre + logs.sum()) / weight
    squares = (
        SERVICES * before
        + float(((logs - logs.mean()) ** 2).sum())
        + SERVICES * len(seen) / weight * (logs.mean() - centre) ** 2
    )
    variance = squares / weight
    return Served(math.exp(middle + variance / 2), math.sqrt(math.expm1(variance)), len(seen))


def _first_times(done: Iterable[Spell]) -> list[Spell]:
    """Return the first real performance of each case: what is done again after a failure takes another time."""
    found: dict[str, Spell] = {}
    for one in done:
        if one.outcome not in {"no_show", "undone", "cancelled"}:
            found.setdefault(one.case, one)
    return list(found.values())


def _by_itself(mine: Sequence[Spell], prior: Spread) -> Served:
    """Nobody is called here: all that is known is how long it stood open."""
    minutes = np.array([(one.ended_at - one.joined_at).total_seconds() / 60 for one in mine if one.ended_at])
    weight = SERVICES + len(minutes)
    mean = (SERVICES * prior.mean + float(minutes.sum())) / weight
    square = (SERVICES * prior.mean**2 * (1 + prior.cv**2) + float((minutes**2).sum())) / weight
    return Served(mean, math.sqrt(max(0.0, square / mean**2 - 1)) if mean else 0.0, len(minutes), own=True)


def _rework(step: str, done: Iterable[Spell], station: Station) -> Share:
    """Work that failed was laid down and taken up again later, or sent back from here."""
    failed = {one.case for one in done if one.step == step and one.outcome in {"released", "sent_back"}}
    every = {one.case for one in done if one.step == step and one.outcome}
    return _share(len(failed), len(every), station.rework.chance if station.rework else 0.0)


def _no_show(done: Iterable[Spell], prior: Scenario) -> Share:
    chances = [one.no_show.chance for one in prior.stations.values() if one.no_show]
    calls = [one for one in done if one.counter and one.outcome]
    missed = sum(one.outcome == "no_show" for one in calls)
    return _share(missed, len(calls), max(chances, default=0.0))


def _share(count: int, observed: int, prior: float) -> Share:
    return Share((CASES * prior + count) / (CASES + observed), observed)


def _hours(known: Sequence[Trace], days: int, prior: Scenario) -> list[Hour]:
    """Return the hours with cars a day in place of shares."""
    minutes = np.array([_minute(one) for one in known])
    found = []
    for hour in prior.hours:
        count = int(((minutes >= hour.begin) & (minutes < hour.end)).sum()) if len(minutes) else 0
        found.append(replace(hour, share=(DAYS * prior.cars * hour.share + count) / (DAYS + days)))
    return found


def _minute(trace: Trace) -> float:
    at = trace.arrived_at.astimezone(OFFICE_ZONE)
    return at.hour * 60 + at.minute + at.second / 60
