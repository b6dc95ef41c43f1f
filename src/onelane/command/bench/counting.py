"""How many SQL statements a ticket and a step take."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from onelane.command.bench.filling import OFFICE, SERVICE, fill
from onelane.kernel.actor import Actor
from onelane.office.lane import actions as lane
from onelane.office.stations import actions as stations

BEFORE_PLATES = ("acceptance", "inspection", "photograph", "review", "payment", "number-choice")


def statements(deed: Callable[[], object]) -> list[str]:
    """Do a deed and return the statements it sent; the brackets of its transaction (BEGIN, COMMIT) do not count."""
    with CaptureQueriesContext(connection) as sent:
        deed()
    return [one["sql"] for one in sent.captured_queries if one["sql"].split()[0] not in {"BEGIN", "COMMIT"}]


def of_a_ticket() -> list[str]:
    """Return the statements of a ticket shown on a screen, in a process that has given one before."""
    guide = Actor("bench:guide", "guide", OFFICE)
    take = [
        lambda key=key: lane.take_ticket(service=SERVICE, actor=guide, request_key=key, medium="screen")
        for key in ("statements-1", "statements-2")
    ]
    take[0]()
    return statements(take[1])


def of_a_step() -> list[str]:
    """Return the statements of completing a plain inner step, in a process that has completed one before."""
    first, second = fill(2, done=BEFORE_PLATES, mark="N")
    maker = Actor("bench:maker", "plate_maker", OFFICE)
    stations.complete(case_id=first, step="plate-making", actor=maker)
    return statements(lambda: stations.complete(case_id=second, step="plate-making", actor=maker))
