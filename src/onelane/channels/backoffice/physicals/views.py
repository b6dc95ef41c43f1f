"""The doctor's page and the list of institutions: read, call one action, render."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods, require_POST

from onelane.channels.shared import wording
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.uploads import read_image
from onelane.kernel import clock
from onelane.kernel.numbers import masks
from onelane.kernel.refusal import Refused
from onelane.office.physicals import actions, form, queries, reading, rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from onelane.kernel.refusal import Value

TOLD = ("physicals.", "numbers.", "uploads.")
"""Refusals that are told on the page itself, so that nothing typed is lost."""
YES_NO = (("yes", _("Yes")), ("no", _("No")))
NAMES: Mapping[str, str] = {
    "id_no": _("Identity number"),
    "name": _("Name"),
    "wanted": _("Class wanted"),
    "examined_on": _("Day of the examination"),
    "height": _("Height (cm)"),
    "sight_left": _("Sight, left eye"),
    "sight_right": _("Sight, right eye"),
    "field": _("Horizontal field of sight (degrees)"),
    "colour": _("No red-green blindness"),
    "hearing": _("Hearing, each ear at 50 cm"),
    "arms": _("Arms and hands sound"),
    "legs": _("Legs"),
    "legs_differ": _("Legs differ by (cm)"),
    "trunk": _("Trunk and neck move freely"),
    "ability": _("Memory, judgement and reaction (from 70 on)"),
    "code": _("Code"),
    "institution": _("Name of the institution"),
}
CHOICES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "wanted": tuple((one, one) for one in rules.CLASSES),
    "sight_left": tuple((one, one) for one in reversed(form.SIGHTS)),
    "sight_right": tuple((one, one) for one in reversed(form.SIGHTS)),
    "colour": YES_NO,
    "hearing": (("good", _("Hears")), ("aid", _("Hears with an aid")), ("no", _("Does not hear"))),
    "arms": YES_NO,
    "legs": (
        ("good", _("Sound")),
        ("left_lost", _("Left leg lost or lame")),
        ("lost", _("Right or both lost or lame")),
    ),
    "trunk": YES_NO,
    "ability": (("none", _("Not tested")), ("yes", _("Passed")), ("no", _("Not passed"))),
}
USUAL = {
    "wanted": "C1", "sight_left": "5.0", "sight_right": "5.0", "field": "150", "colour": "yes", "hearing": "good",
    "arms": "yes", "legs": "good", "legs_differ": "0", "trunk": "yes", "ability": "none",
}  # fmt: skip
GROUPS = (
    (_("Who, and for what"), ("id_no", "name", "wanted", "examined_on")),
    (_("Eyes and ears"), ("sight_left", "sight_right", "field", "colour", "hearing")),
    (_("Body"), ("height", "arms", "legs", "legs_differ", "trunk", "ability")),
)
AGAINST: Mapping[str, str] = {
    "height": _("height"), "sight": _("sight"), "colour": _("colour sense"), "hearing": _("hearing"),
    "arms": _("arms and hands"), "legs": _("legs"), "trunk": _("trunk and neck"),
}  # fmt: skip


@staff("doctor")
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the form, or enter the result."""
    if request.method == "GET":
        return _shown(request, {})
    try:
        made = actions.enter(form=form.read(request.POST), actor=actor_of(request))
    except Refused as refused:
        if not refused.code.startswith(TOLD) or refused.code == "physicals.not_listed":
            raise
        return _shown(request, request.POST, refused)
    said = gettext("%(number)s is entered: fit for %(classes)s.")
    messages.success(request, said % {"number": made.number, "classes": " ".join(made.fit_for) or "—"})
    return redirect("backoffice:physicals")


@staff("doctor")
@require_POST
def read_form(request: HttpRequest) -> HttpResponse:
    """Fill in what can be read from a picture of the paper form; the doctor compares it."""
    try:
        found = reading.read(read_image(request.FILES.get("file")).bytes)
    except Refused as refused:
        if not refused.code.startswith(TOLD):
            raise
        return _shown(request, request.POST, refused)
    messages.info(request, gettext("Read from the picture: compare every value with the paper."))
    return _shown(request, found)


@staff("administrator")
@require_http_methods(["GET", "POST"])
def institutions(request: HttpRequest) -> HttpResponse:
    """Show which institutions may certify and who enters there, or list one more."""
    actor = actor_of(request)
    if request.method == "POST":
        actions.list_institution(
            code=request.POST.get("code", ""), name=request.POST.get("name", ""), listed_from=_day(request), actor=actor
        )
        messages.success(request, gettext("The institution is listed."))
        return redirect("backoffice:institutions")
    context = {
        "institutions": queries.institutions(actor.office),
        "doctors": queries.doctors(actor.office),
        "today": clock.today(),
    }
    return render(request, "backoffice/physicals/institutions.html", context)


@staff("administrator")
@require_POST
def seat(request: HttpRequest) -> HttpResponse:
    """Say at which institution a doctor works."""
    given = request.POST
    actions.seat_doctor(
        username=given.get("username", ""), code=given.get("code", ""),
        certificate_no=given.get("certificate_no", ""), actor=actor_of(request),
    )  # fmt: skip
    messages.success(request, gettext("The doctor may enter results now."))
    return redirect("backoffice:institutions")


@staff("administrator")
@require_POST
def end(request: HttpRequest, institution_id: int) -> HttpResponse:
    """Take an institution from the list."""
    actions.end_listing(institution_id=institution_id, actor=actor_of(request))
    messages.info(request, gettext("It is listed no more; what it entered before counts on."))
    return redirect("backoffice:institutions")


def _shown(request: HttpRequest, typed: Mapping[str, str], refused: Refused | None = None) -> HttpResponse:
    actor, today = actor_of(request), clock.today()
    told = refused.facts.get("fields", []) if refused else []
    wrong = {str(one) for one in told} if isinstance(told, list) else set()
    values = USUAL | {"examined_on": today.isoformat()} | {name: typed[name][:60] for name in NAMES if typed.get(name)}
    context = {
        "doctor": queries.doctor_of(actor, today),
        "groups": [(gettext(title), [_box(name, values, wrong) for name in names]) for title, names in GROUPS],
        "told": wording.say(refused.code, _named(refused), get_language() or "zh") if refused else "",
        "latest": [(one, masks.name(one.person.name), _outcome(one)) for one in queries.latest_entered(actor, today)],
        "reads": reading.there(),
    }
    status = wording.status_of(refused.code) if refused else 200
    return render(request, "backoffice/physicals/page.html", context, status=status)


def _named(refused: Refused) -> Mapping[str, Value]:
    """Return the facts of a refusal with the names of its fields instead of their codes."""
    fields = refused.facts.get("fields")
    if not isinstance(fields, list):
        return dict(refused.facts)
    return {**refused.facts, "fields": [gettext(NAMES.get(str(one), str(one))) for one in fields]}


def _box(name: str, values: Mapping[str, str], wrong: set[str]) -> dict[str, object]:
    choices = [(code, gettext(word), code == values.get(name)) for code, word in CHOICES.get(name, ())]
    kind = "date" if name == "examined_on" else "number" if name in form.RANGES else "text"
    low, high = form.RANGES.get(name, ("", ""))
    return {
        "name": name, "label": gettext(NAMES[name]), "value": values.get(name, ""), "choices": choices, "kind": kind,
        "wrong": name in wrong, "low": low, "high": high,
    }  # fmt: skip


def _outcome(one: Any) -> str:
    """Return whether somebody is fit for the class wanted, and what stands against it."""
    against = rules.against(rules.Findings(**one.findings), one.wanted)
    return ", ".join(gettext(AGAINST[name]) for name in against)


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("listed_from", ""))
    except ValueError:
        return clock.today()
