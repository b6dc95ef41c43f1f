"""What the worker does for the estimates."""

from __future__ import annotations

from datetime import timedelta

from onelane.channels.shared.estimates import learning
from onelane.kernel import clock
from onelane.registers.offices import queries as offices


def adapt() -> None:
    """Let today's outcomes move the ranges of every office."""
    for office in offices.codes():
        learning.adapt_today(office)


def nightly() -> None:
    """Judge the days that are over, and at night learn from them."""
    now = clock.now()
    for office in offices.codes():
        learning.judge_days(office)
        if learning.is_night(now) and learning.is_due(office, now):
            learning.learn_now(office)


PERIODIC = (
    (timedelta(minutes=2), adapt),
    (timedelta(minutes=20), nightly),
)
