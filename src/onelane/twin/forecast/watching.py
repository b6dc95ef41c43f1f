"""What an office knows about its queue at a moment, in numbers: nothing that happens later takes part.

Features in the sense of Ang et al. 2016 (work ahead), with the delay-history estimators of Ibrahim and Whitt 2009
(last to enter service, head of line, queue length) among them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from onelane.twin.forecast.calls import KINDS, Call

LEVELS = 3  # of priority
RHYTHM, OWN = 15, 5  # how many features are about the rhythm of services, and how many about the call come after them
SHORT, MIDDLE, LONG, SERVICES = 120.0, 300.0, 900.0, 3600.0  # seconds looked back
FIRST_SERVICE = 180.0  # seconds, until the first service of a day has ended
THIRD, TENTH = 3, 10  # services back
ENDED, BEGUN, LEFT, JOINED = range(4)  # the order of what happens in the same second


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known when a call joins: the features of the forest, and three simple estimates in seconds."""

    call: Call
    features: tuple[float, ...]
    last: float  # wait of the last one to enter service (LES)
    head: float  # wait so far of the one at the head of the line (HOL)
    work: float  # people ahead and myself, times the mean service, over the servers busy (QL)


def sights(calls: Sequence[Call]) -> Iterator[Sight]:
    """Yield what is known each time that a call of this day joins the queue and is served in the end."""
    events = sorted(_events(calls))
    watch = Watch()
    for at, kind, number in events:
        call = calls[number]
        if kind == JOINED:
            if call.served and call.wait > 0:
                yield watch.sight(call)
            watch.joined(number, call)
        elif kind == LEFT:
            watch.left(number, call)
        elif kind == BEGUN:
            watch.begun(number, call)
        else:
            watch.ended(number, call, at)


def _events(calls: Sequence[Call]) -> Iterator[tuple[float, int, int]]:
    for number, call in enumerate(calls):
        if call.wait > 0:
            yield call.joined, JOINED, number
            yield call.left, LEFT, number
        if call.served:
            yield call.begun, BEGUN, number
            yield call.ended, ENDED, number


class Watch:
    """The queue as it stands, and its last hour."""

    def __init__(self) -> None:
        self._queue: dict[int, Call] = {}
        self._busy: dict[int, Call] = {}
        self._seen: dict[str, float] = {}
        self._arrivals: deque[float] = deque()
        self._starts: deque[float] = deque()
        self._ends: deque[float] = deque()
        self._hangs: deque[float] = deque()
        self._services: deque[tuple[float, float]] = deque()
        self._waits: deque[float] = deque(maxlen=10)
        self._direct: deque[float] = deque(maxlen=20)
        self._last = 0.0
        self._last_of = [0.0] * LEVELS
        self._last_at = 0.0

    def joined(self, number: int, call: Call) -> None:
        """Note a newcomer."""
        self._queue[number] = call
        self._arrivals.append(call.joined)

    def left(self, number: int, call: Call) -> None:
        """Note that somebody waits no more."""
        del self._queue[number]
        if not call.served:
            self._hangs.append(call.left)
            return
        self._waits.append(call.wait)
        self._last, self._last_at = call.wait, call.left
        self._last_of[_level(call)] = call.wait

    def begun(self, number: int, call: Call) -> None:
        """Note the begin of a service."""
        self._busy[number] = call
        self._starts.append(call.begun)
        self._seen[call.server] = call.begun
        self._direct.append(float(call.wait > 0))
        if call.wait <= 0:
            self._arrivals.append(call.joined)

    def ended(self, number: int, call: Call, at: float) -> None:
        """Note the end of a service."""
        if self._busy.pop(number, None) is not None:
            self._services.append((at, call.ended - call.begun))
            self._ends.append(at)
            self._seen[call.server] = at

    def sight(self, call: Call) -> Sight:
        """Return what is known at the moment that this call joins."""
        now = call.joined
        self._forget(now)
        ahead, service = len(self._queue) + 1, self._mean_service()
        ages = sorted((now - other.joined for other in self._queue.values()), reverse=True)
        head = ages[0] if ages else 0.0
        features = (
            *self._line(call, ages),
            *self._servers(now),
            *self._history(call),
            *self._rates(now, ahead),
            *self._rhythm(call, ages),
            now,
            float(int(call.day[-2:]) % 7 if call.day[-2:].isdecimal() else 0),
            float(_level(call)),
            float(call.kind),
            call.before,
        )
        return Sight(call, features, self._last, head, ahead * service / max(1, len(self._busy)))

    def _forget(self, now: float) -> None:
        for times in (self._arrivals, self._starts, self._ends, self._hangs):
            while times and times[0] < now - LONG:
                times.popleft()
        while self._services and self._services[0][0] < now - SERVICES:
            self._services.popleft()

    def _mean_service(self) -> float:
        return fmean(seconds for _, seconds in self._services) if self._services else FIRST_SERVICE

    def _line(self, call: Call, ages: Sequence[float]) -> tuple[float, ...]:
        """Who waits: all, before me, by priority and by kind; how long they have waited."""
        levels, kinds = [0.0] * LEVELS, [0.0] * (len(KINDS) + 1)
        for other in self._queue.values():
            levels[_level(other)] += 1
            kinds[other.kind] += 1
        own = [call.joined - other.joined for other in self._queue.values() if _level(other) == _level(call)]
        return (
            float(len(ages)), sum(levels[_level(call):]), *levels, *kinds,
            ages[0] if ages else 0.0, fmean(ages) if ages else 0.0, max(own, default=0.0),
        )  # fmt: skip

    def _servers(self, now: float) -> tuple[float, ...]:
        """Who serves: how many, on what, since when; how many servers were seen lately."""
        kinds = [0.0] * (len(KINDS) + 1)
        for other in self._busy.values():
            kinds[other.kind] += 1
        since = sorted(now - other.begun for other in self._busy.values()) or [0.0]
        seen = [float(sum(at > now - back for at in self._seen.values())) for back in (MIDDLE, LONG, 2 * LONG)]
        return (
            float(len(self._busy)), *kinds, since[0], since[len(since) // 2], fmean(since), since[-1], *seen,
            self._mean_service(),
        )  # fmt: skip

    def _history(self, call: Call) -> tuple[float, ...]:
        """How long others waited who have been served since."""
        return (
            self._last,
            self._last_of[_level(call)],
            fmean(self._waits) if self._waits else 0.0,
            fmean(self._direct) if self._direct else 0.0,
            call.joined - self._last_at,
        )

    def _rates(self, now: float, ahead: int) -> tuple[float, ...]:
        """What came and went lately, and the wait if it goes on like that."""
        starts = [float(sum(at > now - back for at in self._starts)) for back in (SHORT, MIDDLE, LONG)]
        return (
            float(len(self._arrivals)), float(sum(at > now - MIDDLE for at in self._arrivals)),
            float(len(self._ends)), float(sum(at > now - MIDDLE for at in self._ends)), *starts,
            float(len(self._hangs)), ahead * LONG / max(1.0, starts[2]), ahead * MIDDLE / max(0.5, starts[1]),
            ahead * self._mean_service() / max(1.0, float(len(self._busy))),
            now - self._arrivals[-1] if self._arrivals else LONG,
        )  # fmt: skip

    def _rhythm(self, call: Call, ages: Sequence[float]) -> tuple[float, ...]:
        """In what rhythm services begin and end, and my wait if those before me go on being called in it."""
        now, starts, ends = call.joined, list(self._starts), list(self._ends)
        mine = 1 + sum(_level(other) >= _level(call) for other in self._queue.values())
        gap = (starts[-1] - starts[-TENTH]) / (TENTH - 1) if len(starts) >= TENTH else LONG / TENTH
        waits = list(self._waits)
        return (
            *(now - starts[-back] if len(starts) >= back else LONG for back in (1, THIRD, 5, TENTH)),
            *(now - ends[-back] if len(ends) >= back else LONG for back in (1, 3, 5)),
            *(ages[place] if len(ages) > place else 0.0 for place in (1, 2, 4)),
            float(mine), float(sum(_level(other) > _level(call) for other in self._queue.values())),
            mine * gap, mine * LONG / max(1, len(starts)), waits[-1] - waits[-THIRD] if len(waits) >= THIRD else 0.0,
        )  # fmt: skip


def _level(call: Call) -> int:
    return min(max(call.priority, 0), LEVELS - 1)
