"""Background door of ID photos: what counts no more is erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from onelane.kernel import clock
from onelane.office.photos import actions


def erase_old() -> int:
    """Erase photos that are too old and those that nobody came for."""
    return actions.expire(on=clock.today(), at=clock.now())


PERIODIC: tuple[tuple[timedelta, Callable[[], int]], ...] = ((timedelta(hours=1), erase_old),)
