"""How good the wait estimates were, day by day: error, and how often the range held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from onelane.channels.backoffice import way
from onelane.channels.backoffice.asked_day import day_asked
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.forms_from_catalogue import said
from onelane.kernel import clock
from onelane.office.forecasts import queries as forecasts
from onelane.office.forecasts.queries import Quality
from onelane.registers.offices import catalogue
from onelane.twin.forecast.scoring import END, LATER

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

DAYS = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One day, or one question of a day."""

    name: str
    quality: Quality


@staff("manager")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the last days, and one of them by step."""
    office, today = actor_of(request).office, clock.today()
    days = forecasts.qualities(office, since=today - timedelta(days=DAYS))
    day = day_asked(request, days[0].day if days else None)
    steps = forecasts.qualities(office, since=day, steps=True, day=day) if days else []
    services = catalogue.current().services
    learnt = [
        (said(services[one.service].title) if one.service in services else one.service, one)
        for one in forecasts.known(office)
    ]
    context = {
        "days": days, "day": day, "tab": "estimates", "learnt": learnt,
        "steps": [Line(_question(one.step), one) for one in steps],
        "error_chart": _errors(days[::-1]), "held_chart": _held(days[::-1]),
    }  # fmt: skip
    return render(request, "backoffice/twin/estimates.html", context)


def _question(step: str) -> str:
    if step == END:
        return gettext("End of the visit")
    return gettext("Calls that come later") if step == LATER else way.step_name(step)


def _errors(days: Sequence[Quality]) -> dict[str, Any]:
    return {
        "categories": [f"{one.day:%m-%d}" for one in days], "unit": gettext("minutes"), "sparse": True,
        "series": [
            {"name": gettext("Mean error of the end"), "values": [round(one.error, 1) for one in days]},
            {"name": gettext("Without what was learnt"), "values": [round(one.simple, 1) for one in days],
             "kind": "line"},
        ],
    }  # fmt: skip


def _held(days: Sequence[Quality]) -> dict[str, Any]:
    return {
        "categories": [f"{one.day:%m-%d}" for one in days], "unit": "%", "least": 60, "most": 100, "sparse": True,
        "series": [
            {"name": gettext("Ranges that held"), "values": [round(100 * one.held, 1) for one in days],
             "kind": "line"},
            {"name": gettext("Promised"), "values": [90] * len(days), "kind": "line", "dashed": True},
        ],
    }  # fmt: skip
