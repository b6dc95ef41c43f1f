"""What everybody inside is told at this moment: the lane's state put to what the office has learnt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from statistics import fmean

from django.core.cache import cache

from onelane.office.cases import plans
from onelane.office.forecasts import queries as forecasts
from onelane.office.stations.floor import Floor, Here, Worked, floor
from onelane.twin.forecast.grove import TornError
from onelane.twin.forecast.office import Estimate, Model
from onelane.twin.forecast.situation import Inside, Situation, minute, seen_at_work

KEPT = 1  # seconds: a call moves a whole hall of phones, which all ask within that time
MODELS_KEPT = 60  # seconds until a newly learnt model is seen


def estimates(office: str, at: datetime | None = None) -> Mapping[int, Estimate]:
    """Return by case what everybody inside is told; nobody of a service for which nothing has been learnt."""
    key = f"estimates:{office}"
    found = cache.get(key) if at is None else None
    if found is None:
        found = _estimates(office, at)
        if at is None:
            cache.set(key, found, KEPT)
    known: Mapping[int, Estimate] = found
    return known


def _estimates(office: str, at: datetime | None) -> dict[int, Estimate]:
    learnt = models(office)
    if not learnt:
        return {}
    seen = floor(office, at)
    found: dict[int, Estimate] = {}
    for service, model in learnt.items():
        told = model.estimates(situation(seen, service, model))
        found |= {int(case): one for case, one in told.items()}
    return found


def models(office: str) -> dict[str, Model]:
    """Return what the office has learnt, by service."""
    key = f"forecast-models:{office}"
    known = cache.get(key)
    if known is None:
        known = forecasts.known(office)
        cache.set(key, known, MODELS_KEPT)
    found = {}
    for one in known:
        model = _model(office, one.service, one.digest)
        if model is not None:
            found[one.service] = model.with_missed(one.missed)
    return found


@lru_cache(maxsize=8)
def _model(office: str, service: str, digest: str) -> Model | None:
    content = forecasts.content(office, service, digest)
    try:
        return None if content is None else Model.from_bytes(content)
    except TornError:
        return None  # kept by another version of this code: the length of the queue speaks until the next learning


def situation(seen: Floor, service: str, model: Model) -> Situation:
    """Return the lane's state as estimates read it; only cases on the path that was learnt."""
    works: dict[int, list[Worked]] = defaultdict(list)
    for one in seen.works:
        if one.ended_at is None:
            works[one.case_id].append(one)
    inside = [
        _inside(one, works[one.case_id])
        for one in seen.here
        if one.present and one.service == service and plans.path_of(one.plan) == model.path
    ]
    done = [one for one in seen.works if one.outcome == "done" and one.ended_at is not None]
    return Situation(
        now=minute(seen.at),
        inside=tuple(inside),
        servers=_servers(done),
        recent=_recent(done),
        arrivals=seen.arrivals,
    )


def _inside(here: Here, works: Iterable[Worked]) -> Inside:
    path = plans.path_of(here.plan)
    return Inside(
        case=str(here.case_id),
        rank=minute(here.rank_at),
        arrived=minute(here.arrived_at),
        done=path.done(here.marking),
        in_hand={one.step: minute(one.taken_at) for one in works},
        waits=here.ready,
    )


def _recent(done: Iterable[Worked]) -> dict[str, float]:
    minutes: dict[str, list[float]] = defaultdict(list)
    for one in done:
        # What follows by itself is noted with its begin and end in one moment: it says nothing about work.
        if one.ended_at is not None and one.ended_at > one.taken_at:
            minutes[one.step].append((one.ended_at - one.taken_at).total_seconds() / 60)
    return {step: fmean(those) for step, those in minutes.items()}


def _servers(done: Iterable[Worked]) -> dict[str, int]:
    counters: dict[str, list[str]] = defaultdict(list)
    for one in done:
        if one.counter:
            counters[one.step].append(one.counter)
    return seen_at_work(counters)
