"""Ask for a place: choose sessions of a test, or slots, best first, with one press; move the tests elsewhere."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from itertools import groupby
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from onelane.channels.portal.affairs.views import me
from onelane.channels.portal.bookings import words
from onelane.channels.shared.access import actor_of, citizen
from onelane.channels.shared.drawing import worded
from onelane.channels.shared.forms_from_catalogue import refusal_said
from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.bookings import queries, rules
from onelane.office.stations import own_places
from onelane.office.stations.applying import RulesSayNo
from onelane.registers.offices import catalogue
from onelane.registers.offices.queries import office_of, others, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from onelane.office.bookings.queries import Offered

CHOICES = ("first", "second", "third")
MOST_DIGITS = 10


@require_http_methods(["GET", "POST"])
@citizen
def test(request: HttpRequest, learner_id: int, exam: str) -> HttpResponse:
    """Show the sessions of a subject, and wish for up to three of them."""
    actor, now = actor_of(request), clock.now()
    learner, subject = own_places.own_learner(learner_id, actor), rules.subject_of(exam)
    found = queries.offered(learner.office_id, "test", subject=subject, licence_class=learner.licence_class, at=now)
    lock = settings_of(learner.office_id).integer("exam.lock_days")
    open_now = [one for one in found if rules.list_open(one.session.starts_at, now, lock)]
    context = {"title": words.title("test", subject), "ranked": True, "days": _days(open_now), "count": len(open_now)}

    def send(chosen: list[int]) -> HttpResponse:
        begun = own_places.apply(
            service="exam-booking", applicant=me(request), subject=learner.pk,
            answers=own_places.choices("exam_session", chosen), actor=actor,
            language=get_language() or "zh-hans", request_key=request.POST.get("key", ""),
        )  # fmt: skip
        messages.success(request, gettext("Your wish is noted. Places are given by rank when the deadline is over."))
        wish = queries.newest_wish(learner.pk, subject)
        return redirect("bookings:wish", wish.pk) if wish else redirect("cases:page", begun.case.number)

    return _page(request, context, send)


@require_http_methods(["GET", "POST"])
@citizen
def slot(request: HttpRequest, vehicle_id: int, slot: str) -> HttpResponse:
    """Show the slots of an inspection or an exchange, and book one."""
    actor, now = actor_of(request), clock.now()
    car = own_places.car(vehicle_id, actor, clock.today())
    service = own_places.SERVICE_OF.get(slot)
    if service is None:
        raise Refused("requests.not_found")
    values, today = settings_of(actor.office), clock.today()
    least, most = values.integer(f"{slot}.ahead_least"), values.integer(f"{slot}.ahead_most")
    found = [
        one for one in queries.offered(actor.office, slot, at=now)
        if rules.ahead(one.session.starts_at.astimezone(clock.OFFICE_ZONE).date(), today, least, most)
    ]  # fmt: skip
    title = f"{words.title(slot, '')} {car.plate}"
    context = {"title": title, "ranked": False, "days": _days(found), "count": len(found)}

    def send(chosen: list[int]) -> HttpResponse:
        own_places.apply(
            service=service, applicant=car.owner, subject=vehicle_id,
            answers=own_places.choices("slot_session", chosen), actor=actor,
            language=get_language() or "zh-hans", request_key=request.POST.get("key", ""),
        )  # fmt: skip
        booked, wish = queries.newest_of_vehicle(vehicle_id, slot)
        if booked is not None:
            messages.success(request, gettext("Booked."))
            return redirect("bookings:booking", booked.pk)
        return redirect("bookings:wish", wish.pk) if wish else redirect("bookings:home")

    return _page(request, context, send)


@require_http_methods(["GET", "POST"])
@citizen
def elsewhere(request: HttpRequest, learner_id: int) -> HttpResponse:
    """Let the remaining tests be taken at another office."""
    actor = actor_of(request)
    learner = own_places.own_learner(learner_id, actor)
    reasons = catalogue.current().vocabulary.fields["move_reason"].options
    most = settings_of(learner.office_id).integer("exam.place_changes")
    chinese = (get_language() or "zh").startswith("zh")
    context = {
        "learner": learner,
        "offices": [(one.code, one.name_zh if chinese else one.name_en) for one in others(learner.office_id)],
        "reasons": [(code, worded(said)) for code, said in reasons.items()],
        "left": max(0, most - learner.place_changes.count()), "key": secrets.token_urlsafe(12), "message": "",
    }  # fmt: skip
    if request.method == "GET":
        return render(request, "portal/bookings/elsewhere.html", context)
    answers = {"exam_office": request.POST.get("office", "")[:40], "move_reason": request.POST.get("reason", "")[:20]}
    try:
        own_places.apply(
            service="exam-booking-away", applicant=me(request), subject=learner.pk, answers=dict(answers), actor=actor,
            request_key=request.POST.get("key", ""),
        )  # fmt: skip
    except Refused as refused:
        context["message"] = _said(refused)
        return render(request, "portal/bookings/elsewhere.html", context, status=HTTPStatus.CONFLICT)
    office = office_of(answers["exam_office"])
    name = office.name_zh if chinese else office.name_en
    messages.success(request, gettext("Your tests go on at %(office)s.") % {"office": name})
    return redirect("bookings:home")


def _page(request: HttpRequest, context: dict[str, object], send: Callable[[list[int]], HttpResponse]) -> HttpResponse:
    chosen = [_number(request.POST.get(name, "")) for name in CHOICES]
    context |= {
        "key": request.POST.get("key") or secrets.token_urlsafe(12),
        "message": "",
        "typed": dict(zip(CHOICES, chosen, strict=True)),
    }
    if request.method == "GET":
        return render(request, "portal/bookings/choose.html", context)
    try:
        return send([one for one in chosen if one])
    except Refused as refused:
        context["message"] = _said(refused)
        return render(request, "portal/bookings/choose.html", context, status=HTTPStatus.CONFLICT)


def _said(refused: Refused) -> str:
    """Say why not: each rule that says no, or the refusal itself."""
    if isinstance(refused, RulesSayNo):
        return " ".join(refusal_said(one) for one in refused.why)
    if refused.code == "cases.fields":
        return gettext("Please choose first.")
    return refusal_said(refused)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else 0


def _days(found: list[Offered]) -> list[tuple[str, list[dict[str, object]]]]:
    """Group sessions by day, each with its hours, site and how many want it."""
    rows = [(words.day(one.session.starts_at), _row(one)) for one in found]
    return [(day, [row for _, row in group]) for day, group in groupby(rows, key=lambda pair: pair[0])]


def _row(one: Offered) -> dict[str, object]:
    return {
        "id": one.session.pk, "when": words.when(one.session), "starts": one.session.starts_at,
        "ends": one.session.ends_at, "site": words.site(one.session.site), "capacity": one.session.capacity,
        "free": one.free, "wishes": one.wishes, "deadline": one.session.deadline_at,
        "given": one.session.deadline_at <= clock.now(),
    }  # fmt: skip
