"""The fair door of slots: whoever comes within the same few seconds is drawn, not raced. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Door:
    """How the door of an office stands: its length, how long it is used after slots open, and when it is a crush."""

    seconds: int
    opening: timedelta
    crush: int

    def gathers(self, *, opened_at: datetime, at: datetime, lately: int, waiting: bool) -> bool:
        """Tell whether somebody who comes now is gathered and drawn: at the opening, in a crush, behind others."""
        if self.seconds == 0:
            return False
        return waiting or opened_at <= at < opened_at + self.opening or lately >= self.crush

    def closes_at(self, at: datetime) -> datetime:
        """Return when the door closes behind everybody who comes in these seconds; it needs no row of its own."""
        seconds = int(at.timestamp()) // self.seconds * self.seconds + self.seconds
        return datetime.fromtimestamp(seconds, UTC)


def opened_at(published_at: datetime, day_begins: datetime, most_days: int) -> datetime:
    """Return since when a slot can be had: since it was published, and since its day came within the horizon."""
    return max(published_at, day_begins - timedelta(days=most_days))
