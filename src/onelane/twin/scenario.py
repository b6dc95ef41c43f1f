"""What is simulated: an office day as a file says it, times in minutes since midnight, durations in minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from onelane.catalogue.plan import Node

Shape = Literal["lognormal", "exponential"]
Order = Literal["lane", "arrival"]


@dataclass(frozen=True, slots=True)
class Spread:
    """A random duration: mean and coefficient of variation (standard deviation / mean); cv 0 is always the mean."""

    mean: float
    cv: float = 0.0
    shape: Shape = "lognormal"


@dataclass(frozen=True, slots=True)
class Rework:
    """What fails (不合格、退回): how often, how long the owner mends it, what part of the work is done again, where."""

    chance: float
    mending: Spread
    again: float = 1.0
    back_to: str = ""  # an earlier step of the path; empty: this one


@dataclass(frozen=True, slots=True)
class NoShow:
    """A call that nobody answers (过号): how often, how long the server waits, how long until the owner is back."""

    chance: float
    held: float
    away: Spread
    penalty: float = 0.0  # minutes that it costs at least
    absences: int = 2  # more often than this on one day, and the ticket is lost


@dataclass(frozen=True, slots=True)
class Station:
    """A place where work is done: so many servers, or None where nobody queues (a walk, a photograph).

    `order` is who is called next: `lane` by the lane's own rule, `arrival` by who came to this station first.
    `at` names the station whose server does this step right after its own. `joins` names the queue that the owner
    himself stands in. `room` is how many may be here at most, waiting and served; `patience` how long anybody waits.
    `roster` changes the number of servers at times of the day; whoever is being served is served to the end.
    """

    service: Spread
    servers: int | None = None
    order: Order = "arrival"
    at: str = ""
    joins: str = ""
    room: int | None = None
    patience: Spread | None = None
    rework: Rework | None = None
    no_show: NoShow | None = None
    roster: tuple[tuple[float, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hour:
    """A part of the day and the share of the day's cars that come in it, evenly."""

    begin: float
    end: float
    share: float


@dataclass(frozen=True, slots=True)
class Class:
    """A class of tickets (优先群体、预约): its share of all cars and its head start in the lane."""

    name: str
    share: float
    head_start: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole office day: who comes when, on which path, and who works where."""

    name: str
    cars: float
    hours: tuple[Hour, ...]
    path: tuple[Node, ...]
    stations: Mapping[str, Station]
    classes: tuple[Class, ...] = field(default=(Class("ordinary", 1.0, 0.0),))

    @property
    def opens(self) -> float:
        """The minute at which the first car may come."""
        return min(hour.begin for hour in self.hours)

    @property
    def queues(self) -> int:
        """In how many queues an owner has to stand."""
        return len({station.joins for station in self.stations.values() if station.joins})
