"""Who waited how long: calls read from a file of the Anonymous Bank's form, or visits of a simulated station.

The form (Guedj and Mandelbaum; L. Brown et al., JASA 2005) is tab-separated with a line of headings; times of day are
`h:mm:ss`, `outcome` is AGENT (served), HANG (gave up) or PHANTOM (to be ignored). Here all times are in seconds.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from onelane.twin.engine.day import Day

KINDS = ("PS", "PE", "IN", "NE", "NW", "TT")
HEADINGS = ("priority", "type", "date", "vru_time", "q_start", "q_exit", "q_time", "outcome", "ser_start", "ser_exit")
SECONDS = 60.0  # in a minute of the simulator


class FormError(ValueError):
    """A file is not of the form; the message names the line."""


@dataclass(frozen=True, slots=True)
class Call:
    """One customer of one day; seconds since midnight. `left` is the end of waiting, `wait` 0 for who never waited."""

    day: str
    joined: float
    left: float
    served: bool
    begun: float
    ended: float
    priority: int
    kind: int
    before: float = 0.0  # seconds spent with the voice menu, or on the way here, before joining
    server: str = ""

    @property
    def wait(self) -> float:
        """Seconds in the queue."""
        return self.left - self.joined


def read(path: Path) -> list[Call]:
    """Read a file; raise FormError naming the line of the first mistake."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        missing = [name for name in HEADINGS if name not in (rows.fieldnames or ())]
        if missing:
            raise FormError(f"{path}: the headings lack {', '.join(missing)}")
        return [_call(row, f"{path}:{line}") for line, row in enumerate(rows, 2) if row["outcome"] != "PHANTOM"]


def _call(row: dict[str, str], where: str) -> Call:
    try:
        served = row["outcome"] == "AGENT"
        waited = int(row["q_time"]) > 0
        begun, ended = (_seconds(row["ser_start"]), _seconds(row["ser_exit"])) if served else (0.0, 0.0)
        joined, left = (_seconds(row["q_start"]), _seconds(row["q_exit"])) if waited else (begun, begun)
        kind = KINDS.index(row["type"]) if row["type"] in KINDS else len(KINDS)
        before, priority = float(row["vru_time"]), int(row["priority"])
    except (ValueError, TypeError, AttributeError) as mistake:
        raise FormError(f"{where}: {mistake}") from mistake
    return Call(row["date"], joined, left, served, begun, ended, priority, kind, before, row.get("server", ""))


def _seconds(text: str) -> float:
    hours, minutes, seconds = text.split(":")
    return 3600.0 * int(hours) + 60.0 * int(minutes) + int(seconds)


def three_weeks(calls: Iterable[Call]) -> str:
    """Return the last day of the first three weeks, as the file writes days (yymmdd)."""
    first = min(call.day for call in calls)
    try:
        last = datetime.strptime(first, "%y%m%d").replace(tzinfo=UTC) + timedelta(days=20)
    except ValueError as mistake:
        raise FormError(f"{first!r} is no day such as 990101") from mistake
    return last.strftime("%y%m%d")


def name_of_day(number: int) -> str:
    """Return how a simulated day is called, so that days sort as they come."""
    return f"{number:06}"


def of_station(days: Iterable[Day], step: str) -> list[Call]:
    """Return the visits to one station of simulated days; the twin must have kept them (`simulate(..., log=True)`)."""
    found = []
    for number, day in enumerate(days):
        for visit in day.stations[step].log:
            joined, begun = visit.joined * SECONDS, visit.begun * SECONDS
            found.append(
                Call(
                    day=name_of_day(number),
                    joined=joined,
                    left=begun,
                    served=True,
                    begun=begun,
                    ended=begun + visit.minutes * SECONDS,
                    priority=day.classes[visit.case],
                    kind=0,
                )
            )
    return found


def days_of(calls: Sequence[Call]) -> dict[str, list[Call]]:
    """Return the calls by day, in the order of the days."""
    found: dict[str, list[Call]] = {}
    for call in calls:
        found.setdefault(call.day, []).append(call)
    return dict(sorted(found.items()))
