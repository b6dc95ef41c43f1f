"""One station during one day: who waits, who is served, and what is measured there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from onelane.twin.engine.lines import Line
from onelane.twin.scenario import Station

MANY = 1 << 30  # servers of a station at which nobody ever queues


class Desk:
    """The state of a station; `area` is the integral of the number waiting over time, in case minutes."""

    __slots__ = (
        "area", "away", "busy", "changed", "fails", "gave_up", "line", "log", "luck", "plain", "servers", "since",
        "station", "step", "steps", "times", "turned_away", "waits", "worked",
    )  # fmt: skip

    def __init__(
        self,
        station: Station,
        step: int,
        steps: tuple[int, ...],
        times: list[float],
        luck: list[float],
        line: Line,
    ) -> None:
        self.station, self.step, self.steps, self.line = station, step, steps, line
        # Drawn beforehand by case, so that a case takes as long and fails as often with five windows as with four.
        self.times, self.luck = times, luck
        self.fails = station.rework.chance if station.rework else 0.0
        self.servers = MANY if station.servers is None else station.servers
        # Plain stations, the most, skip the questions that only some must ask at every call.
        self.plain = station.no_show is None and station.patience is None and station.room is None
        self.busy = self.turned_away = 0
        self.area = self.changed = self.worked = 0.0
        self.since: dict[int, float] = {}
        self.waits: list[float] = []
        self.gave_up: list[float] = []
        self.away: dict[int, int] = {}
        self.log: list[Visit] | None = None

    def queue(self, case: int, now: float) -> None:
        """Let a case wait from now on."""
        self.area += len(self.since) * (now - self.changed)
        self.changed = now
        self.since[case] = now
        self.line.add(case)

    def call(self, now: float) -> int:
        """Take out whoever is next and note how long the wait was."""
        case = self.line.call()
        self.waits.append(self._left(case, now))
        return case

    def give_up(self, case: int, now: float) -> None:
        """Take out a case that will not wait any longer."""
        self.line.leave(case)
        self.gave_up.append(self._left(case, now))

    def _left(self, case: int, now: float) -> float:
        self.area += len(self.since) * (now - self.changed)
        self.changed = now
        return now - self.since.pop(case)


class Visit(NamedTuple):
    """One service: whose, since when he waited, when it began (minutes since midnight), how many minutes it took."""

    case: int
    joined: float
    begun: float
    minutes: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What one day showed at one station; minutes, and numbers of cases."""

    waits: tuple[float, ...]  # before each service begun and each call nobody answered, in that order
    gave_up: tuple[float, ...]  # waits of those who went away
    turned_away: int  # found the station full
    area: float  # integral of the number waiting over time
    worked: float  # minutes of all servers together
    staffed: float  # minutes of all servers together, from opening until the last case left; 0 where nobody queues
    log: tuple[Visit, ...]  # every service, where the day was asked to keep them


def measured(desk: Desk, opens: float, closes: float) -> Measured:
    """Return what the day showed, after its last event."""
    return Measured(
        waits=tuple(desk.waits) if desk.station.servers is not None else (),
        gave_up=tuple(desk.gave_up),
        turned_away=desk.turned_away,
        area=desk.area,
        worked=desk.worked,
        staffed=staffed(desk.station, opens, closes),
        log=tuple(desk.log or ()),
    )


def staffed(station: Station, opens: float, closes: float) -> float:
    """Return the minutes that servers are there between two times, changes of the roster included."""
    if station.servers is None:
        return 0.0
    changes: Sequence[tuple[float, int]] = ((opens, station.servers), *station.roster)
    ends = [*(time for time, _ in changes[1:]), closes]
    return sum(
        max(0.0, min(end, closes) - min(max(begin, opens), closes)) * servers
        for (begin, servers), end in zip(changes, ends, strict=True)
    )
