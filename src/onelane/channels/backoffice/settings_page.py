"""The administrator's page (设置): every value that the office may change, and the services it offers; read-only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET

from onelane.channels.backoffice import way
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.forms_from_catalogue import said
from onelane.office.cases.path import Path
from onelane.registers.offices import catalogue
from onelane.registers.offices import queries as offices

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.catalogue.spec import SettingValue

UNITS = {
    "days": _("days"),
    "digits": _("digits"),
    "draws": _("draws"),
    "hours": _("hours"),
    "minutes": _("minutes"),
    "numbers": _("numbers"),
    "plates": _("plates"),
    "seconds": _("seconds"),
    "tickets": _("tickets"),
    "time of day": _("time of day"),
    "times": _("times"),
    "times of day": _("times of day"),
    "working days": _("working days"),
    "years": _("years"),
}
SURENESS = {"A": _("read in a source"), "B": _("well known"), "C": _("to be checked")}


@dataclass(frozen=True, slots=True)
class Value:
    """One setting: its value here, the default, and how sure the default is."""

    key: str
    name: str
    value: str
    default: str
    unit: str
    confidence: str
    sureness: str
    own: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """One service of the catalogue with its path."""

    code: str
    title: str
    law: tuple[str, ...]
    days: int
    path: list[object]


@staff("administrator", "manager")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show every setting, counter and service of the office."""
    office = actor_of(request).office
    words = catalogue.current()
    services = [
        Offered(one.code, said(one.title), one.law, one.limit_days, way.drawn_plan(Path.from_plan(list(one.path))))
        for one in words.services.values()
    ]
    counters = [
        (one, gettext(", ").join(way.step_name(step) for step in one.steps)) for one in offices.counters_of(office)
    ]
    context = {"values": _values(office), "counters": counters, "services": services}
    return render(request, "backoffice/settings.html", context)


def _values(office: str) -> list[Value]:
    settings = offices.settings_of(office)
    return [
        Value(
            key=key,
            name=said(one.name),
            value=_shown(settings.value(key)),
            default=_shown(one.default),
            unit=gettext(UNITS[one.unit]) if one.unit in UNITS else one.unit,
            confidence=one.confidence,
            sureness=gettext(SURENESS[one.confidence]),
            own=key in settings.changed,
        )
        for key, one in settings.known.items()
    ]


def _shown(value: SettingValue) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return gettext(", ").join(value) if isinstance(value, tuple) else str(value)
