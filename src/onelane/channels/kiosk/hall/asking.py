"""What is it about, then one question a page: a touch, a number, or a line of text."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from onelane.catalogue import forms
from onelane.catalogue.forms import FieldErrors
from onelane.channels.kiosk.hall import seat as seats
from onelane.channels.kiosk.hall.form import CHANNEL, NEW_NUMBER, Form
from onelane.channels.kiosk.hall.machine import seated
from onelane.channels.kiosk.hall.seat import Seat
from onelane.channels.shared import attempts, wording
from onelane.channels.shared.forms_from_catalogue import refusal_said, said, typed_in, written
from onelane.kernel.refusal import Refused
from onelane.office.stations import applying, entitled
from onelane.registers.offices import catalogue
from onelane.registers.people import codes

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.catalogue.spec import Field


@require_GET
@seated
def onward(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Go to the first thing that is still to be told: what it is about, a question, a picture, or the check page."""
    if not seat.number and (answer := _cannot_begin(request, seat)) is not None:
        return answer
    form = Form(seat)
    if form.mine.state != "draft":
        return redirect("hall:after")
    if form.open:
        return redirect("hall:ask", form.open[0].code)
    if form.photo_wanted:
        return redirect("hall:photo")
    return redirect("hall:check")


def _cannot_begin(request: HttpRequest, seat: Seat) -> HttpResponse | None:
    """Begin the draft where there is one thing to apply about; with none say so, with several ask which."""
    service = catalogue.current().services[seat.service]
    found = [one for one in entitled.subjects(actor=seat.actor, service=service) if not one.whose]
    if not found:
        seat.at("nothing-to-apply-about")
        context = {**seats.frame(request, seat.kiosk), "title": said(service.title), "about": service.about}
        return render(request, "kiosk/hall/nothing.html", context)
    if len(found) > 1:
        return redirect("hall:about")
    _begin(seat, found[0])
    return None


def _begin(seat: Seat, subject: entitled.Subject) -> None:
    begun = applying.begin(
        service=seat.service, applicant=seat.person, subject=subject.subject, channel=CHANNEL, actor=seat.actor,
        language=get_language() or "zh-hans",
    )  # fmt: skip
    seat.keep(number=begun.case.number)
    seat.at("begun", case_id=begun.pk)


@require_http_methods(["GET", "POST"])
@seated
def about(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Ask about which of his things it is, and begin."""
    service = catalogue.current().services[seat.service]
    found = [one for one in entitled.subjects(actor=seat.actor, service=service) if not one.whose]
    if request.method == "POST":
        place = request.POST.get("about", "")
        if not place.isdecimal() or int(place) >= len(found):
            raise Refused("applications.choose_subject")
        _begin(seat, found[int(place)])
        return redirect("hall:onward")
    if len(found) <= 1 or seat.number:
        return redirect("hall:onward")
    seat.at("about")
    context = {"title": said(service.title), "subjects": [(at, one.label) for at, one in enumerate(found)]}
    return render(request, "kiosk/hall/about.html", {**seats.frame(request, seat.kiosk), **context})


@require_http_methods(["GET", "POST"])
@seated
def ask(request: HttpRequest, seat: Seat, field: str) -> HttpResponse:
    """Ask one question, or keep its answer and go on when it can stand."""
    form = Form(seat) if seat.number else None
    asked = form.field(field) if form is not None else None
    if form is None or asked is None or form.mine.state != "draft":
        return redirect("hall:onward")
    if request.method == "GET":
        seat.at(f"ask-{field}")
        return _asked(request, seat, form, asked)
    typed = typed_in([asked], request.POST)
    if asked.type == "mobile":
        typed = {code: "".join(text.split()) for code, text in typed.items()}
    try:
        forms.validate([asked], {**form.answers, **typed})
    except FieldErrors as refused:
        return _asked(request, seat, form, asked, typed=typed.get(field, ""), refused=refused.errors.get(field))
    if field == NEW_NUMBER and not form.is_proved(typed[field]):
        return _to_prove(request, seat, form, asked, typed[field])
    applying.save(case_id=form.mine.case_id, answers=dict(typed), actor=seat.actor)
    seat.answered(field)
    return redirect("hall:onward")


def _to_prove(request: HttpRequest, seat: Seat, form: Form, asked: Field, number: str) -> HttpResponse:
    """Send a code to a new number; it is asked for on the next page."""
    try:
        code = codes.send(mobile=number, purpose="contact", language=get_language() or "zh-hans")
    except Refused as refused:
        if refused.code == "people.code_too_soon" and request.session[seats.PLACE].get("proving") == number:
            return redirect("hall:code")  # pressed twice: the first press has sent it
        return _asked(request, seat, form, asked, typed=number, refused=refused)
    seat.keep(proving=number, practice_code=code if settings.ONELANE["DEMO"] else "")
    return redirect("hall:code")


@require_http_methods(["GET", "POST"])
@seated
def code(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Ask for the six digits that were sent to the new number."""
    number = str(request.session[seats.PLACE].get("proving", ""))
    if not seat.number or not number:
        return redirect("hall:onward")
    form, refused = Form(seat), None
    if request.method == "POST":
        try:
            _prove(seat, number, request.POST.get("code", "")[:12])
        except Refused as no:
            refused = no
        else:
            applying.save(case_id=form.mine.case_id, answers={NEW_NUMBER: number}, actor=seat.actor)
            seat.keep(proved=[*seat.proved, number], proving="", practice_code="")
            seat.answered(NEW_NUMBER)
            return redirect("hall:onward")
    else:
        seat.at("code")
    context = {
        "title": form.title, "number": number, "message": refusal_said(refused) if refused else "",
        "practice_code": request.session[seats.PLACE].get("practice_code", ""),
    }  # fmt: skip
    status = wording.status_of(refused.code) if refused else HTTPStatus.OK
    return render(request, "kiosk/hall/code.html", {**seats.frame(request, seat.kiosk), **context}, status=status)


def _prove(seat: Seat, number: str, code: str) -> None:
    """Compare the code; too many tries close it for a while."""
    name = f"kiosk-proof:{seat.account}"
    if attempts.minutes_closed(name):
        raise Refused("people.code_over")
    codes.check(mobile=number, purpose="contact", code=code)
    attempts.forget(name)


def _asked(
    request: HttpRequest, seat: Seat, form: Form, asked: Field, *, typed: str | None = None,
    refused: Refused | None = None,
) -> HttpResponse:  # fmt: skip
    options = form.options(asked)
    shown = (
        typed if typed is not None else form.mine.typed.get(asked.code, written(asked, form.answers.get(asked.code)))
    )
    context = {
        "title": form.title, "field": asked, "name": said(asked.name), "hint": said(asked.hint) if asked.hint else "",
        "options": options, "is_typed": not options or asked.code == NEW_NUMBER, "keyboard": form.keyboard(asked),
        "value": "" if asked.code == NEW_NUMBER and typed is None else shown,
        "message": refusal_said(refused) if refused else "", "longest": _longest(asked),
        "is_optional": not asked.required,
        "place": len(seat.told) + 1, "count": max(form.asked_in_all, len(seat.told) + 1),
    }  # fmt: skip
    status = HTTPStatus.OK if refused is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "kiosk/hall/ask.html", {**seats.frame(request, seat.kiosk), **context}, status=status)


def _longest(asked: Field) -> int:
    return {"mobile": 11, "postcode": 6, "date": 8, "int": 6, "decimal": 6}.get(asked.type, asked.longest or 200)
