"""The heap loop of one day: everything that happens is a deed at a time, done to a case at a desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush

import numpy as np
from numpy.random import Generator

from onelane.office.lane import rules
from onelane.office.lane.rules import Waiting
from onelane.twin.engine import chance
from onelane.twin.engine.chance import Floats
from onelane.twin.engine.desk import Desk, Measured, Visit
from onelane.twin.engine.lines import LINES
from onelane.twin.engine.plan import Plan
from onelane.twin.scenario import NoShow

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)  # any day will do: only differences count
Deed = Callable[[int, Desk], None]


@dataclass(frozen=True, slots=True)
class Day:
    """What one day showed: by car in order of arrival, and by station."""

    arrived: Floats  # minutes since midnight
    minutes: Floats  # door to door; nan for a car that went away unserved
    classes: tuple[int, ...]
    stations: dict[str, Measured]
    area: float  # integral of the number of cars in the office over time, in car minutes
    events: int
    last_out: float  # minutes since midnight


class Floor:
    """A day while it runs; `now` is in minutes since midnight."""

    def __init__(self, plan: Plan, rng: Generator, *, log: bool = False) -> None:
        scenario = plan.scenario
        self._rng, self._route = rng, plan.route
        self.arrived = chance.arrivals(scenario.cars, scenario.hours, rng)
        count = len(self.arrived)
        self.classes = chance.classes(scenario.classes, count, rng)
        self._ranks = self._fair_places(plan)
        self.desks = [self._desk(plan, step, count) for step in range(len(plan.stations))]
        if log:
            for desk in self.desks:
                desk.log = []
        self._states = [0] * count
        self.left = [float("nan")] * count
        self.inside = 0
        self.area = self.changed = self.now = self.last_out = 0.0
        self.events = 0
        self._heap: list[tuple[float, int, Deed, int, Desk]] = []

    def _fair_places(self, plan: Plan) -> list[Waiting]:
        """Return everybody's place by the lane's own rule; nothing where no station asks for it."""
        if all(station.order != "lane" for station in plan.stations):
            return []
        heads = [timedelta(minutes=one.head_start) for one in plan.scenario.classes]
        return [
            Waiting(rules.rank_at(arrived_at=MIDNIGHT + timedelta(minutes=at), head_start=heads[kind]), case)
            for case, (at, kind) in enumerate(zip(self.arrived, self.classes, strict=True))
        ]

    def _desk(self, plan: Plan, step: int, count: int) -> Desk:
        steps = plan.together[step]
        times = sum(chance.durations(plan.stations[one].service, count, self._rng) for one in steps)
        station = plan.stations[step]
        luck = self._rng.random(count).tolist() if station.rework else []
        return Desk(station, step, steps, np.asarray(times).tolist(), luck, LINES[station.order](self._ranks))

    def run(self) -> None:
        """Let the day happen until the last car has left."""
        for desk in self.desks:
            for time, servers in desk.station.roster:
                self._later(time, self._staff, servers, desk)
        if self.arrived:
            self._later(self.arrived[0], self._arrive, 0, self.desks[0])
        heap = self._heap
        while heap:
            self.now, _, deed, case, desk = heappop(heap)
            deed(case, desk)

    def _later(self, time: float, deed: Deed, case: int, desk: Desk) -> None:
        self.events += 1  # breaks ties, so that a day never depends on how deeds compare
        heappush(self._heap, (time, self.events, deed, case, desk))

    def _arrive(self, case: int, desk: Desk) -> None:
        following = case + 1
        if following < len(self.arrived):
            self._later(self.arrived[following], self._arrive, following, desk)
        self._count(1)
        for step in self._route.first:
            self._join(case, self.desks[step])

    def _count(self, change: int) -> None:
        self.area += self.inside * (self.now - self.changed)
        self.changed = self.now
        self.inside += change

    def _join(self, case: int, desk: Desk) -> None:
        if not desk.plain:
            self._join_where_not_all_stay(case, desk)
        elif desk.busy < desk.servers:
            desk.waits.append(0.0)
            self._serve(case, desk)
        else:
            desk.queue(case, self.now)

    def _join_where_not_all_stay(self, case: int, desk: Desk) -> None:
        station = desk.station
        if station.room is not None and desk.busy + len(desk.line) >= station.room:
            desk.turned_away += 1
            self._count(-1)
            return
        desk.queue(case, self.now)
        if desk.busy < desk.servers:
            self._call(desk)
        elif station.patience is not None:
            self._later(self.now + chance.duration(station.patience, self._rng), self._give_up, case, desk)

    def _serve(self, case: int, desk: Desk) -> None:
        minutes = desk.times[case]
        desk.busy += 1
        desk.worked += minutes
        if desk.log is not None:
            waited = desk.waits[-1] if desk.station.servers is not None else 0.0
            desk.log.append(Visit(case, self.now - waited, self.now, minutes))
        self.events += 1
        heappush(self._heap, (self.now + minutes, self.events, self._finish, case, desk))

    def _call(self, desk: Desk) -> None:
        case = desk.call(self.now)
        no_show = desk.station.no_show
        if no_show is not None and self._rng.random() < no_show.chance:
            self._miss(case, desk, no_show)
            return
        self._serve(case, desk)

    def _call_while_free(self, desk: Desk) -> None:
        while desk.since and desk.busy < desk.servers:
            self._call(desk)

    def _finish(self, case: int, desk: Desk) -> None:
        if desk.luck and desk.luck[case] < desk.fails:
            self._fail(case, desk)
        else:
            state, opened = self._route.done(self._states[case], desk.steps)
            self._advance(case, state, opened)
        desk.busy -= 1
        if desk.since:
            self._call_while_free(desk)

    def _advance(self, case: int, state: int, opened: tuple[int, ...]) -> None:
        self._states[case] = state
        for step in opened:
            self._join(case, self.desks[step])
        if self._route.ended[state]:
            self._count(-1)
            self.left[case] = self.last_out = self.now

    def _fail(self, case: int, desk: Desk) -> None:
        rework = desk.station.rework
        if rework is None:
            raise LookupError("only a station with rework has work that fails")
        desk.luck[case] = self._rng.random()
        to = self._route.steps.index(rework.back_to) if rework.back_to else desk.step
        again = self.desks[to]
        again.times[case] = rework.again * self._fresh(again)
        # What is done anew on the way back to here takes a time of its own, not that of the first time once more.
        for step in self._route.between(to, desk.step):
            self.desks[step].times[case] = self._fresh(self.desks[step])
        away = chance.duration(rework.mending, self._rng)
        back: Deed = self._come_back if to == desk.step else self._come_back_before(desk)
        self._away(case, again, away, back)

    def _fresh(self, desk: Desk) -> float:
        return sum(chance.duration(self.desks[one].station.service, self._rng) for one in desk.steps)

    def _come_back_before(self, desk: Desk) -> Deed:
        def come_back(case: int, again: Desk) -> None:
            self._advance(case, *self._route.sent_back(self._states[case], desk.step, again.step))

        return come_back

    def _come_back(self, case: int, desk: Desk) -> None:
        self._join(case, desk)

    def _away(self, case: int, desk: Desk, minutes: float, deed: Deed, penalty: float = 0.0) -> None:
        if self._ranks:
            self._set_back(case, minutes, penalty)
        self._later(self.now + minutes, deed, case, desk)

    def _set_back(self, case: int, minutes: float, penalty: float) -> None:
        """Time away is no waiting: the fair place moves back by it, by the lane's own rule."""
        left_at = MIDNIGHT + timedelta(minutes=self.now)
        moved = rules.rank_after_absence(
            rank=self._ranks[case].rank_at,
            left_at=left_at,
            back_at=left_at + timedelta(minutes=minutes),
            penalty=timedelta(minutes=penalty),
        )
        self._ranks[case] = Waiting(moved, case)

    def _miss(self, case: int, desk: Desk, no_show: NoShow) -> None:
        desk.busy += 1
        desk.worked += no_show.held
        self._later(self.now + no_show.held, self._give_way, case, desk)
        desk.away[case] = desk.away.get(case, 0) + 1
        if rules.may_return(absences=desk.away[case], limit=no_show.absences):
            away = no_show.held + chance.duration(no_show.away, self._rng)
            self._away(case, desk, away, self._come_back, no_show.penalty)
        else:
            self._count(-1)

    def _give_way(self, _case: int, desk: Desk) -> None:
        desk.busy -= 1
        self._call_while_free(desk)

    def _give_up(self, case: int, desk: Desk) -> None:
        if case in desk.since:
            desk.give_up(case, self.now)
            self._count(-1)

    def _staff(self, servers: int, desk: Desk) -> None:
        desk.servers = servers
        self._call_while_free(desk)
