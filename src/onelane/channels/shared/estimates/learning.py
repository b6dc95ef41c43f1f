"""Learn from the journal at night, judge each day by what it told, and let the day's outcomes move the ranges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import numpy as np
from django.core.cache import cache

from onelane.channels.shared.estimates import living
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.cases.traces import Trace
from onelane.office.forecasts import actions as forecasts
from onelane.office.forecasts import queries as kept
from onelane.office.forecasts.actions import Scored
from onelane.office.forecasts.queries import Known
from onelane.office.lane.rules import PRIORITIES
from onelane.office.stations import tracing
from onelane.registers.offices import queries as offices
from onelane.twin import fitting, loading
from onelane.twin.forecast.grove import TREES
from onelane.twin.forecast.office import MOMENTS, Model, TooLittleError, learn, moments
from onelane.twin.forecast.paces import calibrated
from onelane.twin.forecast.scoring import score
from onelane.twin.forecast.situation import Past

DAYS = 60  # of the journal that are learnt from at most
VISITS = 300  # without so many a service stays with the length of the queue
ASKED = 120  # moments of a day at which it is judged
PRIOR = "after"
SEED = 20261125


class Journal(Protocol):
    """Where days of an office are read; `office.stations.tracing` is one."""

    def traces_of(self, office: str, day: date) -> list[Trace]:
        """Return a day's cases."""
        ...

    def days_with_tickets(self, office: str, *, before: date, limit: int) -> list[date]:
        """Return the last days before one, the latest first."""
        ...


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is learnt from: trees, and moments of a day."""

    trees: int = TREES
    moments: int = MOMENTS


def learn_now(
    office: str, at: datetime | None = None, *, journal: Journal = tracing, effort: Effort | None = None
) -> dict[str, int]:
    """Learn every service that has had visits enough before today; return by service from how many days."""
    today = (at or clock.now()).astimezone(clock.OFFICE_ZONE).date()
    days: dict[str, list[Sequence[Trace]]] = defaultdict(list)
    for day in reversed(journal.days_with_tickets(office, before=today, limit=DAYS)):
        by_service: dict[str, list[Trace]] = defaultdict(list)
        for trace in journal.traces_of(office, day):
            by_service[trace.service].append(trace)
        for service, traces in by_service.items():
            days[service].append(traces)
    much = effort or Effort()
    return {service: found for service, those in days.items() if (found := _learn(office, service, those, at, much))}


def _learn(office: str, service: str, days: Sequence[Sequence[Trace]], at: datetime | None, effort: Effort) -> int:
    if sum(map(len, days)) < VISITS:
        return 0
    fitted = fitting.fit((one for day in days for one in day), loading.load(PRIOR))
    paces = fitting.paces(calibrated(), fitted)
    rng = np.random.default_rng(SEED)
    try:
        model = learn(days, paces, rng, head_starts=head_starts(office), trees=effort.trees, asked=effort.moments)
    except TooLittleError:
        return 0
    actor = Actor(id="forecast", role="system", office=office)
    forecasts.keep(service=service, content=model.to_bytes(), days=model.days, actor=actor, at=at)
    cache.delete(f"forecast-models:{office}")
    return model.days


def head_starts(office: str) -> dict[str, float]:
    """Return the minutes of head start of each class of the lane."""
    settings = offices.settings_of(office)
    keys = {name: f"lane.ageing.head_start_minutes.{name}" for name in PRIORITIES}
    return {name: float(settings.integer(key)) for name, key in keys.items() if key in settings.known}


def judge_days(office: str, at: datetime | None = None, *, journal: Journal = tracing) -> list[date]:
    """Judge the days before today that a model learnt before them has spoken on; return which."""
    today = (at or clock.now()).astimezone(clock.OFFICE_ZONE).date()
    judged = []
    for known in kept.known(office):
        first = known.at.astimezone(clock.OFFICE_ZONE).date()
        done = kept.scored_days(office, known.service)
        # A model learns from the days before the one on which it was learnt; only from then on it is judged fairly.
        for day in sorted(journal.days_with_tickets(office, before=today, limit=DAYS)):
            if day >= first and day not in done:
                _judge(office, known, day, journal)
                judged.append(day)
    return judged


def _judge(office: str, known: Known, day: date, journal: Journal) -> None:
    model = living.models(office).get(known.service)
    if model is None:
        return
    found = _live_again(office, known.service, model, day, journal)
    scored = [Scored(step, one.asked, one.covered, one.error, one.simple, one.width) for step, one in found.items()]
    forecasts.score(office=office, service=known.service, day=day, scored=scored)


def _live_again(office: str, service: str, model: Model, day: date, journal: Journal) -> Mapping[str, Any]:
    traces = [one for one in journal.traces_of(office, day) if one.service == service]
    rng = np.random.default_rng([SEED, day.toordinal()])
    times = moments(Past(traces), ASKED, rng)
    return score(traces, model, times, head_starts=head_starts(office))


def adapt_today(office: str, at: datetime | None = None, *, journal: Journal = tracing) -> None:
    """Let what has come of today's estimates move the ranges, from where they stood this morning."""
    today = (at or clock.now()).astimezone(clock.OFFICE_ZONE).date()
    for known in kept.known(office):
        model = living.models(office).get(known.service)
        if model is None:
            continue
        told: Mapping[str, Any] = known.missed
        same_day = told.get("day") == today.isoformat()
        morning = told["morning"] if same_day else model.missed
        fresh = model.with_missed(morning)
        if not _live_again(office, known.service, fresh, today, journal):
            continue
        missed = {**fresh.missed, "morning": morning, "day": today.isoformat()}
        forecasts.adapt(office=office, service=known.service, digest=known.digest, missed=missed)


def is_night(at: datetime) -> bool:
    """Tell whether learning disturbs nobody: from eight in the evening to six."""
    hour = at.astimezone(clock.OFFICE_ZONE).hour
    return hour >= 20 or hour < 6  # noqa: PLR2004 - hours of the clock


def is_due(office: str, at: datetime) -> bool:
    """Tell whether nothing was learnt within the last half day."""
    return not any(at - one.at < timedelta(hours=12) for one in kept.known(office))
