"""Check it, send it, and what comes then: pay, wait or go; and the receipt that has to come out."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.catalogue.forms import FieldErrors
from onelane.channels.kiosk.hall import seat as seats
from onelane.channels.kiosk.hall.after import After
from onelane.channels.kiosk.hall.form import FACE, NEW_NUMBER, REVIEW, Form
from onelane.channels.kiosk.hall.machine import seated
from onelane.channels.kiosk.hall.seat import Seat
from onelane.channels.shared import paying, photo_desk, wording
from onelane.channels.shared.forms_from_catalogue import refusal_said, said
from onelane.channels.shared.uploads import read_image
from onelane.kernel.refusal import Refused
from onelane.office.kiosks import actions as kiosks
from onelane.office.kiosks.rules import REFUSALS
from onelane.office.payments import actions as payments
from onelane.office.stations import applying, handing_in, photographs
from onelane.records import live
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from django.http import HttpRequest

PRINT_REFUSALS = frozenset({*REFUSALS.values(), "kiosk.printing_now", "kiosk.tried_enough"})


@require_GET
@seated
def check(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show all answers, each with the way to change it."""
    if not seat.number:
        return redirect("hall:onward")
    form = Form(seat)
    if form.mine.state != "draft" or form.open or form.photo_wanted:
        return redirect("hall:onward")
    seat.at("check")
    return _checked(request, seat, form)


@require_POST
@seated
def send(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Send it; what the law or the form says against it is told on the page."""
    if not seat.number:
        return redirect("hall:onward")
    form = Form(seat)
    number = form.answers.get(NEW_NUMBER)
    if number and form.mine.state == "draft" and not form.is_proved(str(number)):
        return redirect("hall:ask", NEW_NUMBER)
    try:
        applying.submit(case_id=form.mine.case_id, actor=seat.actor, request_key=request.POST.get("key", ""))
    except Refused as refused:
        return _checked(request, seat, form, refused)
    seat.keep(sent=True)
    seat.at("sent")
    return redirect("hall:after")


def _checked(request: HttpRequest, seat: Seat, form: Form, refused: Refused | None = None) -> HttpResponse:
    context = {
        "form": form, "title": form.title, "against": _why_not(form, refused) if refused else [],
        "key": request.POST.get("key") or secrets.token_urlsafe(12),
    }  # fmt: skip
    status = wording.status_of(refused.code) if refused else HTTPStatus.OK
    return render(request, "kiosk/hall/check.html", {**seats.frame(request, seat.kiosk), **context}, status=status)


def _why_not(form: Form, refused: Refused) -> list[str]:
    """Return why it cannot be sent, a sentence each."""
    if isinstance(refused, applying.RulesSayNo):
        return [refusal_said(one) for one in refused.why]
    if isinstance(refused, FieldErrors):
        names = {field.code: said(field.name) for field in form.fields}
        return [f"{names.get(code, code)}: {refusal_said(why)}" for code, why in refused.errors.items()]
    if refused.code == "stations.papers_missing":
        known, listed = catalogue.current().vocabulary.materials, refused.facts.get("papers")
        return (
            [f"{said(known[one].name)}: {gettext('not there yet')}" for one in listed]
            if isinstance(listed, list)
            else []
        )
    return [refusal_said(refused)]


@require_http_methods(["GET", "POST"])
@seated
def photo(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Take the picture that the service needs with the machine's camera; an ID photo is checked at once."""
    form = Form(seat) if seat.number else None
    if form is None or form.mine.state != "draft" or not form.pictures:
        return redirect("hall:onward")
    wanted, refused = form.pictures[0], None
    if request.method == "POST":
        try:
            if _taken(request, seat, form, wanted.code):
                return redirect("hall:onward")
        except Refused as no:
            refused = no
    else:
        seat.at(f"photo-{wanted.code}")
    is_face = wanted.code == FACE
    context = {
        "title": form.title, "name": said(wanted.material.name), "is_face": is_face,
        "message": refusal_said(refused) if refused else "",
        "may_go_on": REVIEW in form.service.steps,  # where nobody looks at it, only a good photo will do
        "check": photo_desk.look(form.mine.case_id).check if is_face and request.method == "POST" else None,
    }  # fmt: skip
    status = wording.status_of(refused.code) if refused else HTTPStatus.OK
    return render(request, "kiosk/hall/photo.html", {**seats.frame(request, seat.kiosk), **context}, status=status)


def _taken(request: HttpRequest, seat: Seat, form: Form, code: str) -> bool:
    """Put a picture into the file; False for an ID photo with something to mend, which may be taken again."""
    picture = read_image(request.FILES.get("file"))
    if code == FACE:
        return photographs.hand_in(case_id=form.mine.case_id, picture=picture, actor=seat.actor).passes
    handing_in.hand_in(case_id=form.mine.case_id, code=code, pictures=[picture], actor=seat.actor)
    return True


@require_GET
@seated
def after(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show where it stands: being checked, to be paid, being made, done; and whether the receipt came out."""
    if not seat.number:
        return redirect("hall:onward")
    found = After(seat)
    if found.mine.state == "draft":
        return redirect("hall:onward")
    seat.at(f"after-{found.scene}")
    context = {"after": found, "title": found.title, "topic": live.ticket(found.mine.case_id)}
    return render(request, "kiosk/hall/after.html", {**seats.frame(request, seat.kiosk), **context})


@require_POST
@seated
def pay(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show a code for the phone to pay with."""
    if not seat.number:
        return redirect("hall:onward")
    found = After(seat)
    if found.bill is not None and found.bill.state == "open":
        provider, way = paying.chosen(request.POST)
        payments.start_attempt(bill_id=found.bill.pk, provider=provider, way=way, actor=seat.actor)
    return redirect("hall:after")


@require_POST
@seated
def put_out(request: HttpRequest, seat: Seat) -> HttpResponse:  # noqa: ARG001 - a view is called so
    """Print the receipt, for the first time or again; that it did not come out stands on the page after it."""
    if not seat.number:
        return redirect("hall:onward")
    found = After(seat)
    if found.mine.state != "draft":
        slip = kiosks.make_receipt(kiosk=seat.kiosk, case_id=found.mine.case_id, sheet=found.sheet())
        try:
            kiosks.put_out(slip_id=slip.pk, kiosk=seat.kiosk)
        except Refused as refused:
            if refused.code not in PRINT_REFUSALS:
                raise
    return redirect("hall:after")
