"""The manager's page (今日): is it going well, and who needs me."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from onelane.channels.backoffice import way
from onelane.channels.backoffice.asked_day import day_asked
from onelane.channels.backoffice.today_lines import Line, Station, lines_of, places_of, stations_of
from onelane.channels.shared import inputs, spreadsheet
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.templatetags.office import clock as time_of
from onelane.kernel import clock
from onelane.office.lane import day as days
from onelane.records import live
from onelane.registers.offices import queries as offices

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.kernel.actor import Actor

LINES = 50
MOST_EXPORTED = 5000


@staff("manager")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the day against its target: figures, stations, counters, and every visit."""
    actor = actor_of(request)
    day = day_asked(request)
    before = inputs.whole_number(request.GET, "before", low=1, high=10**6, default=10**6)
    found = lines_of(days.visits(actor.office, day, before=before, limit=LINES + 1))
    context = _figures(actor, day) | {
        "lines": found[:LINES],
        "older": found[LINES - 1].ticket_number if len(found) > LINES else None,
        "paged": before < 10**6,
        "topics": [live.lane(actor.office), live.board(actor.office)],
        "before_day": day - timedelta(days=1),
        "after_day": day + timedelta(days=1) if day < clock.today() else None,
        "tab": "today",
    }
    return render(request, "backoffice/today.html", context)


@staff("manager")
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures alone, as a fragment for live pages."""
    return render(request, "backoffice/parts/figures.html", _figures(actor_of(request), day_asked(request)))


def _figures(actor: Actor, day: date) -> dict[str, object]:
    target = offices.settings_of(actor.office).integer("case.target_minutes")
    told = days.figures(actor.office, day, target=target)
    is_today = day == clock.today()
    return {
        "day": day,
        "is_today": is_today,
        "target": target,
        "figures": told,
        "stations": stations_of(actor.office) if is_today else list[Station](),
        "places": places_of(actor.office) if is_today else [],
        "aside": lines_of(days.visits(actor.office, day, aside=True, limit=LINES)) if is_today else list[Line](),
    }


@staff("manager")
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Hand out the day's visits as a table for a spreadsheet; there are no personal data in it."""
    day = day_asked(request)
    found = lines_of(days.visits(actor_of(request).office, day, limit=MOST_EXPORTED))
    head = [gettext("Ticket number"), gettext("Case"), gettext("State"), gettext("Where"), gettext("Arrived"),
            gettext("Ended"), gettext("Minutes"), gettext("Priority"), gettext("Reason")]  # fmt: skip
    content = spreadsheet.written([head, *_rows(found)])
    headers = {"Content-Disposition": f'attachment; filename="onelane-{day.isoformat()}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _rows(found: Iterable[Line]) -> list[list[str]]:
    return [
        [one.visit.label, one.visit.number, way.state_name(one.visit.state), one.where, time_of(one.visit.arrived_at),
         time_of(one.visit.ended_at), str(one.visit.minutes), one.priority, one.visit.priority_reason]
        for one in found
    ]  # fmt: skip
