"""Staffing by quarter hour (按刻钟排班): the fewest hours at one station with which nine of ten are out in time.

From enough servers all day, a server is taken away for as long a stretch as nobody misses him: first whole hours,
then quarters, the dearest stretch first. What it returns reaches the target on the days it was tried on; that it does
so on other days is tried on fresh days and told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from onelane.twin.replicate import SEED, replicate
from onelane.twin.scenario import Scenario
from onelane.twin.whatif import UnreachableError

QUARTER = 15.0
COARSE = 4  # quarters of the first round
MOST = 24
FRESH = 1000  # added to the seed, for days that took no part in the search


@dataclass(frozen=True, slots=True)
class Roster:
    """Servers by quarter hour from `opens`; `reached` is the share out in time on fresh days."""

    step: str
    opens: float
    servers: tuple[int, ...]
    hours: float
    flat: int  # the fewest servers that reach the target all day
    flat_hours: float
    reached: float


class _Search:
    def __init__(self, scenario: Scenario, step: str, target: float, share: float, days: int, seed: int) -> None:
        self._scenario, self._step, self._target, self.share = scenario, step, target, share
        self._days, self._seed = days, seed
        self.opens = scenario.opens
        closes = max(hour.end for hour in scenario.hours) + 2 * QUARTER  # the last to come must be served too
        self.quarters = int(-(-(closes - self.opens) // QUARTER))

    def reached(self, servers: list[int], *, seed: int = 0) -> float:
        """Return the share of cars out within the target."""
        station = self._scenario.stations[self._step]
        roster = tuple(
            (self.opens + QUARTER * at, count)
            for at, count in enumerate(servers)
            if at == 0 or count != servers[at - 1]
        )
        changed = replace(station, servers=servers[0], roster=roster[1:])
        scenario = replace(self._scenario, stations={**self._scenario.stations, self._step: changed})
        minutes = np.concatenate([day.minutes for day in replicate(scenario, days=self._days, seed=self._seed + seed)])
        return float(np.mean(minutes <= self._target))

    def holds(self, servers: list[int]) -> bool:
        return self.reached(servers) >= self.share


def cheapest(
    scenario: Scenario, step: str, *, target: float, share: float = 0.9, days: int = 8, seed: int = SEED
) -> Roster:
    """Return the roster found; raise UnreachableError where no number of servers at this station is enough."""
    if step not in scenario.stations or scenario.stations[step].servers is None:
        raise ValueError(f'"{step}" has no servers in the scenario {scenario.name}')
    search = _Search(scenario, step, target, share, days, seed)
    flat = next((count for count in range(1, MOST + 1) if search.holds([count] * search.quarters)), 0)
    if not flat:
        most = search.reached([MOST] * search.quarters)
        raise UnreachableError(
            f"with {MOST} servers at this station {100 * most:.0f} of 100 are out within {target:g} minutes; "
            f"the time is lost elsewhere"
        )
    servers = _thinned(search, [flat] * search.quarters, COARSE)
    servers = _thinned(search, servers, 1)
    quarter = QUARTER / 60
    return Roster(
        step=step,
        opens=search.opens,
        servers=tuple(servers),
        hours=sum(servers) * quarter,
        flat=flat,
        flat_hours=flat * search.quarters * quarter,
        reached=search.reached(servers, seed=FRESH),
    )


def _thinned(search: _Search, servers: list[int], width: int) -> list[int]:
    """Take one away in each stretch again and again, as long as the target holds."""
    stretches = [range(at, min(at + width, len(servers))) for at in range(0, len(servers), width)]
    open_ones = sorted(stretches, key=lambda one: -max(servers[at] for at in one))
    while open_ones:
        left = []
        for stretch in open_ones:
            fewer = [count - 1 if at in stretch else count for at, count in enumerate(servers)]
            if min(fewer) >= 1 and search.holds(fewer):
                servers = fewer
                left.append(stretch)
        open_ones = left
    return servers
