"""The pages of the number pool: read, call one deed, render."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.backoffice.pool import pages
from onelane.channels.shared import wording
from onelane.channels.shared.access import actor_of, staff
from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.plates import actions as plates

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PERSONS = ("manager", "supervisor")
LONGEST = 200
MOST_NUMBERS = 2_000
guarded = staff("manager", "supervisor")


@require_GET
@guarded
def page(request: HttpRequest) -> HttpResponse:
    """Show the account of every category, the segments, and what waits for a second person."""
    return _pool(request)


@require_POST
@guarded
def propose(request: HttpRequest) -> HttpResponse:
    """Write down a segment for a second person."""
    actor = actor_of(request)
    told = {name: request.POST.get(name, "").strip().upper()[:8] for name in pages.OF_SEGMENT}
    try:
        made = plates.propose_segment(
            office=actor.office, category=told["category"], prefix=told["prefix"], pattern=told["pattern"],
            first=told["first"], last=told["last"], actor=actor,
        )  # fmt: skip
    except Refused as refused:
        return _pool(request, refused, told)
    messages.success(request, gettext("%(segment)s waits for a second person to release it.") % {"segment": str(made)})
    return redirect("backoffice:pool")


@require_POST
@guarded
def release(request: HttpRequest, segment_id: int) -> HttpResponse:
    """Release a segment that another has made; its numbers are published now and may be chosen from a moment on."""
    try:
        opens_at = _moment(request.POST.get("opens_at", ""))
        made = plates.release_segment(segment_id=segment_id, actor=actor_of(request), opens_at=opens_at)
    except Refused as refused:
        return _pool(request, refused)
    told = {"segment": str(made), "quantity": made.quantity}
    messages.success(request, gettext("%(segment)s is released: %(quantity)s numbers are in the pool.") % told)
    return redirect("backoffice:pool")


@require_GET
@guarded
def notices(request: HttpRequest) -> HttpResponse:
    """Show the numbers that are kept back and why, and what waits for a second person."""
    return _notices(request)


@require_POST
@guarded
def propose_notice(request: HttpRequest) -> HttpResponse:
    """Write down a notice for a second person."""
    given = request.POST
    numbers = re.split(r"[\s,，、;；]+", given.get("plates", "").strip())[:MOST_NUMBERS]
    try:
        plates.propose_notice(
            deed=given.get("deed", "")[:8], category=given.get("category", "")[:2],
            plates=[one[:10] for one in numbers if one], why=given.get("why", "")[:LONGEST], actor=actor_of(request),
        )  # fmt: skip
    except Refused as refused:
        return _notices(request, refused)
    messages.success(request, gettext("The notice waits for a second person to confirm it."))
    return redirect("backoffice:pool-notices")


@require_POST
@guarded
def confirm_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Confirm a notice that another has made; it is carried out and published."""
    try:
        plates.confirm_notice(notice_id=notice_id, actor=actor_of(request))
    except Refused as refused:
        return _notices(request, refused)
    messages.success(request, gettext("The notice is carried out and published."))
    return redirect("backoffice:pool-notices")


@require_GET
@guarded
def fairness(request: HttpRequest) -> HttpResponse:
    """Show the daily test of lists, and who holds conspicuously many numbers."""
    return render(request, "backoffice/pool/fairness.html", {"page": pages.Fairness(actor_of(request).office)})


def _pool(request: HttpRequest, refused: Refused | None = None, told: dict[str, str] | None = None) -> HttpResponse:
    actor = actor_of(request)
    context = {"page": pages.Pool(actor.office, actor.id), "told": told or {}, "message": _said(refused)}
    return render(request, "backoffice/pool/page.html", context, status=_status(refused))


def _notices(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    actor = actor_of(request)
    told = request.POST if refused is not None else {}
    context = {"page": pages.Notices(actor.office, actor.id), "told": told, "message": _said(refused)}
    return render(request, "backoffice/pool/notices.html", context, status=_status(refused))


def _said(refused: Refused | None) -> str:
    return "" if refused is None else wording.say(refused.code, refused.facts, get_language() or "zh-hans")


def _status(refused: Refused | None) -> int:
    return int(HTTPStatus.OK if refused is None else wording.status_of(refused.code))


def _moment(text: str) -> datetime | None:
    """Read a moment as the page's field writes it, in the office's time; nothing means at once."""
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip()[:20]).replace(tzinfo=clock.OFFICE_ZONE)
    except ValueError as no:
        raise Refused("plates.moment_unclear") from no
    if moment > clock.now() + timedelta(days=366):
        raise Refused("plates.moment_unclear")
    return moment
