"""The acceptance form on one page: what is asked, what was typed, what is still missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop

from onelane.catalogue.forms import FieldErrors
from onelane.channels.shared.forms_from_catalogue import CatalogueForm, said, sections
from onelane.channels.window.acceptance import forms
from onelane.channels.window.calls import counter
from onelane.office.stations import queries as stations
from onelane.records import live

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.kernel.actor import Actor
    from onelane.kernel.refusal import Refused
    from onelane.office.stations.queries import Sheet

# Each section of the form and the field that it begins with.
HEADINGS = (
    ("owner", gettext_noop("Owner and agent"), "owner_type"),
    ("vehicle", gettext_noop("Vehicle"), "vin"),
    ("papers", gettext_noop("Purchase, insurance and taxes"), "acquire_method"),
    ("delivery", gettext_noop("Delivery"), "delivery_mode"),
)
HOW = {
    "show_or_check": gettext_noop("shown, or fetched from the network"),
    "networked_check": gettext_noop("checked through the network"),
    "upload_or_show": gettext_noop("shown, or uploaded"),
    "present": gettext_noop("with the car, in the bay"),
    "collected_by_office": gettext_noop("taken by the inspector"),
}


def form(
    request: HttpRequest, actor: Actor, post: counter.Post, work: Any, *, refused: Refused | None = None
) -> HttpResponse:
    """Show the form of the case in hand; after a refusal with everything as it was typed."""
    case_id: int = work.case_id
    sheet = stations.sheet(case_id, post.step, actor)
    sent = forms.case_in(request.POST) == case_id
    typed = forms.typed(request.POST, case_id, post.step, actor) if sent else {}
    ticked = typed.pop(forms.SEEN, None)
    filled = CatalogueForm(
        sheet.fields,
        answers=sheet.case.answers,
        typed={code: str(text) for code, text in typed.items()} or sheet.typed,
        refused=refused.errors if isinstance(refused, FieldErrors) else None,
    )
    seen = frozenset(map(str, ticked)) if isinstance(ticked, list) else sheet.seen
    context = {
        **counter.frame(actor, post, refused),
        **counter.of_work(actor, post, work),
        "sheet": sheet,
        "form": filled,
        "sections": sections(filled, [(code, gettext(title), first) for code, title, first in HEADINGS]),
        "materials": _materials(sheet, seen, refused),
        "case_topic": live.ticket(case_id),
    }
    return render(request, "window/acceptance/form.html", context, status=counter.status_of(refused))


def _materials(sheet: Sheet, seen: frozenset[str], refused: Refused | None) -> list[dict[str, object]]:
    """Return the papers with their ticks, those that the office found missing marked."""
    missing = refused.facts.get("papers") if refused and refused.code == "stations.papers_missing" else None
    return [
        {
            "code": one.code,
            "name": said(one.name),
            "how": gettext(HOW[one.how]),
            "when": said(one.when) if one.when else "",
            "needed": one.code in sheet.needed,
            "here": one.how in {"present", "collected_by_office"},
            "seen": one.code in seen,
            "missing": isinstance(missing, list) and one.code in missing,
        }
        for one in sheet.materials
    ]
