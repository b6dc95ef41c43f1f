"""A simulated day written into the tables of the office as if it had been lived there: cases, tickets, journal."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import date, datetime, time

import make
from onelane.kernel.actor import Actor
from onelane.kernel.clock import OFFICE_ZONE
from onelane.office.cases.traces import Event, Trace, ended_at
from onelane.twin import loading
from onelane.twin.eventlog import simulated
from onelane.twin.eventlog.plan import posts
from onelane.twin.replicate import replicate

_numbers = itertools.count(1)


def day(on: date, *, cars: int, seed: int = 7) -> list[Trace]:
    """Return the first cars of a simulated day on this date."""
    scenario = loading.load("after")
    (found,) = replicate(scenario, days=1, seed=seed, log=True)
    midnight = datetime.combine(on, time(), OFFICE_ZONE)
    roles = posts().roles
    return simulated.traces(scenario, found, midnight=midnight, name=f"{on:%y%m%d}", roles=roles)[:cars]


def live(traces: Iterable[Trace], *, until: datetime | None = None) -> None:
    """Write these cases into the tables, what happened up to `until`."""
    for trace in traces:
        events = [one for one in trace.events if until is None or one.at <= until]
        if events:
            _live(trace, events, whole=len(events) == len(trace.events))


def _live(trace: Trace, events: list[Event], *, whole: bool) -> None:
    from onelane.office.cases import path as paths
    from onelane.office.cases import plans
    from onelane.office.cases.models import Case
    from onelane.office.cases.traces import after
    from onelane.office.lane.models import Ticket
    from onelane.records import journal

    opened, number = trace.arrived_at, next(_numbers)
    on = opened.astimezone(OFFICE_ZONE).date()
    plan = plans.plan_for(make.SERVICE, on)
    marking = paths.start(trace.path)
    for event in events:
        marking = after(trace.path, marking, event)
    case = Case.objects.create(
        office_id=make.OFFICE, number=f"{on:%y%m%d}{number:06d}", plan_id=plan, state="finished" if whole else "open",
        marking=[] if whole else sorted(marking), rank_at=opened, present=not whole, opened_at=opened,
        ended_at=ended_at(trace) if whole else None,
    )  # fmt: skip
    Ticket.objects.create(
        office_id=make.OFFICE, case=case, day=on, number=number, key=f"lived-{number}",
        request_key=f"lived-{number:08d}",
        priority=trace.priority, arrived_at=opened, taken_at=opened, issued_at=opened, medium="paper", copies=1,
        state="finished" if whole else "waiting", state_since=opened,
    )  # fmt: skip
    for event in events:
        actor = Actor(id=f"{event.role}-{event.counter}", role=event.role or "system", office=make.OFFICE,  # type: ignore[arg-type]  # a role
                      counter=event.counter)  # fmt: skip
        detail = {"reasons": list(event.reasons)} if event.reasons else None
        journal.note(actor, event.deed, chain=f"case:{case.pk}", subject=event.step, detail=detail, at=event.at)
