"""What the hall board shows: numbers and counters, and how many wait; never a name, a plate or a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from onelane.kernel import clock
from onelane.office.lane import actions as lane
from onelane.office.lane import queries as queue
from onelane.registers.offices import catalogue
from onelane.registers.offices import queries as offices

if TYPE_CHECKING:
    from datetime import datetime

REMEMBERED = timedelta(minutes=15)  # a call older than this is no news to anybody in the hall


@dataclass(frozen=True, slots=True)
class Call:
    """One call: who goes where, how often it was called, and whether the owner is there already."""

    number: str
    counter: str
    sign_zh: str
    sign_en: str
    at: datetime
    calls: int
    there: bool

    def told(self) -> dict[str, str | int | bool]:
        """Return the call as the page's script reads it."""
        return {
            "number": self.number,
            "counter": self.counter,
            "at": int(self.at.timestamp() * 1000),
            "calls": self.calls,
            "there": self.there,
        }


def steps_called() -> tuple[str, ...]:
    """Return the steps to which people are called, in the catalogue's order."""
    called = lane.called_steps()
    return tuple(code for code in catalogue.current().vocabulary.stations if code in called)


def counted(office: str) -> dict[str, int]:
    """Return how many wait for each step that somebody can be called to from the hall."""
    return queue.count_waiting_by_step(office, [step for step in steps_called() if _has_counter(office, step)])


def _has_counter(office: str, step: str) -> bool:
    """Tell whether a step has a queue of its own: the photograph follows the inspection in the same bay."""
    worked = [one.steps for one in offices.counters_of(office)]
    return any(steps and steps[0] == step for steps in worked)


def calls(office: str) -> list[Call]:
    """Return the calls of the last minutes, the latest first."""
    found = []
    for work in queue.calls_since(office, steps_called(), clock.now() - REMEMBERED):
        place, moment = work.counter, work.last_called_at
        if place is None or moment is None:
            continue
        found.append(
            Call(
                number=work.case.ticket.label,
                counter=place.code,
                sign_zh=place.name_zh,
                sign_en=place.name_en,
                at=moment,
                calls=work.calls,
                there=work.began_at is not None or work.ended_at is not None,
            )
        )
    return found


def signs(office: str) -> dict[str, dict[str, str]]:
    """Return what stands above each counter in both languages, by its code."""
    return {
        one.code: {"zh": one.name_zh, "en": one.name_en}
        for one in offices.counters_of(office)
        if not lane.called_steps().isdisjoint(one.steps)
    }


def queues(office: str) -> list[dict[str, str | int]]:
    """Return name and length of each queue, in the order of the stations."""
    stations = catalogue.current().vocabulary.stations
    return [
        {
            "step": step,
            "name": stations[step].name.zh if _chinese() else stations[step].name.en,
            "other": stations[step].name.en if _chinese() else stations[step].name.zh,
            "count": count,
        }
        for step, count in counted(office).items()
    ]


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")
