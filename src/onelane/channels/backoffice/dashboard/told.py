"""A day's figures in words, tables and charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext

from onelane.channels.backoffice import reasons, way
from onelane.channels.backoffice.today_lines import stations_of
from onelane.kernel import clock
from onelane.office.stations import sources as origins
from onelane.office.stations import tracing
from onelane.registers.offices import catalogue
from onelane.registers.offices import queries as offices
from onelane.twin import loading
from onelane.twin.forecast.paces import pace_of
from onelane.twin.measured import Measured, Return, measured

SMALL = 0.1  # a share below this is told with a decimal
CALLED = frozenset({"lane", "desk"})
GOALS = {
    "first_time_right": 0.95,
    "no_show": 0.10,
    "idle": 0.02,
}  # what offices aim at; docs/explanation/managers-figures.md


@dataclass(frozen=True, slots=True)
class Share:
    """A share as people read it, and whether it is as good as it should be."""

    value: str
    good: bool | None


@dataclass(frozen=True, slots=True)
class Row:
    """A station as a line: its load now (None on another day), its waits, its work beside the plan."""

    name: str
    waiting: int | None
    in_hand: int | None
    done: int
    wait: str
    wait_most: str
    work: str
    planned: str
    failed: int
    no_shows: int


@dataclass(frozen=True, slots=True)
class Day:
    """Everything that the page of a day shows."""

    day: date
    is_today: bool
    target: int
    figures: Measured
    rows: list[Row]
    returns: list[tuple[str, str, int]]
    sources: origins.Sources
    at_risk: list[origins.AtRisk]
    first_time_right: Share
    no_show: Share
    idle: Share
    charts: dict[str, Any]


def day_of(office: str, day: date) -> Day:
    """Return a day of an office."""
    now, today = clock.now(), clock.today()
    target = offices.settings_of(office).integer("case.target_minutes")
    found = measured(tracing.traces_of(office, day), called=called_steps(), now=_until(day, now), target=target)
    rows = _rows(office, found, is_today=day == today)
    return Day(
        day=day,
        is_today=day == today,
        target=target,
        figures=found,
        rows=rows,
        returns=[(way.step_name(one.step), _why(one), one.count) for one in found.returns],
        sources=origins.sources(office, day),
        at_risk=origins.at_risk(office, now) if day == today else [],
        first_time_right=_share(found.first_time_right, GOALS["first_time_right"], more=True),
        no_show=_share(found.no_show, GOALS["no_show"], more=False),
        idle=_share(found.idle, GOALS["idle"], more=False),
        charts={"hours": hours_chart(found), "waits": waits_chart(found)},
    )


def called_steps() -> list[str]:
    """Return the steps to which owners are called."""
    return [code for code, one in catalogue.current().vocabulary.stations.items() if one.kind in CALLED]


def _until(day: date, now: datetime) -> datetime:
    return min(now, datetime.combine(day + timedelta(days=1), time(), clock.OFFICE_ZONE))


def _rows(office: str, found: Measured, *, is_today: bool) -> list[Row]:
    load = {one.name: one for one in stations_of(office)} if is_today else {}
    rows = []
    for one in found.stations:
        name = way.step_name(one.step)
        here = load.get(name)
        rows.append(
            Row(
                name=name,
                waiting=here.waiting if here else None,
                in_hand=here.in_hand if here else None,
                done=one.done,
                wait=minutes(one.wait),
                wait_most=minutes(one.wait_most),
                work=minutes(one.work),
                planned=minutes(pace_of(one.step).mean),
                failed=one.failed,
                no_shows=one.no_shows,
            )
        )
    return rows


def minutes(value: float | None) -> str:
    """Return minutes with one decimal, or a dash."""
    return "—" if value is None else f"{value:.1f}"


def percent(value: float | None) -> str:
    """Return a share in per cent, or a dash."""
    if value is None:
        return "—"
    return f"{100 * value:.1f} %" if 0 < value < SMALL else f"{100 * value:.0f} %"


def _share(value: float | None, goal: float, *, more: bool) -> Share:
    good = None if value is None else value >= goal if more else value <= goal
    return Share(percent(value), good)


def _why(one: Return) -> str:
    return reasons.told(one.reason) if one.reason else gettext("laid down at the counter, to be taken up again")


def planned(hours: Sequence[int]) -> list[float]:
    """Return how many cars the calibrated day has in each hour of the clock."""
    scenario = loading.load("after")
    found = []
    for hour in hours:
        begin, end = 60.0 * hour, 60.0 * hour + 60
        parts = [
            scenario.cars * one.share * max(0.0, min(end, one.end) - max(begin, one.begin)) / (one.end - one.begin)
            for one in scenario.hours
        ]
        found.append(round(sum(parts), 1))
    return found


def hours_chart(found: Measured) -> dict[str, Any]:
    """Return who came and who was done by hour, beside the plan."""
    hours = [one.hour for one in found.hours]
    return {
        "categories": [f"{hour:02}:00" for hour in hours],
        "unit": gettext("cars"),
        "series": [
            {"name": gettext("Came"), "values": [one.came for one in found.hours]},
            {"name": gettext("Finished"), "values": [one.done for one in found.hours]},
            {"name": gettext("Planned to come"), "values": planned(hours), "kind": "line"},
        ],
    }


def waits_chart(found: Measured) -> dict[str, Any]:
    """Return the waits of each station: mean and nine of ten."""
    waited = [one for one in found.stations if one.wait is not None]
    return {
        "categories": [way.step_name(one.step) for one in waited],
        "unit": gettext("minutes"),
        "series": [
            {"name": gettext("Mean wait"), "values": [round(one.wait or 0.0, 1) for one in waited]},
            {"name": gettext("Nine of ten within"), "values": [round(one.wait_most or 0.0, 1) for one in waited]},
        ],
    }
