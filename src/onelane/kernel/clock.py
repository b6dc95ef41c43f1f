"""The one place that reads the clock; everybody else is told the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731, TID251 - the only permitted reading of the wall clock


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _source()


def today() -> date:
    """Return the office's calendar date (Asia/Shanghai)."""
    return now().astimezone(OFFICE_ZONE).date()


def use(source: Callable[[], datetime]) -> Callable[[], datetime]:
    """Read time from `source` from now on and return the former source, so that tests and the twin can set the time."""
    global _source
    former, _source = _source, source
    return former
