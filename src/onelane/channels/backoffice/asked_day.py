"""Which day a page is asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onelane.kernel import clock

if TYPE_CHECKING:
    from django.http import HttpRequest

EARLIEST = date(2000, 1, 1)


def day_asked(request: HttpRequest, default: date | None = None) -> date:
    """Return the day that is asked for; what is no day, or lies ahead, is today (or the default)."""
    usual = default or clock.today()
    try:
        asked = date.fromisoformat(request.GET.get("day", "")[:10])
    except ValueError:
        return usual
    return asked if EARLIEST <= asked <= clock.today() else usual
