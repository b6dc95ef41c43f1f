"""Working days (工作日) and office hours; the table of holidays and shifted working days is data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

from onelane.kernel.clock import OFFICE_ZONE

Kind = Literal["off", "work"]

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class WorkingCalendar:
    """Monday to Friday, but for the days of the table: `off` a holiday, `work` a weekend day made up for (调休).

    The State Council publishes the table year by year; a day of a year without one is provisional.
    """

    table: Mapping[date, Kind] = field(default_factory=dict)
    hours: tuple[tuple[time, time], ...] = ((time(8, 30), time(12)), (time(13, 30), time(17)))
    announced: frozenset[int] | None = None  # years whose holidays are published; None: those of the table

    def is_working(self, day: date) -> bool:
        """Tell whether the office works that day."""
        kind = self.table.get(day)
        return kind == "work" if kind is not None else day.weekday() < SATURDAY

    def is_provisional(self, day: date) -> bool:
        """Tell whether the holidays of that year are still unknown."""
        if self.announced is not None:
            return day.year not in self.announced
        return all(known.year != day.year for known in self.table)

    def next_working(self, day: date) -> date:
        """Return the first working day after a day."""
        day += ONE_DAY
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """Return the day that lies `count` working days after a day, which itself is not counted."""
        for _ in range(count):
            day = self.next_working(day)
        return day

    def working_days_between(self, after: date, until: date) -> int:
        """Count the working days after one day up to and with another."""
        days = (after + ONE_DAY * n for n in range(1, (until - after).days + 1))
        return sum(map(self.is_working, days))

    def is_open(self, moment: datetime) -> bool:
        """Tell whether the office is open at a moment."""
        local = moment.astimezone(OFFICE_ZONE)
        inside = any(opens <= local.time() < closes for opens, closes in self.hours)
        return inside and self.is_working(local.date())

    def next_opening(self, moment: datetime) -> datetime:
        """Return the moment itself while the office is open, else the next time it opens."""
        if self.is_open(moment):
            return moment
        local = moment.astimezone(OFFICE_ZONE)
        today = [opens for opens, _ in self.hours if opens > local.time()]
        if today and self.is_working(local.date()):
            return datetime.combine(local.date(), today[0], OFFICE_ZONE)
        return datetime.combine(self.next_working(local.date()), self.hours[0][0], OFFICE_ZONE)


def calendar_of(
    table: Mapping[str, str], hours: tuple[str, ...], *, announced: frozenset[int] | None = None
) -> WorkingCalendar:
    """Build a calendar from plain data: `{"2026-10-01": "off"}` and `("08:30-12:00", "13:30-17:00")`."""
    days = {date.fromisoformat(day): _kind(kind) for day, kind in table.items()}
    spans = tuple(_span(written) for written in hours)
    return WorkingCalendar(days, spans, announced)


def _kind(written: str) -> Kind:
    if written == "off":
        return "off"
    if written == "work":
        return "work"
    raise ValueError(f'a day is "off" or "work", not "{written}"')


def _span(written: str) -> tuple[time, time]:
    opens, closes = (time.fromisoformat(part) for part in written.split("-"))
    if opens >= closes:
        raise ValueError(f"{written} closes before it opens")
    return opens, closes
