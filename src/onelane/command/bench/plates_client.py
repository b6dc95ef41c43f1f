"""A client that takes numbers on a connection of its own; started by `crew`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import django

PLAIN = 200_000  # numbers that the clients share out among themselves to wish for


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
        from onelane.command.bench.filling import OFFICE
        from onelane.command.bench.plates_preparing import SEGMENT
        from onelane.kernel.actor import Actor
        from onelane.office.cases.models import Case
        from onelane.office.plates import actions as plates
        from onelane.office.plates import drawing
        from onelane.office.plates.series import Series

        self.plates = plates
        self.actor = Actor(f"bench:{place}", "machine", OFFICE)
        numbers = Series([SEGMENT[1:]])
        self.wishes = map(numbers.plate, islice(drawing.order(b"bench", numbers.size), place, PLAIN, clients))
        cases = Case.objects.filter(office=OFFICE).only("number").order_by("pk")
        self.takers = iter(list(cases.filter(number__startswith="T")[place::clients]))
        self.drawers = iter(list(cases.filter(number__startswith="D")[place::clients]))

    def turn(self, deed: str, seconds: float) -> dict[str, Any]:
        """Do one deed again and again, and return how many were done in how long, and what was got."""
        deeds = self._takes() if deed == "take" else self._draws()
        got: list[str] = []
        began, worked = time.perf_counter(), time.process_time()
        for one in deeds:
            got.append(one())
            if time.perf_counter() - began > seconds:
                break
        seconds, worked = time.perf_counter() - began, time.process_time() - worked
        return {"count": len([one for one in got if one]), "seconds": seconds, "got": got, "processor": worked}

    def _takes(self) -> Iterator[Callable[[], str]]:
        """Wish for one plain number each; one that a list holds at this moment is nobody's deed and not counted."""
        for case in self.takers:

            def take(case_id: int = case.pk) -> str:
                taken = self.plates.compose(case_id=case_id, wishes=[next(self.wishes)], actor=self.actor)
                return taken.plate if taken else ""

            yield take

    def _draws(self) -> Iterator[Callable[[], str]]:
        """Draw a verifiable list of fifty, take one of it and give the others back."""
        for turn, case in enumerate(self.drawers):

            def draw(case: Any = case, turn: int = turn) -> str:
                offer = self.plates.draw(case=case, actor=self.actor)
                return str(self.plates.take(
                    case_id=case.pk, plate=offer.plates[turn % len(offer.plates)], actor=self.actor
                ).plate)  # fmt: skip

            yield draw


if __name__ == "__main__":
    main(int(sys.argv[1]))
