"""A client that does the office's own deeds on a connection of its own; started by `crew`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import django

COUNTERS = 1000  # one for each call of a turn; `offices.queries.counter` keeps 1,024 in memory

Deed = Callable[[], object]


def main(place: int) -> None:
    """Do each turn that a line of the standard input asks for."""
    django.setup()
    from onelane.command.bench.crew import CLIENTS

    client = _Client(place, CLIENTS)
    print(json.dumps({"ready": place}), flush=True)
    for line in sys.stdin:
        told = json.loads(line)
        print(json.dumps(client.turn(**told)), flush=True)


class _Client:
    def __init__(self, place: int, clients: int) -> None:
        from onelane.command.bench.filling import OFFICE, cases_of
        from onelane.kernel.actor import Actor
        from onelane.office.lane import actions as lane
        from onelane.office.stations import actions as stations
        from onelane.registers.offices import queries

        self.call_next, self.complete = lane.call_next, stations.complete
        signs = [f"X{1 + place + clients * turn}" for turn in range(COUNTERS)]
        self.clerks = [Actor(f"bench:{place}", "clerk", OFFICE, sign) for sign in signs]
        for clerk in self.clerks:
            queries.counter(OFFICE, clerk.counter)
        self.maker = Actor(f"bench:{place}", "plate_maker", OFFICE)
        self.to_complete = iter(cases_of("M")[place::clients])

    def turn(self, deed: str, seconds: float) -> dict[str, Any]:
        """Do one deed again and again, and return how many were done in how long and to whom."""
        deeds = self._calls() if deed == "call" else self._completions()
        cases: list[int] = []
        began, worked = time.perf_counter(), time.process_time()
        for one in deeds:
            cases.append(one())
            if time.perf_counter() - began > seconds:
                break
        seconds, worked = time.perf_counter() - began, time.process_time() - worked
        return {"count": len(cases), "seconds": seconds, "cases": cases, "processor": worked}

    def _calls(self) -> Iterator[Callable[[], int]]:
        for clerk in self.clerks:

            def call(clerk: Any = clerk) -> int:
                called = self.call_next(step="acceptance", actor=clerk)
                if called is None:
                    raise LookupError("nobody waits any more: fill the lane with more owners")
                return called.case_id

            yield call

    def _completions(self) -> Iterator[Callable[[], int]]:
        for case in self.to_complete:

            def complete(case: int = case) -> int:
                return self.complete(case_id=case, step="plate-making", actor=self.maker).case_id

            yield complete


if __name__ == "__main__":
    main(int(sys.argv[1]))
