"""The office as the twin knows it: learnt from its own journal, the calibration as prior."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache

from onelane.kernel import clock
from onelane.office.cases.traces import Trace
from onelane.office.stations import tracing
from onelane.twin import fitting, loading
from onelane.twin.fitting import Fitted
from onelane.twin.scenario import Scenario

BASE = "after"
DAYS = 10  # of the journal
KEPT = 900  # seconds


@dataclass(frozen=True, slots=True)
class Known:
    """The scenario of an office, and from how many of its days and visits it was learnt."""

    scenario: Scenario
    fitted: Fitted
    visits: int


def known(office: str, before: date | None = None) -> Known:
    """Return the office as its last days show it; without any, as it was calibrated."""
    day = before or clock.today()
    key = f"twin-office:{office}:{day.isoformat()}"
    found = cache.get(key)
    if not isinstance(found, Known):
        found = _learnt(office, day)
        cache.set(key, found, KEPT)
    return found


def _learnt(office: str, before: date) -> Known:
    days = tracing.days_with_tickets(office, before=before, limit=DAYS)
    traces: list[Trace] = [one for day in days for one in tracing.traces_of(office, day)]
    prior = loading.load(BASE)
    mine = of_path(traces, prior)
    fitted = fitting.fit(mine, prior)
    return Known(fitting.learnt(prior, fitted) if mine else prior, fitted, len(mine))


def of_path(traces: Sequence[Trace], scenario: Scenario) -> list[Trace]:
    """Return the cases that take the path that is simulated."""
    return [one for one in traces if one.path.plan == scenario.path]
