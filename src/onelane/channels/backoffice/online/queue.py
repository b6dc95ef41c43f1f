"""The one queue of the review desk, by due time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.forms_from_catalogue import said
from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.cases import queries as cases
from onelane.office.cases.applications import queries
from onelane.office.cases.applications.rules import REFUSAL, REVIEW
from onelane.office.stations import judging
from onelane.records import live
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from onelane.kernel.actor import Actor

MOST = 1000  # counted up to here; a longer queue is told as more than that
CHANNELS = {
    "portal": _("website"), "api": _("other website"), "app": _("phone app"), "wechat": _("WeChat"),
    "kiosk": _("kiosk"), "window": _("window"),
}  # fmt: skip


@staff("reviewer", "supervisor")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show what waits, the most urgent first, or the case in hand."""
    actor = actor_of(request)
    mine = cases.mine(actor, REVIEW) if actor.may("reviewer") else None
    if mine is not None and "all" not in request.GET:
        return redirect("online:case", mine.case_id)
    return render(request, "backoffice/online/queue.html", _context(request, actor) | {"mine": mine})


@staff("reviewer", "supervisor")
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Show a page of what waits, as a fragment for live pages and for more rows."""
    return render(request, "backoffice/online/rows.html", _context(request, actor_of(request)))


@staff("reviewer")
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the application that is due first."""
    work = judging.take_next(actor=actor_of(request))
    if work is None:
        messages.info(request, gettext("Nothing waits now."))
        return redirect("online:queue")
    return redirect("online:case", work.case_id)


@staff("reviewer")
@require_POST
def take(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take one application out of turn; the list shows why one may."""
    judging.take(case_id=case_id, actor=actor_of(request))
    return redirect("online:case", case_id)


@dataclass(frozen=True, slots=True)
class Row:
    """One application on the page, everything as it is written there: a template in a loop is slow at deciding."""

    number: str
    href: str
    deed: str
    title: str
    channel: str
    due: str
    mark: str
    in_hand: bool


def _context(request: HttpRequest, actor: Actor) -> dict[str, object]:
    desk = REFUSAL if request.GET.get("desk") == REFUSAL else REVIEW
    found = queries.queue(actor.office, desk, after=_after(request.GET.get("after", "")))
    return {
        "rows": _rows(found.rows, desk),
        "following": found.following,
        "desk": desk,
        "count": queries.count(actor.office, desk, most=MOST),
        "most": MOST,
        "proposed": queries.count(actor.office, REFUSAL, most=MOST),
        "may_take": actor.may("reviewer"),
        "topic": live.station(actor.office, REVIEW),
    }


def _rows(waiting: Sequence[queries.Waiting], desk: str) -> list[Row]:
    now, here = clock.now(), reverse("online:queue")
    titles = {code: said(one.title) for code, one in catalogue.current().services.items()}
    file = reverse("backoffice:case", args=["0"]).removesuffix("0/")
    deed = "refusal" if desk == REFUSAL else "take"
    return [
        Row(
            number=one.number,
            href=f"{file}{one.number}/",
            deed=f"{here}{one.case_id}/{deed}/",
            title=titles.get(one.service, one.service),
            channel=gettext(CHANNELS.get(one.channel, one.channel)),
            due=f"{one.due_at.astimezone(clock.OFFICE_ZONE):%m-%d %H:%M}",
            mark="late" if one.due_at < now else "soon" if one.warned else "",
            in_hand=one.in_hand,
        )
        for one in waiting
    ]


def _after(text: str) -> tuple[datetime, int] | None:
    """Read the key of a page; refuse one that is none."""
    if not text:
        return None
    moment, _dash, key = text.rpartition("-")
    try:
        return datetime.fromtimestamp(float(moment), UTC), int(key)
    except (ValueError, OverflowError, OSError) as mistake:
        raise Refused("requests.not_found") from mistake
