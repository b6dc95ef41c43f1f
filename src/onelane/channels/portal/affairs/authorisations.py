"""Authorisations (代理授权): see them from both sides, give, ask, confirm, end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.channels.portal.affairs.views import me
from onelane.channels.shared import access, attempts, inputs, wording
from onelane.channels.shared.drawing import worded
from onelane.kernel.refusal import Refused
from onelane.office.stations.register_facts import subjects_of
from onelane.registers.offices import catalogue
from onelane.registers.offices.queries import settings_of
from onelane.registers.people import authorising

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST_NAME = 60


@access.citizen
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """List who may act for me and for whom I may act."""
    told = authorising.of_person(me(request))
    context = {
        "given": [one for one in told if one.side == "owner" and not one.is_over],
        "held": [one for one in told if one.side == "agent" and not one.is_over],
        "over": [one for one in told if one.is_over][:20],
    }
    return render(request, "portal/affairs/authorisations.html", context)


@access.citizen(second_factor=True)
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Authorise somebody for oneself, or name an operator of a unit that one looks after."""
    if request.method == "GET":
        return _form(request, "give")
    try:
        _count(request)
        subject, words = _subject(request)
        unit = inputs.whole_number(request.POST, "unit", low=0, high=inputs.ROW_LIMIT, default=0)
        authorising.give(
            name=_name(request), id_no=_id_no(request), about=request.POST.get("about", "")[:10], days=_days(request),
            service=_service(request), subject=subject, subject_words=words, unit=unit or None,
            actor=access.actor_of(request),
        )  # fmt: skip
    except Refused as refused:
        return _form(request, "give", refused)
    attempts.forget(f"others of {request.user.pk}")
    messages.success(request, _("The authorisation holds from now on. You can end it here at any time."))
    return redirect("affairs:authorisations")


@access.citizen
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask somebody to be allowed to act for him."""
    if request.method == "GET":
        return _form(request, "ask")
    try:
        _count(request)
        authorising.ask(
            name=_name(request), id_no=_id_no(request), about=request.POST.get("about", "")[:10], days=_days(request),
            actor=access.actor_of(request),
        )  # fmt: skip
    except Refused as refused:
        return _form(request, "ask", refused)
    attempts.forget(f"others of {request.user.pk}")
    messages.success(request, _("Asked. It counts when the owner has confirmed it himself."))
    return redirect("affairs:authorisations")


@access.citizen(second_factor=True)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, authorisation_id: int) -> HttpResponse:
    """Show what somebody asks for; confirm it, or decline."""
    actor = access.actor_of(request)
    if request.method == "GET":
        found = next((one for one in authorising.of_person(me(request)) if one.id == authorisation_id), None)
        if found is None or not found.may_decide:
            raise Refused("requests.not_found")
        return render(request, "portal/affairs/decide.html", {"asked": found})
    is_yes = request.POST.get("answer") == "yes"
    authorising.decide(authorisation=authorisation_id, yes=is_yes, actor=actor)
    messages.success(request, _("Confirmed.") if is_yes else _("Declined. Nothing is allowed."))
    return redirect("affairs:authorisations")


@access.citizen
@require_POST
def end(request: HttpRequest, authorisation_id: int) -> HttpResponse:
    """End an authorisation at once, from either side."""
    authorising.end(authorisation=authorisation_id, actor=access.actor_of(request))
    messages.success(request, _("Ended. From now on it allows nothing."))
    return redirect("affairs:authorisations")


def _count(request: HttpRequest) -> None:
    """Let nobody try out names and numbers: five misses in a row close this for a quarter of an hour."""
    closed = attempts.minutes_closed(f"others of {request.user.pk}")
    if closed:
        raise Refused("auth.locked", minutes=closed)


def _name(request: HttpRequest) -> str:
    return request.POST.get("name", "")[:LONGEST_NAME]


def _id_no(request: HttpRequest) -> str:
    return request.POST.get("id_no", "")[:40]


def _days(request: HttpRequest) -> int:
    return inputs.whole_number(request.POST, "days", low=1, high=3650)


def _service(request: HttpRequest) -> str:
    code = request.POST.get("service", "")[:60]
    if code and code not in catalogue.current().services:
        raise Refused("people.authorisation_about")
    return code


def _subject(request: HttpRequest) -> tuple[int | None, str]:
    """Return the vehicle that the authorisation is about; only one's own can be named."""
    key = inputs.whole_number(request.POST, "subject", low=0, high=inputs.ROW_LIMIT, default=0)
    if not key:
        return None, ""
    own = next((one for one in subjects_of(me(request), "vehicle") if one.id == key and one.own), None)
    if own is None:
        raise Refused("requests.not_found")
    return own.id, own.label


def _form(request: HttpRequest, kind: str, refused: Refused | None = None) -> HttpResponse:
    person, office = me(request), access.actor_of(request).office
    services = [(code, worded(one.title)) for code, one in catalogue.current().services.items() if one.agent]
    context = {
        "kind": kind,
        "typed": request.POST,
        "units": authorising.unit_names(person),
        "vehicles": [one for one in subjects_of(person, "vehicle") if one.own],
        "services": sorted(services),
        "longest": settings_of(office).integer("people.authorisation_days"),
        "message": wording.say(refused.code, refused.facts, get_language() or "zh") if refused else "",
    }
    status = wording.status_of(refused.code) if refused else 200
    return render(request, "portal/affairs/authorise.html", context, status=status)
