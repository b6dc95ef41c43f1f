"""Holidays and shifted working days of the office: shown by the year, changed with a reason, taken back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.shared import inputs
from onelane.channels.shared.access import actor_of, staff
from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.registers.offices import announced, days

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@staff("administrator", "manager")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the days of one year that do not follow the week; a year not announced yet is shown as such."""
    this = clock.today().year
    last = this + days.FARTHEST
    year = inputs.whole_number(request.GET, "year", low=announced.FIRST_YEAR, high=last, default=this)
    context = {
        "year": days.year_of(actor_of(request).office, year),
        "before": year - 1 if year > announced.FIRST_YEAR else None,
        "after": year + 1 if year < last else None,
        "first_day": date(year, 1, 1),
        "last_day": date(year, 12, 31),
    }
    return render(request, "backoffice/days.html", context)


@staff("administrator", "manager")
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Close the office on a day, or open it."""
    day = _day(request)
    days.change(day=day, kind=request.POST.get("kind", ""), name=request.POST.get("name", ""), actor=actor_of(request))
    messages.success(request, gettext("Entered."))
    return redirect(f"{reverse('days:page')}?year={day.year}")


@staff("administrator", "manager")
@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Follow the announcement, or the week, again."""
    day = _day(request)
    days.take_back(day=day, actor=actor_of(request))
    messages.success(request, gettext("Taken back."))
    return redirect(f"{reverse('days:page')}?year={day.year}")


def _day(request: HttpRequest) -> date:
    typed = request.POST.get("day", "")
    try:
        return date.fromisoformat(typed)
    except ValueError as wrong:
        raise Refused("offices.no_such_day", day=typed[:20]) from wrong
