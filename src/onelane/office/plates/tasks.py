"""What the worker does for the pool: numbers return at their minute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.plates import actions as plates
from onelane.office.plates import keys, queries, rules


def return_overdue() -> int:
    """End every hold whose time is over, each case in a transaction of its own, and return how many cases."""
    at = clock.now()
    over = queries.overdue(at)
    for office, case_id in over:
        plates.time_out(case_id=case_id, actor=Actor("worker", "system", office), at=at)
    return len(over)


def publish_accounts() -> int:
    """Publish the account of every pool that has none of today, and return how many; before the machine opens."""
    at, made = clock.now(), 0
    for office, pool, last in queries.last_publications():
        on = last.at.astimezone(clock.OFFICE_ZONE).date() if last else None
        same_key = last is not None and last.draw_key == keys.public()
        if rules.publication_is_due(published_on=on, today=clock.today(), same_key=same_key):
            plates.publish(office=office, pool=pool, actor=Actor("worker", "system", office), at=at)
            made += 1
    return made


PERIODIC: tuple[tuple[timedelta, Callable[[], int]], ...] = (
    (timedelta(seconds=5), return_overdue),
    (timedelta(seconds=30), publish_accounts),
)
