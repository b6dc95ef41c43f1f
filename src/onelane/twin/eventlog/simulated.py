"""Simulated days as traces, so that a day of the twin is read exactly as a day of the office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from onelane.catalogue.plan import leaves
from onelane.office.cases.path import Path
from onelane.office.cases.traces import Event, Trace, in_order
from onelane.twin.engine.day import Day
from onelane.twin.engine.desk import Visit
from onelane.twin.scenario import Scenario

COUNTERS = {"acceptance": "W", "inspection": "B", "payment": "P", "hand-over": "H"}


def traces(scenario: Scenario, day: Day, *, midnight: datetime, name: str, roles: Mapping[str, str]) -> list[Trace]:
    """Return the cars of a simulated day (`simulate(..., log=True)`) as the office's journal would tell them."""
    path = Path(scenario.path)
    visits: dict[int, list[tuple[str, Visit]]] = defaultdict(list)
    for step, measured in day.stations.items():
        for visit in measured.log:
            visits[visit.case].append((step, visit))
    behind = {one: _together(scenario, one) for one in leaves(scenario.path)}
    hands = _hands(scenario, day)
    found = []
    for case, arrived in enumerate(day.arrived.tolist()):
        at = midnight + timedelta(minutes=arrived)
        events = [Event(at, "case.opened", role="guide"), Event(at, "ticket.issued", role="guide")]
        latest = dict(visits[case])
        again: set[str] = set()
        for step, visit in visits[case]:
            last = latest[step] is visit
            if step in again:
                events.append(Event(midnight + timedelta(minutes=visit.joined), "ticket.brought_back", step))
            again.add(step)
            events += _events(step, visit, midnight, roles, hands.get((step, case, visit.begun), ""), last=last)
            if last:
                end = midnight + timedelta(minutes=visit.begun + visit.minutes)
                events += [Event(end, "step.completed", one, role=roles.get(one, "")) for one in behind[step]]
        priority = scenario.classes[day.classes[case]].name
        found.append(
            Trace(f"{name}-{case + 1:04}", scenario.name, path, at, in_order(events), f"A{case + 1:03}", priority)
        )
    return found


def _together(scenario: Scenario, step: str) -> list[str]:
    return [other for other, one in scenario.stations.items() if one.at == step]


def _events(
    step: str, visit: Visit, midnight: datetime, roles: Mapping[str, str], counter: str, *, last: bool
) -> list[Event]:
    begun, end = (midnight + timedelta(minutes=at) for at in (visit.begun, visit.begun + visit.minutes))
    role = roles.get(step, "")
    called = [Event(begun, "lane.called", step, counter, role), Event(begun, "lane.began", step, counter, role)]
    taken = called if step in COUNTERS else [Event(begun, "step.taken", step, counter, role)]
    if last:
        return [*taken, Event(end, "step.completed", step, counter, role)]
    # Work that failed: the owner is asked to mend something, goes, and comes back to the same step.
    away = [Event(end, "step.released", step, counter, role), Event(end, "ticket.held", step, role=role)]
    return [*taken, *away]


def _hands(scenario: Scenario, day: Day) -> dict[tuple[str, int, float], str]:
    """Return at which counter each service took place: the one that has been free longest."""
    found = {}
    for step, measured in day.stations.items():
        servers = scenario.stations[step].servers
        if servers is None or step not in COUNTERS:
            continue
        free = [0.0] * servers
        for visit in sorted(measured.log, key=lambda one: one.begun):
            counter = min(range(servers), key=lambda one: free[one])
            free[counter] = visit.begun + visit.minutes
            found[step, visit.case, visit.begun] = f"{COUNTERS[step]}{counter + 1}"
    return found
