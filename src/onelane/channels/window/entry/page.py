"""The lane entry on one page: cars without a ticket, the ticket to give, and the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop

from onelane.channels.shared.forms_from_catalogue import refusal_said, said
from onelane.channels.shared.wording import status_of
from onelane.channels.window.entry import forms
from onelane.kernel import clock
from onelane.office.lane import queries as tickets
from onelane.records import live
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from onelane.channels.window.entry.forms import Wish
    from onelane.kernel.actor import Actor
    from onelane.kernel.refusal import Refused

FIRST = "first-registration"  # what nearly every car in the lane comes for
REASONS = (
    gettext_noop("Soldier or veteran"),
    gettext_noop("Elderly"),
    gettext_noop("Disabled"),
    gettext_noop("Pregnant or with an infant"),
)
SHOWN = 100


def show(
    request: HttpRequest, actor: Actor, *, wish: Wish | None = None, refused: Refused | None = None
) -> HttpResponse:
    """Show the entry; after a refusal with the form as it was."""
    arrivals = tickets.arrivals_without_ticket(actor.office)
    chosen = request.GET.get("arrival", "") or (arrivals[0].code if arrivals else "")
    services = offered()
    now = clock.now()
    context = {
        "arrivals": [(one, minutes(one.at, now)) for one in arrivals],
        "services": services,
        "wish": wish or forms.fresh([code for code, _ in services], chosen),
        "reasons": [gettext(reason) for reason in REASONS],
        "topic": live.lane(actor.office),
        "refusal": refusal_said(refused) if refused else "",
        "code": refused.code if refused else "",
        **queue(actor),
    }
    return render(request, "window/entry/page.html", context, status=status_of(refused.code) if refused else 200)


def queue(actor: Actor) -> dict[str, object]:
    """Return the queue of today: who waits or is served, who is away, and the day in figures."""
    now, day = clock.now(), tickets.day_of(actor.office, clock.today())
    return {
        "day": day,
        "longest": minutes(day.longest_since, now) if day.longest_since else 0,
        "before": round(day.before_ticket.total_seconds() / 60) if day.before_ticket else 0,
        "before_most": round(day.before_ticket_most.total_seconds() / 60) if day.before_ticket_most else 0,
        "rows": [_row(one, now) for one in tickets.in_the_lane(actor.office, limit=SHOWN)],
        "more": max(0, day.waiting - SHOWN),
        "aside": [_row(one, now) for one in tickets.set_aside(actor.office)],
        "carried": tickets.carried(actor.office),
    }


def _row(ticket: Any, now: datetime) -> dict[str, object]:
    """Return a ticket as the list shows it: where its case is, and since when its owner is here."""
    stations = catalogue.current().vocabulary.stations
    taken, ready = list(ticket.case.taken), list(ticket.case.ready_steps)
    return {
        "ticket": ticket,
        "minutes": minutes(ticket.arrived_at, now),
        "before": minutes(ticket.arrived_at, ticket.taken_at),
        "at": [said(stations[step].name) for step in taken if step in stations],
        "for": [said(stations[step].name) for step in ready if step in stations],
    }


def offered() -> list[tuple[str, str]]:
    """Return the services for which the lane gives tickets, the usual one first."""
    found = [one for one in catalogue.current().services.values() if "lane" in one.offered]
    return [(one.code, said(one.title)) for one in sorted(found, key=lambda one: (one.code != FIRST, one.code))]


def minutes(since: datetime, until: datetime) -> int:
    """Return whole minutes between two moments."""
    return max(0, int((until - since).total_seconds() // 60))
