"""The way in and out: enrolment, attract page, language, the nine services, how it looks, the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.channels.kiosk.hall import seat
from onelane.channels.kiosk.hall.machine import at_any_time, at_kiosk
from onelane.channels.shared import access, attempts, devices, entering, slip_of_test, wording
from onelane.channels.shared.drawing import worded
from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.kiosks import actions as kiosks
from onelane.office.kiosks import queries
from onelane.registers.offices import catalogue
from onelane.registers.offices import queries as offices

if TYPE_CHECKING:
    from django.http import HttpRequest

ICONS = {
    "driving-licence-first-application": "school", "driving-licence-upgrade-medical": "stethoscope",
    "driving-licence-renewal": "calendar-due", "driving-licence-damaged": "id-badge-off",
    "driving-licence-lost": "id", "driver-contact-change": "phone", "vehicle-licence-replacement": "file-certificate",
    "plate-replacement": "rectangle", "vehicle-contact-change": "car",
}  # fmt: skip


@access.public
@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Ask the new machine for its one-time code, and give it its key."""
    if request.method == "GET":
        return render(request, "kiosk/hall/enrol.html", {})
    try:
        mine, key = _enrolled(request.META.get("REMOTE_ADDR", ""), request.POST.get("code", "")[:40])
    except Refused as refused:
        told = wording.say(refused.code, refused.facts, get_language() or "zh")
        return render(request, "kiosk/hall/enrol.html", {"message": told}, status=wording.status_of(refused.code))
    request.session.flush()
    response = redirect("hall:start")
    devices.keep(request, response, access.Grant(mine.office_id, "kiosk", mine.name, key=key))
    return response


def _enrolled(where: str, code: str) -> tuple[Any, str]:
    """Use a code up; too many tries from one place close it for a while."""
    closed = attempts.minutes_closed(f"kiosk-code:{where}")
    if closed:
        raise Refused("auth.locked", minutes=closed)
    mine, key = kiosks.enrol(code=code)
    attempts.forget(f"kiosk-code:{where}")
    return mine, key


@require_GET
@at_kiosk
def start(request: HttpRequest, mine: Any) -> HttpResponse:
    """Call people in; whoever stood here before is gone."""
    if seat.WISH in request.session or seat.PLACE in request.session:
        seat.leave(request, "left")
    office = offices.office_of(mine.office_id)
    names = [worded(catalogue.current().services[code].title) for code in queries.offered(mine)]
    context = {"office": worded({"zh": office.name_zh, "en": office.name_en}), "names": names}
    return seat.wiped(render(request, "kiosk/hall/start.html", {**seat.frame(request, mine), **context}))


@require_POST
@at_kiosk
def begin(request: HttpRequest, mine: Any) -> HttpResponse:  # noqa: ARG001 - which machine it is does not matter here
    """Take the touch with which somebody begins, and his language."""
    response = redirect("hall:services")
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Lax", httponly=True)
    return response


@require_GET
@at_kiosk
def services(request: HttpRequest, mine: Any) -> HttpResponse:
    """Offer the services as big buttons."""
    known = catalogue.current().services
    tiles = [
        {"code": code, "title": worded(known[code].title), "icon": ICONS.get(code, "file-text")}
        for code in queries.offered(mine)
    ]
    return render(request, "kiosk/hall/services.html", {**seat.frame(request, mine), "tiles": tiles})


@require_POST
@at_kiosk
def choose(request: HttpRequest, mine: Any) -> HttpResponse:
    """Take the choice of a service and go on to who it is."""
    code = request.POST.get("service", "")[:60]
    if code not in queries.offered(mine):
        raise Refused("applications.not_offered", service=code)
    seat.wish(request, mine, code, get_language() or "zh-hans")
    return redirect("hall:onward" if seat.PLACE in request.session else "hall:sign-in")


@require_POST
@at_kiosk
def look(request: HttpRequest, mine: Any) -> HttpResponse:  # noqa: ARG001 - as above
    """Turn big letters, strong contrast, the low layout or the voice on or off, until the end."""
    turned, kept = request.POST.get("look", ""), request.session.get(seat.LOOK) or []
    if turned in seat.LOOKS:
        request.session[seat.LOOK] = [one for one in kept if one != turned] + [turned] * (turned not in kept)
    return redirect(entering.own_path(request, request.POST.get("next")) or "hall:services")


@require_POST
@at_any_time
def end(request: HttpRequest, mine: Any) -> HttpResponse:  # noqa: ARG001 - as above
    """Wipe everything and call the next one in."""
    seat.leave(request, "timed_out" if request.POST.get("how") == "time" else "left")
    return seat.wiped(redirect("hall:start"))


@require_POST
@at_any_time
def beat(request: HttpRequest, mine: Any) -> HttpResponse:
    """Hear how the machine's parts are, and say whether it serves now."""
    told = {name: request.POST.get(name, "")[:8] for name in ("reader", "camera") if name in request.POST}
    told["printer"] = kiosks.printer_state(mine)
    kiosks.beat(kiosk=mine, told=told)
    return JsonResponse({"shut": queries.shut(mine, clock.now()), "printer": told["printer"]})


@require_http_methods(["GET", "POST"])
@at_any_time
def devices_page(request: HttpRequest, mine: Any) -> HttpResponse:
    """Let staff test each device where it stands: paper, camera, reader, voice; nothing personal is shown."""
    told = ""
    if request.method == "POST":
        try:
            kiosks.put_out(slip_id=kiosks.make_test(kiosk=mine, sheet=slip_of_test.sheet(mine)).pk, kiosk=mine)
        except Refused as refused:
            told = wording.say(refused.code, refused.facts, get_language() or "zh")
    context = {
        "printer": kiosks.printer_state(mine), "parts": mine.told, "message": told,
        "printed": request.method == "POST" and not told,
    }  # fmt: skip
    return render(request, "kiosk/hall/devices.html", {**seat.frame(request, mine), **context})
