"""Model and reality (模型与实绩): yesterday as it was, beside what the twin would have expected of such a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.core.cache import cache
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from onelane.channels.backoffice import way
from onelane.channels.backoffice.asked_day import day_asked
from onelane.channels.backoffice.dashboard.told import called_steps
from onelane.channels.backoffice.twin.office import Known, known, of_path
from onelane.channels.shared.access import actor_of, staff
from onelane.kernel import clock
from onelane.office.stations import tracing
from onelane.registers.offices import queries as offices
from onelane.twin.eventlog import simulated
from onelane.twin.eventlog.plan import posts
from onelane.twin.measured import Measured, measured
from onelane.twin.replicate import replicate

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

DAYS = 20  # simulated days that make the band
KEPT = 3600
LEAST = 0.05  # minutes; a step that takes none has nothing to be learnt of
BAND = (5, 95)
Read = Callable[[Measured], float | None]


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure: as it was, as expected, and between what nine of ten simulated days lie."""

    name: str
    was: float | None
    expected: float | None
    low: float | None
    high: float | None

    @property
    def usual(self) -> bool | None:
        """Tell whether the day was as usual in this; None where one of both is not known."""
        if self.was is None or self.low is None or self.high is None:
            return None
        return self.low <= self.was <= self.high


@staff("manager")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show a day, yesterday unless another is asked for, against the model learnt from the days before it."""
    office, today = actor_of(request).office, clock.today()
    day = day_asked(request, today - timedelta(days=1))
    base = known(office, before=day)
    traces = of_path(tracing.traces_of(office, day), base.scenario)
    target = float(offices.settings_of(office).integer("case.target_minutes"))
    end = min(clock.now(), datetime.combine(day + timedelta(days=1), time(), clock.OFFICE_ZONE))
    was = measured(traces, called=called_steps(), now=end, target=target) if traces else None
    context = {
        "day": day, "base": base, "tab": "reality", "was": was,
        "before_day": day - timedelta(days=1), "after_day": day + timedelta(days=1) if day < today else None,
        "rows": compared(was, _expected(office, day, base, target)) if was else [],
        "services": services(base) if was else [],
    }  # fmt: skip
    return render(request, "backoffice/twin/reality.html", context)


def _expected(office: str, day: date, base: Known, target: float) -> list[Measured]:
    key = f"twin-expected:{office}:{day.isoformat()}:{base.visits}"
    found = cache.get(key)
    if not isinstance(found, list):
        midnight = datetime.combine(day, time(), clock.OFFICE_ZONE)
        later, roles = midnight + timedelta(days=1), posts().roles
        found = [
            measured(
                simulated.traces(base.scenario, one, midnight=midnight, name="twin", roles=roles),
                called=called_steps(), now=later, target=target,
            )
            for one in replicate(base.scenario, days=DAYS, log=True)
        ]  # fmt: skip
        cache.set(key, found, KEPT)
    return found


def compared(was: Measured, expected: Sequence[Measured]) -> list[Compared]:
    """Return the day's figures beside those of the simulated days."""
    reads: list[tuple[str, Read]] = [
        (gettext("Cars that came"), lambda one: float(one.came)),
        (gettext("Minutes from door to door, mean"), lambda one: one.mean),
        (gettext("Minutes from door to door, half of all"), lambda one: one.half),
        (gettext("Minutes from door to door, nine of ten"), lambda one: one.most),
        (gettext("Right the first time, per cent"), lambda one: _percent(one.first_time_right)),
    ]
    waits = [
        (gettext("Wait for %(step)s, minutes") % {"step": way.step_name(one.step)}, _wait(one.step))
        for one in was.stations
        if one.wait is not None
    ]
    return [_compared(name, read, was, expected) for name, read in (*reads, *waits)]


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _wait(step: str) -> Read:
    return lambda day: next((one.wait for one in day.stations if one.step == step), None)


def _compared(name: str, read: Read, was: Measured, expected: Sequence[Measured]) -> Compared:
    values = [value for one in expected if (value := read(one)) is not None]
    if not values:
        return Compared(name, read(was), None, None, None)
    low, high = np.percentile(values, BAND)
    return Compared(name, read(was), float(np.mean(values)), float(low), float(high))


def services(base: Known) -> list[tuple[str, float, float, int]]:
    """Return by step the minutes that were learnt, their spread, and from how many services."""
    return [
        (way.step_name(step), one.mean, one.cv, one.observed)
        for step, one in base.fitted.services.items()
        if one.mean >= LEAST
    ]
