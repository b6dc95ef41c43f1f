"""The pages of the photo machine."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.kiosk.machines import machine_or
from onelane.channels.kiosk.photo import shots
from onelane.channels.shared import photo_desk
from onelane.channels.shared.access import actor_of
from onelane.channels.shared.drawing import qr
from onelane.channels.shared.uploads import read_image
from onelane.office.photos import actions as photos
from onelane.office.photos.checking import check
from onelane.registers.offices import queries as offices

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

KIND = "photo_machine"
SLIP = "photo_slip"  # in the session: the code and its last day, until the slip is in somebody's hand
guarded = machine_or(KIND, "guide", "clerk")


@require_GET
@guarded
def page(request: HttpRequest) -> HttpResponse:
    """Show the camera with its guidance, and the shots taken so far."""
    limits = offices.settings_of(actor_of(request).office)
    context = {"most": limits.integer("photo.shots.most"), "idle": limits.integer("photo.machine_seconds")}
    return render(request, "kiosk/photo/camera.html", context)


@require_POST
@guarded
def look(request: HttpRequest) -> HttpResponse:
    """Say what to do next about one frame of the camera; the frame is forgotten."""
    checked = check(read_image(request.FILES.get("frame")), office=actor_of(request).office, shot=True)
    found = photo_desk.shown(checked.verdicts, passes=checked.passes)
    return render(request, "kiosk/photo/hint.html", {"check": found, "hint": next(iter(found.to_mend), "")})


@require_POST
@guarded
def shoot(request: HttpRequest) -> HttpResponse:
    """Check and cut one shot and give it back, sealed; the office keeps nothing of it."""
    checked = check(read_image(request.FILES.get("frame")), office=actor_of(request).office, shot=True)
    found = photo_desk.shown(checked.verdicts, passes=checked.passes)
    picture, seal = shots.sealed(checked)
    return render(request, "kiosk/photo/shot.html", {"check": found, "picture": picture, "seal": seal})


@require_POST
@guarded
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the shot that was chosen, and go on to its slip."""
    checked = shots.opened(request.POST.get("picture", ""), request.POST.get("seal", ""))
    kept = photos.keep(checked=checked, source="machine", actor=actor_of(request))
    request.session[SLIP] = {"code": kept.code, "until": kept.photo.counts_until.isoformat(), "no": kept.photo.pk}
    return redirect("kiosk:photo-slip")


@require_GET
@guarded
def slip(request: HttpRequest) -> HttpResponse:
    """Print the code (照相回执) and ask whether it came out; it can be printed again until somebody says so."""
    told = request.session.get(SLIP)
    if not told:
        return redirect("kiosk:photo")
    office = offices.office_of(actor_of(request).office)
    address = f"{str(settings.ONELANE['ADDRESS']).rstrip('/')}{reverse('portal:home')}"
    until = date.fromisoformat(told["until"])
    context = {"slip": told, "until": until, "office": {"zh": office.name_zh, "en": office.name_en}, "qr": qr(address)}
    return render(request, "kiosk/photo/slip.html", context)


@require_POST
@guarded
def end(request: HttpRequest) -> HttpResponse:
    """Forget who stood here."""
    request.session.pop(SLIP, None)
    return redirect("kiosk:photo")
