"""A service in plain words, read from the catalogue and the office's settings: what every channel says about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onelane.catalogue.law import cited
from onelane.channels.shared.drawing import worded
from onelane.kernel import clock
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from onelane.catalogue.spec import Fee, Material, MaterialKind, Service, Words

BY_NETWORK: frozenset[MaterialKind] = frozenset({"networked_check", "show_or_check", "check_or_upload"})
BY_HAND: frozenset[MaterialKind] = frozenset({"upload", "upload_or_show", "capture_or_upload", "present"})
WAYS = {
    "post": (_("By post, to your door"), "truck-delivery"), "counter": (_("At the pick-up desk"), "building"),
    "kiosk": (_("At a kiosk"), "device-desktop"), "electronic": (_("Electronic, at once"), "device-mobile"),
}  # fmt: skip
PARTS = {
    "plates": _("Comes with the number pages of this office."),
    "kiosks": _("Comes with the self-service kiosks."),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """One paper or thing that is needed, and when or why, where that has to be said."""

    name: str
    when: str


class ServiceWords:
    """One service in plain words."""

    def __init__(self, service: Service) -> None:
        """Keep the service."""
        self.service = service

    @property
    def title(self) -> str:
        """Return what people call it."""
        return worded(self.service.title)

    @property
    def summary(self) -> str:
        """Return what it is."""
        return plainly(self.service.summary)

    @property
    def for_whom(self) -> str:
        """Return who may apply."""
        return plainly(self.service.for_whom)

    @property
    def result(self) -> str:
        """Return what one gets."""
        return plainly(self.service.result)

    @property
    def how_long(self) -> str:
        """Return how long it takes."""
        if self.service.how_long is not None:
            return worded(self.service.how_long)
        return gettext("%(days)s working days at most") % {"days": self.service.limit_days}

    @property
    def in_the_lane(self) -> bool:
        """Tell whether one comes to the office with the car."""
        return "lane" in self.service.offered

    @property
    def at_kiosks_only(self) -> bool:
        """Tell whether it is had at the machines in the hall and nowhere else."""
        return set(self.service.offered) == {"kiosk"}

    @property
    def awaited(self) -> str:
        """Return what brings it, while it cannot be had at all."""
        return str(PARTS.get(self.service.awaits, "")) if not self.service.offered else ""

    @property
    def may_be_asked(self) -> bool:
        """Tell whether "may I?" has questions for it."""
        return bool(self.service.probe)

    @property
    def needs(self) -> list[str]:
        """Return what the law asks, rule by rule."""
        rules = catalogue.current().vocabulary.rules
        today = clock.today()
        return [worded(rules[name].name) for name in self.service.needs if rules[name].on(today) is not None]

    @property
    def bring(self) -> list[Thing]:
        """Return what one hands in oneself."""
        return [_thing(one) for one in self._materials if one.how in BY_HAND and one.required]

    @property
    def sometimes(self) -> list[Thing]:
        """Return what is handed in or back in some cases only."""
        return [_thing(one) for one in self._materials if one.how not in BY_NETWORK and not one.required]

    @property
    def fetched(self) -> list[Thing]:
        """Return what the office looks up itself."""
        return [_thing(one) for one in self._materials if one.how in BY_NETWORK]

    @property
    def fees(self) -> list[tuple[str, int]]:
        """Return each fee of today, in fen."""
        known, today = catalogue.current().vocabulary.fees, clock.today()
        return [(worded(known[name].name), known[name].on(today).fen) for name in self.service.fees]

    @property
    def fees_differ(self) -> bool:
        """Tell whether only some of the fees are due, by what one answers."""
        known = catalogue.current().vocabulary.fees
        return any(_conditional(known[name]) for name in self.service.fees)

    @property
    def ways(self) -> list[tuple[str, str]]:
        """Return how the result comes, with an icon."""
        return [(str(WAYS[one][0]), WAYS[one][1]) for one in self.service.delivery if one in WAYS]

    @property
    def law(self) -> list[str]:
        """Return the legal basis, each law by its name."""
        return [worded(cited(one)) for one in self.service.law]

    @property
    def doubtful(self) -> bool:
        """Tell whether its rules are a default that an office should check."""
        return self.service.sure == "C"

    @property
    def _materials(self) -> list[Material]:
        return [catalogue.current().vocabulary.materials[name] for name in self.service.materials]


def _conditional(fee: Fee) -> bool:
    return bool(fee.when)


def _thing(material: Material) -> Thing:
    return Thing(worded(material.name), plainly(material.when))


def plainly(words: Words | None) -> str:
    """Return words in the reader's language, or nothing."""
    return worded(words) if words is not None else ""
