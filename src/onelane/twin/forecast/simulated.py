"""The estimates of an office judged on simulated days: learnt on some, told at many moments of others."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from onelane.kernel.clock import OFFICE_ZONE
from onelane.office.cases.traces import Trace
from onelane.twin import fitting
from onelane.twin.engine.day import Day
from onelane.twin.eventlog import simulated
from onelane.twin.eventlog.plan import posts
from onelane.twin.forecast.office import Model, learn, moments
from onelane.twin.forecast.paces import calibrated
from onelane.twin.forecast.scoring import END, LATER, Score, score, together
from onelane.twin.forecast.situation import Past
from onelane.twin.replicate import replicate
from onelane.twin.scenario import Scenario

ASKED = 120  # moments of each judged day
FIRST = datetime(2026, 1, 1, tzinfo=OFFICE_ZONE)


@dataclass(frozen=True, slots=True)
class Judged:
    """Minutes and shares over all estimates of the judged days; `calls` are those to the next call."""

    learnt_days: int
    judged_days: int
    asked: int
    mae_calls: float
    mae_last_to_enter: float
    of_last_to_enter: float
    covered_calls: float
    mae_end: float
    mae_end_without_chance: float
    covered_end: float
    covered_later: float
    covered: float
    worst_day_covered: float
    worst_day_covered_calls: float
    worst_day_covered_end: float
    milliseconds: float  # of processor time, for everybody inside together

    def shown(self) -> dict[str, float]:
        """Return plain values, rounded."""
        return {name: round(float(getattr(self, name)), 4) for name in self.__slots__}


def days_of(scenario: Scenario, days: Sequence[Day]) -> list[list[Trace]]:
    """Return simulated days as days of a journal."""
    roles = posts().roles
    return [
        simulated.traces(scenario, day, midnight=FIRST + timedelta(days=number), name=f"{number:04}", roles=roles)
        for number, day in enumerate(days)
    ]


def heads(scenario: Scenario) -> dict[str, float]:
    """Return the head start of each class."""
    return {one.name: one.head_start for one in scenario.classes}


def judge(scenario: Scenario, *, learnt: int, judged: int, seed: int, workers: int = 1) -> Judged:
    """Learn on the first days and judge on the others."""
    days = days_of(scenario, replicate(scenario, days=learnt + judged, seed=seed, workers=workers, log=True))
    rng = np.random.default_rng(seed)
    fitted = fitting.fit([one for day in days[:learnt] for one in day], scenario)
    model = learn(days[:learnt], fitting.paces(calibrated(), fitted), rng, head_starts=heads(scenario))
    scores = []
    for day in days[learnt:]:
        times = moments(Past(day), ASKED, rng)
        scores.append(score(day, model, times, head_starts=heads(scenario)))
    return _judged(learnt, scores, _milliseconds(model, days[learnt:], rng))


def _judged(learnt: int, scores: Sequence[Mapping[str, Score]], took: float) -> Judged:
    ends = [day.get(END, Score()) for day in scores]
    calls = [together(one for step, one in day.items() if step not in {END, LATER}) for day in scores]
    later = [day.get(LATER, Score()) for day in scores]
    all_calls, all_ends, every = together(calls), together(ends), together([*calls, *ends, *later])
    all_later = together(later)
    by_day = [together(those) for those in zip(calls, ends, later, strict=True)]
    return Judged(
        learnt_days=learnt,
        judged_days=len(scores),
        asked=every.asked,
        mae_calls=all_calls.error / all_calls.asked,
        mae_last_to_enter=all_calls.simple / all_calls.asked,
        of_last_to_enter=all_calls.error / all_calls.simple,
        covered_calls=all_calls.covered / all_calls.asked,
        mae_end=all_ends.error / all_ends.asked,
        mae_end_without_chance=all_ends.simple / all_ends.asked,
        covered_end=all_ends.covered / all_ends.asked,
        covered_later=all_later.covered / all_later.asked,
        covered=every.covered / every.asked,
        worst_day_covered=_worst(by_day),
        worst_day_covered_calls=_worst(calls),
        worst_day_covered_end=_worst(ends),
        milliseconds=took,
    )


def _worst(scores: Sequence[Score]) -> float:
    return min(one.covered / one.asked for one in scores if one.asked)


def _milliseconds(model: Model, days: Sequence[Sequence[Trace]], rng: np.random.Generator) -> float:
    """Return the median time to estimate for everybody inside at moments of the first judged day."""
    past = Past(days[0])
    situations = [past.at(now) for now in moments(past, 40, rng)]
    model.estimates(situations[0])
    took = []
    for situation in situations:
        began = time.process_time()
        model.estimates(situation)
        took.append(1000 * (time.process_time() - began))
    return float(np.median(took))
