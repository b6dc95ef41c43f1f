"""The lines of the manager's page: stations, counters and visits, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from onelane.channels.backoffice import way
from onelane.kernel import clock
from onelane.office.stations import loads
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from onelane.office.lane.day import Visited

PRIORITIES: Mapping[str, str] = {"appointment": _("Appointment"), "priority": _("Priority")}
PLACES: Mapping[str, str] = {
    "serving": _("Working"),
    "called": _("Called"),
    "standby": _("Stands by"),
    "free": _("Free"),
}
TICKETS: Mapping[str, str] = {
    "made": _("Not printed yet"),
    "waiting": _("Waiting"),
    "away": _("Set aside"),
    "absent": _("Did not come"),
    "finished": _("Finished"),
    "cancelled": _("Cancelled"),
}
PUBLIC = frozenset({"window", "bay", "pay-point", "desk", "plate-room", "certificate-room"})


@dataclass(frozen=True, slots=True)
class Station:
    """A station and its load; `minutes` is how long the longest visit among those waiting has lasted."""

    name: str
    waiting: int
    in_hand: int
    oldest: datetime | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter and what it does now."""

    name: str
    tone: str
    state_name: str
    since: datetime | None
    case: str
    ticket: str
    step: str


@dataclass(frozen=True, slots=True)
class Line:
    """One visit as a line; `where` names the steps that are open."""

    visit: Visited
    state_name: str
    tone: str
    where: str
    priority: str
    ticket_state: str

    @property
    def ticket_number(self) -> int:
        """Return the number of the ticket, by which the next page goes on."""
        return int("".join(mark for mark in self.visit.label if mark.isdigit()) or 0)


def stations_of(office: str) -> list[Station]:
    """Return every station in the order of the catalogue with its load."""
    found, now = loads.loads(office), clock.now()
    return [
        Station(way.step_name(step), load.waiting, load.in_hand, load.oldest, _since(load.oldest, now))
        for step in catalogue.current().vocabulary.stations
        for load in (found.get(step, loads.NOTHING),)
    ]


def _since(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else int((now - moment) / timedelta(minutes=1))


def places_of(office: str) -> list[Counter]:
    """Return the counters where somebody works, with what they do."""
    chinese = (get_language() or "zh").startswith("zh")
    return [
        Counter(
            name=one.counter.name_zh if chinese else one.counter.name_en,
            tone="next" if one.state == "free" else one.state,
            state_name=gettext(PLACES[one.state]),
            since=one.since,
            case=one.case,
            ticket=one.ticket,
            step=way.step_name(one.step) if one.step else "",
        )
        for one in loads.places(office)
        if one.counter.kind in PUBLIC
    ]


def lines_of(found: Iterable[Visited]) -> list[Line]:
    """Return visits in words."""
    return [
        Line(
            visit=one,
            state_name=way.state_name(one.state),
            tone=way.tone(one.state),
            where=gettext(", ").join(way.step_name(step) for step in one.steps),
            priority=gettext(PRIORITIES[one.priority]) if one.priority in PRIORITIES else "",
            ticket_state=gettext(TICKETS.get(one.ticket_state, one.ticket_state)),
        )
        for one in found
    ]
