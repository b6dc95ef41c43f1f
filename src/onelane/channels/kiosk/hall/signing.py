"""Who is it? The identity card on the reader, or the own phone with the code on the screen."""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.kiosk.hall import seat
from onelane.channels.kiosk.hall.machine import at_kiosk
from onelane.channels.shared import attempts
from onelane.channels.shared.drawing import qr, worded
from onelane.kernel.refusal import Refused
from onelane.office.kiosks import actions as kiosks
from onelane.office.kiosks import id_card, practice_cards, queries
from onelane.registers.offices import catalogue
from onelane.registers.people import by_card

if TYPE_CHECKING:
    from django.http import HttpRequest

BEARER = "Kiosk "


@require_GET
@at_kiosk
def sign_in(request: HttpRequest, mine: Any) -> HttpResponse:
    """Show a code for the phone and wait for a card."""
    if seat.WISH not in request.session:
        return redirect("hall:services")
    shown = kiosks.show(kiosk=mine)
    request.session[seat.LOGIN] = shown.id
    address = f"{str(settings.ONELANE['ADDRESS']).rstrip('/')}{reverse('machines:confirm', args=[shown.token])}"
    service = catalogue.current().services[request.session[seat.WISH]["service"]]
    context = {
        "qr": qr(address), "address": address, "check_no": shown.check_no, "service": worded(service.title),
        "cards": practice_cards.cards() if settings.ONELANE["DEMO"] else [],
    }  # fmt: skip
    return render(request, "kiosk/hall/sign_in.html", {**seat.frame(request, mine), **context})


@require_GET
@at_kiosk
def standing(request: HttpRequest, mine: Any) -> HttpResponse:
    """Tell the page whether somebody has confirmed."""
    login = request.session.get(seat.LOGIN)
    return JsonResponse({"state": queries.login_state(login, mine) if login else "over"})


@require_POST
@at_kiosk
def enter(request: HttpRequest, mine: Any) -> HttpResponse:
    """Take the confirmed sign-in, once, and go on."""
    login = request.session.pop(seat.LOGIN, None)
    who = kiosks.take(kiosk=mine, login_id=login) if login and seat.WISH in request.session else None
    if who is None:
        return redirect("hall:sign-in" if seat.WISH in request.session else "hall:start")
    seat.take(request, mine, who)
    return redirect("hall:onward")


@require_POST
@at_kiosk
def practice_card(request: HttpRequest, mine: Any) -> HttpResponse:
    """Lay a practice card on the reader: its text goes the way that a real card's goes."""
    raw = practice_cards.text_of(request.POST.get("card", "")[:20]) if settings.ONELANE["DEMO"] else None
    if raw is None:
        raise Refused("kiosk.card_unreadable")
    _known_by(mine, raw)
    return enter(request)


@csrf_exempt
@require_POST
def reader(request: HttpRequest) -> HttpResponse:
    """Take the text of a card, or how the reader is, from the program at the machine, which shows a key of its own."""
    mine = _by_header(request)
    if "state" in request.POST:
        kiosks.beat(kiosk=mine, told={"reader": request.POST["state"][:8]}, alive=False)
        return JsonResponse({"ok": True})
    try:
        raw = binascii.unhexlify(request.POST.get("card", "")[: 4 * id_card.SIZE])
    except (binascii.Error, ValueError) as no:
        raise Refused("kiosk.card_unreadable") from no
    _known_by(mine, raw)
    return JsonResponse({"ok": True})


reader.access = "device:kiosk"  # type: ignore[attr-defined]  # the key stands in a header: a program keeps no cookie


def _by_header(request: HttpRequest) -> Any:
    told = request.headers.get("Authorization", "")
    return queries.by_reader(told.removeprefix(BEARER) if told.startswith(BEARER) else "")


@csrf_exempt
@require_POST
def enrol_reader(request: HttpRequest) -> HttpResponse:
    """Give the program that reads cards at a machine its key for a one-time code."""
    where = request.META.get("REMOTE_ADDR", "")
    closed = attempts.minutes_closed(f"kiosk-code:{where}")
    if closed:
        raise Refused("auth.locked", minutes=closed)
    mine, key = kiosks.enrol(code=request.POST.get("code", "")[:40], program=True)
    attempts.forget(f"kiosk-code:{where}")
    return JsonResponse({"sign": mine.name, "key": key})


enrol_reader.access = "public"  # type: ignore[attr-defined]  # the code is the right


def _known_by(mine: Any, raw: bytes) -> None:
    """Confirm the sign-in on the screen with what a card says."""
    try:
        card = id_card.read(raw)
    except ValueError as no:
        raise Refused("kiosk.card_unreadable") from no
    account = by_card.account_of(
        id_no=card.id_no, name=card.name, domicile=card.address, valid_to=card.valid_to, actor=kiosks.machine(mine)
    )
    kiosks.by_card(kiosk=mine, account=account.pk, person=account.person_id or 0)
