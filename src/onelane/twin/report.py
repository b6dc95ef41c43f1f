"""What many days show together: minutes from door to door, waits, load, and when the last car is out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from onelane.twin.engine.day import Day
from onelane.twin.engine.desk import Measured
from onelane.twin.intervals import Estimate, ratio_of
from onelane.twin.scenario import Scenario


@dataclass(frozen=True, slots=True)
class StationReport:
    """One station: minutes waited before each service, share of staffed time worked, number waiting on average."""

    mean_wait: float
    p90_wait: float
    utilisation: float
    mean_waiting: float
    gave_up: int
    turned_away: int


@dataclass(frozen=True, slots=True)
class Report:
    """All days together; minutes, `ci95` is for the mean over cars, with days as batches."""

    scenario: str
    days: int
    cars: int
    unserved: int
    queues: int
    mean_minutes: float
    ci95: tuple[float, float]
    sd_of_daily_mean: float
    p10: float
    p50: float
    p90: float
    last_out: str  # time of day, mean over days
    little_gap: float  # largest difference over days between the two sides of Little's law, as a share
    events_per_day: float
    stations: dict[str, StationReport]

    def to_json(self) -> dict[str, object]:
        """Return plain values, rounded to what a reader can use."""
        found = _rounded(asdict(self))
        if not isinstance(found, dict):
            raise TypeError("a report is an object")
        return found


def summarise(scenario: Scenario, days: Sequence[Day]) -> Report:
    """Return what these days show together."""
    minutes = [day.minutes[~np.isnan(day.minutes)] for day in days]
    every = np.concatenate(minutes)
    if not len(every):
        raise ValueError("no car was served on any day")
    mean = _mean(minutes)
    p10, p50, p90 = (float(value) for value in np.percentile(every, [10, 50, 90]))
    return Report(
        scenario=scenario.name,
        days=len(days),
        cars=len(every),
        unserved=sum(len(day.minutes) for day in days) - len(every),
        queues=scenario.queues,
        mean_minutes=mean.mean,
        ci95=(mean.low, mean.high),
        sd_of_daily_mean=float(np.std([day.mean() for day in minutes if len(day)])),
        p10=p10,
        p50=p50,
        p90=p90,
        last_out=_time(float(np.mean([day.last_out for day in days]))),
        little_gap=max(little_gap(day) for day in days),
        events_per_day=float(np.mean([day.events for day in days])),
        stations={
            step: _station([day.stations[step] for day in days], _open_minutes(scenario, days))
            for step in days[0].stations
        },
    )


def little_gap(day: Day) -> float:
    """Return by how much Little's law fails on one day, as a share: L = lambda W, in cars and at every queue.

    On a day that begins and ends empty the integral of the number present equals the sum of the times spent, without
    any assumption (Little 1961; Stidham 1974); a gap beyond rounding is a mistake in the bookkeeping.
    """
    pairs = [(one.area, sum(one.waits) + sum(one.gave_up)) for one in day.stations.values()]
    if not np.isnan(day.minutes).any():
        pairs.append((day.area, float(day.minutes.sum())))
    return max(abs(area - spent) / max(spent, 1.0) for area, spent in pairs)


def _mean(minutes: Sequence[np.ndarray[tuple[int, ...], np.dtype[np.float64]]]) -> Estimate:
    return ratio_of([day.sum() for day in minutes], [len(day) for day in minutes])


def _open_minutes(scenario: Scenario, days: Sequence[Day]) -> float:
    return sum(day.last_out - scenario.opens for day in days)


def _station(days: Sequence[Measured], minutes: float) -> StationReport:
    waits = np.concatenate([np.asarray(day.waits) for day in days])
    staffed = sum(day.staffed for day in days)
    return StationReport(
        mean_wait=float(waits.mean()) if len(waits) else 0.0,
        p90_wait=float(np.percentile(waits, 90)) if len(waits) else 0.0,
        utilisation=sum(day.worked for day in days) / staffed if staffed else 0.0,
        mean_waiting=sum(day.area for day in days) / minutes,
        gave_up=sum(len(day.gave_up) for day in days),
        turned_away=sum(day.turned_away for day in days),
    )


def _time(minute: float) -> str:
    return f"{int(minute) // 60:02}:{int(minute) % 60:02}"


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return float(f"{value:.3g}") if abs(value) < 1 else round(value, 2)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return value
