"""Deadline clocks (办理期限) in working days, which stop while the citizen is asked for something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from onelane.kernel.calendar import ONE_DAY, WorkingCalendar
from onelane.kernel.clock import OFFICE_ZONE

Why = Literal["started", "working_day", "rest_day", "asked"]
Standing = Literal["running", "stopped", "late"]


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of law in working days; the day on which it begins is not counted."""

    name: str
    working_days: int
    article: str


REGISTRATION = Limit("registration", 2, "R164 art.12")
CORRECTIONS = Limit("corrections", 5, "ALL art.32")


@dataclass(frozen=True, slots=True)
class Pause:
    """The time during which the citizen is asked for something; `until` is None while the office still waits."""

    since: datetime
    until: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of days, both included, with one reason; `counted` is how many of them used up the limit."""

    since: date
    until: date
    counted: int
    why: Why
    told: str = ""


@dataclass(frozen=True)
class Deadline:
    """A limit that began at a moment, with the pauses so far."""

    limit: Limit
    began: datetime
    calendar: WorkingCalendar
    pauses: Sequence[Pause] = ()

    def explain(self, now: datetime) -> list[Segment]:
        """Return every day from the beginning to today, in runs of one reason."""
        today, segments = _day(now), list[Segment]()
        day = _day(self.began)
        while day <= today:
            _append(segments, self._segment(day, now))
            day += ONE_DAY
        return segments

    def used(self, now: datetime) -> int:
        """Count the working days used up, today included."""
        return sum(segment.counted for segment in self.explain(now))

    def due(self, now: datetime) -> date | None:
        """Return the last day on which the office is in time; None while the clock stands still."""
        if self._stopped(now):
            return None
        left, day = self.limit.working_days, _day(self.began)
        while left > 0:
            day += ONE_DAY
            left -= self._segment(day, now).counted
        return day

    def standing(self, now: datetime) -> Standing:
        """Tell whether the clock runs, stands still, or has run out."""
        if self.used(now) > self.limit.working_days:
            return "late"
        return "stopped" if self._stopped(now) else "running"

    def is_provisional(self, now: datetime) -> bool:
        """Tell whether the due day lies in a year whose holidays are not published yet."""
        return (due := self.due(now)) is not None and self.calendar.is_provisional(due)

    def _segment(self, day: date, now: datetime) -> Segment:
        if day == _day(self.began):
            return Segment(day, day, 0, "started")
        if (pause := self._pause_on(day, now)) is not None:
            return Segment(day, day, 0, "asked", pause.why)
        if not self.calendar.is_working(day):
            return Segment(day, day, 0, "rest_day")
        return Segment(day, day, 1, "working_day")

    def _pause_on(self, day: date, now: datetime) -> Pause | None:
        """Return the pause that covers a day: a day on which the citizen was asked at any time is not counted."""
        for pause in self.pauses:
            if _day(pause.since) <= day <= _day(pause.until or max(now, pause.since)):
                return pause
        return None

    def _stopped(self, now: datetime) -> bool:
        return any(pause.until is None and pause.since <= now for pause in self.pauses)


def _append(segments: list[Segment], one: Segment) -> None:
    last = segments[-1] if segments else None
    if last is None or (last.why, last.told) != (one.why, one.told):
        segments.append(one)
        return
    segments[-1] = Segment(last.since, one.until, last.counted + one.counted, last.why, last.told)


def _day(moment: datetime) -> date:
    return moment.astimezone(OFFICE_ZONE).date()
