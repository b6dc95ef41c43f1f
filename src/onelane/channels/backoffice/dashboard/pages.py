"""The manager's dashboard: a day with its figures, live while it goes on, as a table, and as a report on paper."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from onelane.channels.backoffice.asked_day import day_asked
from onelane.channels.backoffice.dashboard import printing, told
from onelane.channels.shared import spreadsheet
from onelane.channels.shared.access import actor_of, staff
from onelane.kernel import clock
from onelane.records import live

if TYPE_CHECKING:
    from django.http import HttpRequest


@staff("manager")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show a day: three numbers large, one chart a question, a table beside each."""
    office, day = actor_of(request).office, day_asked(request)
    context = _context(office, day) | {"topics": [live.lane(office), live.board(office)]}
    return render(request, "backoffice/dashboard/page.html", context)


@staff("manager")
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures alone, as a fragment for live pages."""
    return render(request, "backoffice/dashboard/figures.html", _context(actor_of(request).office, day_asked(request)))


def _context(office: str, day: date) -> dict[str, object]:
    today = clock.today()
    return {
        "told": told.day_of(office, day),
        "day": day,
        "is_today": day == today,
        "before_day": day - timedelta(days=1),
        "after_day": day + timedelta(days=1) if day < today else None,
        "tab": "dashboard",
    }


@staff("manager")
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Hand out a day's stations as a table for a spreadsheet; nothing in it is about a person."""
    day = day_asked(request)
    found = told.day_of(actor_of(request).office, day)
    head = [
        gettext("Station"), gettext("Done"), gettext("Mean wait, min"), gettext("Nine of ten within, min"),
        gettext("Mean work, min"), gettext("Planned, min"), gettext("Came back"), gettext("Missed calls"),
    ]  # fmt: skip
    rows = [
        [one.name, str(one.done), one.wait, one.wait_most, one.work, one.planned, str(one.failed), str(one.no_shows)]
        for one in found.rows
    ]
    headers = {"Content-Disposition": f'attachment; filename="onelane-stations-{day.isoformat()}.csv"'}
    content = spreadsheet.written([head, *rows])
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@staff("manager")
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """Hand out the report of a day as PDF, in the reader's language."""
    office, day = actor_of(request).office, day_asked(request)
    content = printing.report(office, told.day_of(office, day), language=get_language() or "zh-hans")
    headers = {"Content-Disposition": f'inline; filename="onelane-{day.isoformat()}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
