"""Replay (回放): a day of the lane on a moving floor plan, real or simulated, fast or as it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from onelane.channels.backoffice import way
from onelane.channels.backoffice.asked_day import day_asked
from onelane.channels.backoffice.twin.office import known
from onelane.channels.shared import inputs
from onelane.channels.shared.access import actor_of, staff
from onelane.kernel import clock
from onelane.office.cases.path import Path
from onelane.office.cases.traces import Trace, spells
from onelane.office.stations import tracing
from onelane.records import live
from onelane.registers.offices import queries as offices
from onelane.twin.engine.day import simulate
from onelane.twin.engine.plan import Plan
from onelane.twin.eventlog import simulated
from onelane.twin.eventlog.plan import posts
from onelane.twin.forecast.situation import minute
from onelane.twin.replicate import SEED, generator

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

FEW, MANY = 1, 12  # seats drawn at a station


@staff("manager")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the floor plan; its day is fetched and played in the browser."""
    office, day = actor_of(request).office, day_asked(request)
    source = "simulated" if request.GET.get("source") == "simulated" else "real"
    number = inputs.whole_number(request.GET, "number", low=1, high=10**6, default=1)
    query = urlencode([("day", day.isoformat()), ("source", source), ("number", number)])
    context = {
        "day": day, "source": source, "number": number, "next_number": number + 1, "tab": "replay",
        "is_today": day == clock.today() and source == "real",
        "address": f"{reverse('backoffice:replay-day')}?{query}",
        "topics": [live.lane(office), live.board(office)],
        "before_day": day - timedelta(days=1),
        "after_day": day + timedelta(days=1) if day < clock.today() else None,
    }  # fmt: skip
    return render(request, "backoffice/twin/replay.html", context)


@staff("manager")
@require_GET
def day(request: HttpRequest) -> JsonResponse:
    """Hand out a day as what happened at each station, in minutes since midnight; nothing in it is about a person."""
    office, asked = actor_of(request).office, day_asked(request)
    if request.GET.get("source") == "simulated":
        number = inputs.whole_number(request.GET, "number", low=1, high=10**6, default=1)
        traces = _simulated(office, asked, number)
        now = None
    else:
        traces = tracing.traces_of(office, asked)
        now = minute(clock.now()) if asked == clock.today() else None
    return JsonResponse(floor(traces, now, float(offices.settings_of(office).integer("case.target_minutes"))))


def _simulated(office: str, day: date, number: int) -> list[Trace]:
    scenario = known(office).scenario
    made = simulate(Plan(scenario), generator(SEED, number), log=True)
    midnight = datetime.combine(day, time(), clock.OFFICE_ZONE)
    return simulated.traces(scenario, made, midnight=midnight, name="twin", roles=posts().roles)


def floor(traces: Sequence[Trace], now: float | None, target: float) -> dict[str, Any]:
    """Return rooms (place and seats) and visits: case, arrival, end, and its spells as room, joined, taken, ended."""
    if not traces:
        return {"rooms": [], "visits": [], "now": now, "target": target}
    path = traces[-1].path
    mine = [one for one in traces if one.path == path]
    rooms = {place.step: at for at, place in enumerate(path.layout())}
    visits = [_visit(one, rooms) for one in mine]
    busy = _most_at_once(visits, len(rooms))
    return {
        "rooms": [
            {"name": way.step_name(place.step), "column": place.column, "row": place.row,
             "seats": min(max(busy[at], FEW), MANY)}
            for at, place in enumerate(Path(path.plan).layout())
        ],
        "visits": visits, "now": now, "target": target,
    }  # fmt: skip


def _visit(trace: Trace, rooms: dict[str, int]) -> dict[str, Any]:
    mine = [[rooms[one.step], _at(one.joined_at), _at(one.taken_at), _at(one.ended_at)] for one in spells(trace)]
    ends = [one[3] for one in mine]
    over = max((one for one in ends if one is not None), default=None) if None not in ends else None
    return {"ticket": trace.ticket, "came": _at(trace.arrived_at), "over": over, "spells": mine}


def _at(moment: datetime | None) -> float | None:
    return None if moment is None else round(minute(moment), 2)


def _most_at_once(visits: Sequence[dict[str, Any]], rooms: int) -> list[int]:
    changes: list[list[tuple[float, int]]] = [[] for _ in range(rooms)]
    for visit in visits:
        for room, _joined, taken, ended in visit["spells"]:
            if taken is not None:
                changes[room] += [(taken, 1), (ended if ended is not None else 1e9, -1)]
    found = []
    for those in changes:
        running = most = 0
        for _moment, change in sorted(those):
            running += change
            most = max(most, running)
        found.append(most)
    return found
