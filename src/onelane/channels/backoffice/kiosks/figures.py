"""What the kiosks did: uses by service and hour, minutes, where people gave up, what it kept away from the windows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET

from onelane.channels.shared import inputs, spreadsheet
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.drawing import worded
from onelane.channels.shared.forms_from_catalogue import said
from onelane.kernel import clock
from onelane.office.kiosks import figures as counted
from onelane.registers.offices import catalogue
from onelane.registers.offices.queries import settings_of

if TYPE_CHECKING:
    from django.http import HttpRequest

SPANS = (1, 7, 30, 90)
LONGEST = 366
STEPS = {
    "": _("before signing in"), "signed-in": _("after signing in"),
    "nothing-to-apply-about": _("nothing to apply about"),
    "begun": _("at the beginning"), "about": _("which one it is about"), "code": _("the code by message"),
    "check": _("the check page"), "photo-id-photo": _("the photograph"), "sent": _("after sending"),
}  # fmt: skip
MINUTE = 60


@staff("manager", "supervisor")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the figures of the last days."""
    found = _figures(request)
    minutes = settings_of(actor_of(request).office).integer("kiosk.window_minutes")
    context = {
        "figures": found, "tab": "kiosks", "spans": SPANS, "days": (found.until - found.since).days + 1,
        "services": [
            (_name(one.service), one, one.median / MINUTE, one.tenth_slowest / MINUTE) for one in found.services
        ],
        "given_up": [(_name(one.service), _step(one.step), one.count) for one in found.given_up],
        "hours_kept": found.done * minutes / MINUTE, "window_minutes": minutes,
    }  # fmt: skip
    return render(request, "backoffice/kiosks/figures.html", context)


@staff("manager", "supervisor")
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Hand the table out for a spreadsheet; there are no personal data in it."""
    found = _figures(request)
    head = [gettext("Service"), gettext("Uses"), gettext("Done"), gettext("Gave up"), gettext("Median seconds")]
    rows = [[_name(one.service), str(one.uses), str(one.done), str(one.given_up), f"{one.median:.0f}"]
            for one in found.services]  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="onelane-kiosks-{found.until.isoformat()}.csv"'}
    return HttpResponse(spreadsheet.written([head, *rows]), content_type="text/csv; charset=utf-8", headers=headers)


def _figures(request: HttpRequest) -> counted.Figures:
    days = inputs.whole_number(request.GET, "days", low=1, high=LONGEST, default=7)
    today = clock.today()
    return counted.figures(actor_of(request).office, today - timedelta(days=days - 1), today)


def _name(service: str) -> str:
    found = catalogue.current().services.get(service)
    return worded(found.title) if found is not None else service


def _step(step: str) -> str:
    if step.startswith("ask-"):
        field = catalogue.current().vocabulary.fields.get(step.removeprefix("ask-"))
        return said(field.name) if field is not None else step
    return gettext(STEPS[step]) if step in STEPS else step
