"""What the worker does for the pool: numbers return at their minute."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.plates import actions as plates
from onelane.office.plates import keys, queries, rules

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def return_overdue() -> int:
    """Look after the clock, then end every hold whose time is over, each case by itself; return how many cases."""
    at = clock.now()
    boot = BOOT_ID.read_text(encoding="ascii").strip() if BOOT_ID.exists() else platform.node()
    plates.watch_clock(boot=boot, ran=time.monotonic(), actor=Actor("worker", "system", "clock"), at=at)
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


def check_draws() -> int:
    """Test yesterday's lists of every office that has numbers, once, and return for how many offices."""
    yesterday = clock.today() - timedelta(days=1)
    offices = {office for office, _, _ in queries.last_publications()}
    todo = offices - queries.checked_on(yesterday)
    for office in todo:
        plates.check_draws(office=office, day=yesterday, actor=Actor("worker", "system", office))
    return len(todo)


PERIODIC: tuple[tuple[timedelta, Callable[[], int]], ...] = (
    (timedelta(seconds=5), return_overdue),
    (timedelta(seconds=30), publish_accounts),
    (timedelta(minutes=10), check_draws),
)
