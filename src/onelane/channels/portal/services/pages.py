"""What the pages of the catalogue show; everything is read from the catalogue and the office's settings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from onelane.catalogue.search import search
from onelane.channels.portal.visit import drawn
from onelane.channels.shared.drawing import worded
from onelane.channels.shared.service_words import ServiceWords, plainly
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from onelane.catalogue.spec import Service

MOST_USED = 6
SUBJECTS = {
    "drivers": (_("Driving licence"), "id"), "vehicles": (_("Vehicle"), "car"), "plates": (_("Number plate"), "badge"),
    "exams": (_("Driving test"), "school"),
}  # fmt: skip

PAGES = {"segments": "portal:segments"}
"""Services that are a page for everybody: nothing is applied for."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One service in a list."""

    code: str
    title: str
    summary: str
    icon: str
    ready: bool


def tile(service: Service) -> Tile:
    """Return what a list shows of a service."""
    icon = SUBJECTS.get(service.subject, ("", "file"))[1]
    return Tile(service.code, worded(service.title), plainly(service.summary), icon, bool(service.offered))


def most_used() -> list[Tile]:
    """Return the most used services in their order."""
    popular = [one for one in catalogue.current().services.values() if one.popular]
    return [tile(one) for one in sorted(popular, key=lambda one: one.popular)[:MOST_USED]]


class Found:
    """The page that finds services; without words it shows all, by subject."""

    def __init__(self, wanted: str) -> None:
        """Keep what was asked."""
        self.wanted = wanted

    @cached_property
    def tiles(self) -> list[Tile]:
        """Return what answers, the likeliest first."""
        return [tile(one) for one in search(catalogue.current().services.values(), self.wanted)]

    @cached_property
    def subjects(self) -> list[tuple[str, list[Tile]]]:
        """Return all services under the subjects of the catalogue."""
        services = catalogue.current().services.values()
        return [
            (str(name), [tile(one) for one in services if one.subject == subject])
            for subject, (name, _icon) in SUBJECTS.items()
        ]

    @cached_property
    def most_used(self) -> list[Tile]:
        """Return the most used services, for whoever found nothing."""
        return most_used()


class Page(ServiceWords):
    """One service with the doors and the drawing of the portal."""

    @property
    def start(self) -> str:
        """Return where to begin, or nothing while it cannot be had online."""
        if self.service.page:
            return reverse(PAGES[self.service.page])
        if "online" not in self.service.offered:
            return ""
        try:
            return reverse("apply:start", args=[self.service.code])
        except NoReverseMatch:
            return ""

    @property
    def way(self) -> list[Any]:
        """Return the steps to be drawn."""
        return drawn(_lists(self.service.path), {}) if self.service.offered else []


def _lists(path: object) -> list[Any]:
    """Return a path of the catalogue as nested lists, as a case keeps it."""
    return [part if isinstance(part, str) else _lists(part) for part in path] if isinstance(path, list | tuple) else []
