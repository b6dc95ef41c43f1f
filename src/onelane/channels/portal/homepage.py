"""The home page: everything on it is read from the catalogue and the office's own settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from onelane.channels.portal import estimate
from onelane.channels.portal.services.pages import Tile, most_used
from onelane.channels.portal.visit import drawn
from onelane.channels.shared.drawing import worded
from onelane.kernel import clock
from onelane.registers.offices import catalogue
from onelane.registers.offices import queries as offices

if TYPE_CHECKING:
    from onelane.catalogue.spec import Material, MaterialKind, Office, Service
    from onelane.twin.forecast.queue_length import Minutes

LANE = "lane"
SATURDAY = 5
CARRIED: frozenset[MaterialKind] = frozenset({"show_or_check", "upload_or_show"})


@dataclass(frozen=True, slots=True)
class Paper:
    """One thing to bring, and when, where it is not always needed."""

    name: str
    when: str


class Home:
    """What the home page may ask; the first service of the lane and the first office of the catalogue."""

    @cached_property
    def plan(self) -> Office:
        """Return the office as the catalogue has it."""
        return next(iter(catalogue.current().offices.values()))

    @property
    def most_used(self) -> list[Tile]:
        """Return the services that most people come for."""
        return most_used()

    @property
    def office(self) -> str:
        """Return the office's name."""
        return worded(self.plan.name)

    @property
    def authority(self) -> str:
        """Return whose office it is."""
        return worded(self.plan.authority)

    @cached_property
    def service(self) -> Service:
        """Return the service of the lane."""
        return next(one for one in catalogue.current().services.values() if LANE in one.offered)

    @property
    def title(self) -> str:
        """Return the service's name."""
        return worded(self.service.title)

    @property
    def way(self) -> list[Any]:
        """Return the steps to be drawn."""
        return drawn(_lists(self.service.path), {})

    @property
    def fees(self) -> list[tuple[str, int]]:
        """Return each fee of today, in fen."""
        known, today = catalogue.current().vocabulary.fees, clock.today()
        return [(worded(known[name].name), known[name].on(today).fen) for name in self.service.fees]

    @property
    def total(self) -> int:
        """Return what it costs altogether, in fen."""
        return sum(fen for _, fen in self.fees)

    @property
    def bring(self) -> list[Paper]:
        """Return what is always brought."""
        return [_paper(one) for one in self._materials if one.how in CARRIED and one.required]

    @property
    def sometimes(self) -> list[Paper]:
        """Return what is brought in some cases only."""
        return [_paper(one) for one in self._materials if one.how in CARRIED and not one.required]

    @property
    def fetched(self) -> list[str]:
        """Return what the office fetches itself, so that nobody carries it."""
        return [worded(one.name) for one in self._materials if one.how == "networked_check"]

    @property
    def _materials(self) -> list[Material]:
        return [catalogue.current().vocabulary.materials[name] for name in self.service.materials]

    @property
    def target(self) -> int:
        """Return the minutes a whole visit should take."""
        return offices.settings_of(self.plan.code).integer("case.target_minutes")

    @property
    def minutes(self) -> Minutes:
        """Return the minutes a visit takes that begins now."""
        return estimate.new_visit(self.plan.code, _lists(self.service.path), self.service.steps)

    @cached_property
    def hours(self) -> list[str]:
        """Return the opening hours of a working day."""
        return [span.replace("-", "–") for span in offices.settings_of(self.plan.code).names("office.hours")]

    @property
    def saturday(self) -> bool:
        """Tell whether the office is open on Saturdays."""
        return offices.settings_of(self.plan.code).flag("office.saturday_duty")

    @property
    def last_ticket(self) -> str:
        """Return until when tickets are given."""
        return offices.settings_of(self.plan.code).text("lane.tickets_until")

    @property
    def is_open(self) -> bool:
        """Tell whether the office is open at this moment of the week; public holidays are not known here."""
        now = clock.now().astimezone(clock.OFFICE_ZONE)
        if now.weekday() > SATURDAY or (now.weekday() == SATURDAY and not self.saturday):
            return False
        return any(_within(span, now) for span in offices.settings_of(self.plan.code).names("office.hours"))


def _paper(material: Material) -> Paper:
    return Paper(worded(material.name), worded(material.when) if material.when else "")


def _within(span: str, now: datetime) -> bool:
    first, last = (time.fromisoformat(part.strip()) for part in span.split("-"))
    return first <= now.time() < last


def _lists(path: object) -> list[Any]:
    """Return a path of the catalogue as nested lists, as a case keeps it."""
    return [part if isinstance(part, str) else _lists(part) for part in path] if isinstance(path, list | tuple) else []
