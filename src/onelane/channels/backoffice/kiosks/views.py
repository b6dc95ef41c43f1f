"""Look after the kiosks: see what fails, make a code for a new one, lock it, say what it offers and when."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.shared import slip_of_test
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.drawing import worded
from onelane.channels.shared.forms_from_catalogue import refusal_said
from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.kiosks import actions as kiosks
from onelane.office.kiosks import queries
from onelane.office.kiosks.rules import REFUSALS
from onelane.registers.offices import catalogue
from onelane.registers.offices import queries as offices

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

STATES = {
    "new": _("not enrolled yet"), "locked": _("locked"), "offline": _("silent"), "away": _("a part does not answer"),
    "out": _("no paper"), "low": _("paper is running low"), "closed": _("closed at this time"), "ok": _("in service"),
    "unknown": _("not said"),
}  # fmt: skip
TONES = {"ok": "green", "closed": "secondary", "new": "blue", "low": "yellow", "locked": "yellow"}
PARTS = {"printer": _("Printer"), "reader": _("Card reader"), "camera": _("Camera")}


def shown(found: queries.Standing) -> dict[str, Any]:
    """Return a kiosk for a page, in words."""
    return {
        "kiosk": found.kiosk, "state": found.state, "word": gettext(STATES[found.state]),
        "tone": TONES.get(found.state, "red"),
        "parts": [
            (gettext(PARTS[part]), gettext(STATES[told]) if told != "ok" else gettext("works"),
             TONES.get(told, "secondary" if told == "unknown" else "red"))
            for part, told in found.parts.items()
        ],
    }  # fmt: skip


def _listed(request: HttpRequest) -> dict[str, Any]:
    found = [shown(one) for one in queries.standing(actor_of(request).office, clock.now())]
    return {"kiosks": found, "troubled": sum(one["tone"] == "red" for one in found)}


@staff("administrator", "manager", "guide")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show how all kiosks stand."""
    listed = _listed(request)
    taken = {one["kiosk"].name for one in listed["kiosks"]}
    free = [
        (one.code, worded({"zh": one.name_zh, "en": one.name_en}))
        for one in offices.counters_of(actor_of(request).office)
        if one.kind == "kiosk" and one.code not in taken
    ]
    return render(request, "backoffice/kiosks/list.html", {**listed, "free": free})


@staff("administrator", "manager", "guide")
@require_GET
def standing(request: HttpRequest) -> HttpResponse:
    """Show the same as a fragment that renews itself."""
    return render(request, "backoffice/kiosks/standing.html", _listed(request))


@staff("administrator", "manager")
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Enter a new kiosk and show its code."""
    made = kiosks.make(name=request.POST.get("name", "")[:8], actor=actor_of(request))
    return _with_code(request, made.pk)


@staff("administrator", "manager", "guide")
@require_GET
def one(request: HttpRequest, kiosk_id: int) -> HttpResponse:
    """Show one kiosk."""
    return _one(request, kiosk_id)


@staff("administrator", "manager")
@require_POST
def code(request: HttpRequest, kiosk_id: int) -> HttpResponse:
    """Make a one-time code and show it once."""
    return _with_code(request, kiosk_id)


@staff("administrator", "manager")
@require_POST
def change(request: HttpRequest, kiosk_id: int) -> HttpResponse:
    """Say what it offers, when, and where its printer is."""
    given = request.POST
    offered = [one.code for one in catalogue.current().services.values() if "kiosk" in one.offered]
    chosen = [one for one in given.getlist("service") if one in offered]
    kiosks.change(
        kiosk_id=kiosk_id, services=[] if len(chosen) == len(offered) else chosen, opens=_time(given.get("opens", "")),
        closes=_time(given.get("closes", "")), printer=given.get("printer", "").strip(), actor=actor_of(request),
    )  # fmt: skip
    messages.success(request, gettext("Kept."))
    return redirect("kiosks:one", kiosk_id)


@staff("administrator", "manager", "guide")
@require_POST
def lock(request: HttpRequest, kiosk_id: int) -> HttpResponse:
    """Lock it with a reason, or unlock it."""
    if request.POST.get("unlock") == "1":
        kiosks.unlock(kiosk_id=kiosk_id, actor=actor_of(request))
    else:
        kiosks.lock(kiosk_id=kiosk_id, why=request.POST.get("why", ""), actor=actor_of(request))
    return redirect("kiosks:one", kiosk_id)


@staff("administrator", "manager")
@require_POST
def retire(request: HttpRequest, kiosk_id: int) -> HttpResponse:
    """Take it out of service for good."""
    kiosks.retire(kiosk_id=kiosk_id, actor=actor_of(request))
    messages.success(request, gettext("Retired. Its key opens nothing any more."))
    return redirect("kiosks:list")


@staff("administrator", "manager", "guide")
@require_POST
def test_print(request: HttpRequest, kiosk_id: int) -> HttpResponse:
    """Print a slip that only shows whether the printer works."""
    kiosk = queries.kiosk(kiosk_id, actor_of(request).office)
    try:
        kiosks.put_out(slip_id=kiosks.make_test(kiosk=kiosk, sheet=slip_of_test.sheet(kiosk)).pk, kiosk=kiosk)
    except Refused as refused:
        if refused.code not in REFUSALS.values():
            raise
        messages.error(request, gettext("It did not print: %(why)s") % {"why": refusal_said(refused)})
    else:
        messages.success(request, gettext("The printer says that it printed. Is the slip there, and sharp?"))
    return redirect("kiosks:one", kiosk_id)


def _with_code(request: HttpRequest, kiosk_id: int) -> HttpResponse:
    made = kiosks.offer_code(kiosk_id=kiosk_id, actor=actor_of(request))
    return _one(request, kiosk_id, code=made)


def _one(request: HttpRequest, kiosk_id: int, code: str = "") -> HttpResponse:
    kiosk = queries.kiosk(kiosk_id, actor_of(request).office)
    services = [
        (one.code, worded(one.title), not kiosk.services or one.code in kiosk.services)
        for one in catalogue.current().services.values()
        if "kiosk" in one.offered
    ]
    told = shown(queries.how(kiosk, clock.now()))
    may = actor_of(request).may("administrator", "manager")
    context = {**told, "services": services, "code": code, "may_change": may}
    return render(request, "backoffice/kiosks/one.html", context)


def _time(text: str) -> time | None:
    if not text:
        return None
    try:
        return time.fromisoformat(text)
    except ValueError as no:
        raise Refused("kiosk.hours") from no
