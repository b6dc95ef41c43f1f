"""Where the time of an application went (时间去向): stretches that add up, each with who had it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

Who = Literal["office", "citizen", "post"]
What = Literal["queue", "work", "asked", "own_step", "on_the_way"]
OWN_STEPS = frozenset({"payment", "pick-up"})
"""Steps at which the office waits for the citizen."""


@dataclass(frozen=True, slots=True)
class Span:
    """One performance of a step, a pause, or the way of a parcel; `until` is None while it lasts."""

    since: datetime
    until: datetime | None
    step: str = ""
    done: bool = False

    def covers(self, moment: datetime) -> bool:
        """Tell whether it lasted at a moment; the end itself is outside."""
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time that one party had, and what happened in it."""

    since: datetime
    until: datetime
    who: Who
    what: What
    step: str = ""

    @property
    def lasted(self) -> timedelta:
        """Return its length."""
        return self.until - self.since


@dataclass(frozen=True, slots=True)
class Course:
    """What happened to an application so far: its steps in order, what was done when, pauses, the parcel's way."""

    begun: datetime
    steps: Sequence[str]
    works: Sequence[Span] = ()
    pauses: Sequence[Span] = ()
    parcel: Span | None = None

    def stretches(self, now: datetime) -> list[Stretch]:
        """Return the whole time from the beginning until now, cut wherever it passed to somebody else."""
        spans = [*self.works, *self.pauses, *([self.parcel] if self.parcel else [])]
        inside = {moment for span in spans for moment in (span.since, span.until) if moment and moment < now}
        cuts = sorted({self.begun, now, *(moment for moment in inside if moment > self.begun)})
        found: list[Stretch] = []
        for since, until in pairwise(cuts):
            who, what, step = self._at(since)
            last = found[-1] if found else None
            if last is not None and (last.who, last.what, last.step) == (who, what, step):
                found[-1] = Stretch(last.since, until, who, what, step)
            else:
                found.append(Stretch(since, until, who, what, step))
        return found

    def _at(self, moment: datetime) -> tuple[Who, What, str]:
        if any(pause.covers(moment) for pause in self.pauses):
            return "citizen", "asked", ""
        working = next((one for one in self.works if one.covers(moment)), None)
        if working is not None:
            return "office", "work", working.step
        if self.parcel is not None and self.parcel.covers(moment):
            return "post", "on_the_way", ""
        done = {one.step for one in self.works if one.done and one.until is not None and one.until <= moment}
        step = next((one for one in self.steps if one not in done), self.steps[-1] if self.steps else "")
        return ("citizen", "own_step", step) if step in OWN_STEPS else ("office", "queue", step)


def totals(stretches: Sequence[Stretch]) -> dict[Who, timedelta]:
    """Return how long each party had the application; together it is the whole time."""
    found: dict[Who, timedelta] = {"office": timedelta(), "citizen": timedelta(), "post": timedelta()}
    for one in stretches:
        found[one.who] += one.lasted
    return found
