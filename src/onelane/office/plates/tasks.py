"""What the worker does for the pool: numbers return at their minute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.plates import actions as plates
from onelane.office.plates import queries


def return_overdue() -> int:
    """End every hold whose time is over, each case in a transaction of its own, and return how many cases."""
    at = clock.now()
    over = queries.overdue(at)
    for office, case_id in over:
        plates.time_out(case_id=case_id, actor=Actor("worker", "system", office), at=at)
    return len(over)


PERIODIC: tuple[tuple[timedelta, Callable[[], int]], ...] = ((timedelta(seconds=5), return_overdue),)
