"""What if (假如): a scenario with something changed, tried on the same days as before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from onelane.twin.scenario import Class, Hour, Scenario, Station
from onelane.twin.whatif import with_servers

LEAST_WORK = 0.1  # of the minutes that a step takes


@dataclass(frozen=True, slots=True)
class Change:
    """Other servers, more or fewer cars, longer hours, a station closed for a time, appointments, a slower hand."""

    servers: Mapping[str, int] = field(default_factory=dict)
    cars: float = 1.0  # of the cars of an ordinary day
    later: float = 0.0  # minutes by which arrivals go on in the evening, as many cars over a longer day
    closed: str = ""  # this station has nobody...
    closed_from: float = 0.0  # ...from this minute of the day
    closed_to: float = 0.0
    appointments: float = 0.0  # share of cars with a promised time, spread evenly over the day
    head_start: float = 10.0  # minutes that an appointment goes before a walk-in
    slower: Mapping[str, float] = field(default_factory=dict)  # times the minutes of a step


def changed(scenario: Scenario, change: Change) -> Scenario:
    """Return the scenario with the change; raise ValueError for a step that it does not have."""
    for step in {*change.slower, change.closed} - {""}:
        if step not in scenario.stations:
            raise ValueError(f'"{step}" is no step of the scenario {scenario.name}')
    found = with_servers(scenario, change.servers)
    stations = {step: _station(step, one, change) for step, one in found.stations.items()}
    hours, classes = _hours(found, change), _classes(found, change)
    return replace(found, cars=found.cars * change.cars, hours=hours, stations=stations, classes=classes)


def _station(step: str, station: Station, change: Change) -> Station:
    if step in change.slower:
        factor = max(LEAST_WORK, change.slower[step])
        station = replace(station, service=replace(station.service, mean=station.service.mean * factor))
    if step == change.closed and station.servers is not None and change.closed_to > change.closed_from:
        station = replace(station, roster=((change.closed_from, 0), (change.closed_to, station.servers)))
    return station


def _hours(scenario: Scenario, change: Change) -> tuple[Hour, ...]:
    """Spread what cannot be moved as before, and what has an appointment evenly over the whole day."""
    hours = scenario.hours
    if change.later:
        opens, closes = scenario.opens, max(hour.end for hour in hours)
        stretch = (closes - opens + change.later) / (closes - opens)
        hours = tuple(
            replace(hour, begin=opens + (hour.begin - opens) * stretch, end=opens + (hour.end - opens) * stretch)
            for hour in hours
        )
    if not change.appointments:
        return hours
    whole = sum(hour.end - hour.begin for hour in hours)
    even = change.appointments
    return tuple(
        replace(hour, share=(1 - even) * hour.share + even * (hour.end - hour.begin) / whole) for hour in hours
    )


def _classes(scenario: Scenario, change: Change) -> tuple[Class, ...]:
    if not change.appointments:
        return scenario.classes
    others = [one for one in scenario.classes if one.name != "appointment"]
    left = 1 - change.appointments
    total = sum(one.share for one in others)
    kept = [replace(one, share=one.share / total * left) for one in others]
    return (*kept, Class("appointment", change.appointments, change.head_start))
