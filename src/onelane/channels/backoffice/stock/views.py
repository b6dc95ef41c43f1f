"""The stock keeper's pages: read, call one action, render."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.shared import inputs
from onelane.channels.shared.access import actor_of, staff
from onelane.office.certificates import actions as certificates
from onelane.office.certificates import queries as papers
from onelane.office.certificates.kinds import FORMS
from onelane.registers.offices import queries as offices
from onelane.registers.people import queries as people

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SHOWN = 50
STATES = {"in_store": _("In store"), "used": _("Used"), "spoiled": _("Spoiled"), "destroyed": _("Destroyed")}
LOOKERS = staff("stock_keeper", "supervisor", "manager", "certificate_printer")


@LOOKERS
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show how many blanks of each form there are, and what waits to be done."""
    actor = actor_of(request)
    stock = papers.stock_of(actor.office)
    waiting = papers.open_destruction(actor.office)
    deliveries, reprints = papers.deliveries(actor.office), papers.reprints(actor.office)
    who = {one.by for one in deliveries} | {one.actor for one in reprints}
    names = people.names_of(who | ({waiting[0].proposed_by} if waiting else set()))
    context = {
        "stock": [(one, form_name(one.form)) for one in stock],
        "low": offices.settings_of(actor.office).integer("papers.low_stock"),
        "forms": [(form, form_name(form)) for form in FORMS],
        "spoiled": sum(one.spoiled for one in stock),
        "waiting": waiting,
        "proposed_by": names.get(waiting[0].proposed_by, "") if waiting else "",
        "mine": waiting is not None and waiting[0].proposed_by == actor.id,
        "deliveries": [(one, form_name(one.form), names.get(one.by, "")) for one in deliveries],
        "reprints": [(one, names.get(one.actor, "")) for one in reprints],
        "keeps": actor.may("stock_keeper"),
        "may_spoil": actor.may("stock_keeper", "certificate_printer"),
        "confirms": actor.may("stock_keeper", "supervisor", "manager"),
    }
    return render(request, "backoffice/stock/page.html", context)


@LOOKERS
@require_GET
def blanks(request: HttpRequest) -> HttpResponse:
    """Show blanks one by one: where each serial number went."""
    actor = actor_of(request)
    asked = {name: request.GET.get(name, "").strip()[:20] for name in ("form", "state", "serial")}
    first = inputs.whole_number(request.GET, "first", low=0, high=inputs.ROW_LIMIT, default=0)
    found = papers.blanks(actor.office, **asked, first=first, limit=SHOWN)
    kept = {name: text for name, text in asked.items() if text}
    context = {
        "asked": asked,
        "forms": [(form, form_name(form)) for form in FORMS],
        "states": [(state, gettext(word)) for state, word in STATES.items()],
        "rows": [(one, form_name(one.form), gettext(STATES[one.state])) for one in found[:SHOWN]],
        "more": f"?{urlencode(kept | {'first': str(first + SHOWN)})}" if len(found) > SHOWN else "",
        "begin": f"?{urlencode(kept)}" if first else "",
    }
    return render(request, "backoffice/stock/blanks.html", context)


@staff("stock_keeper")
@require_POST
def count_in(request: HttpRequest) -> HttpResponse:
    """Count in a delivery."""
    made = certificates.count_in(
        form=request.POST.get("form", ""), first=request.POST.get("first", ""), last=request.POST.get("last", ""),
        actor=actor_of(request),
    )  # fmt: skip
    said = gettext("%(n)d blanks are counted in: %(first)s to %(last)s.")
    messages.success(request, said % {"n": made.quantity, "first": made.first, "last": made.last})
    return redirect("backoffice:stock")


@staff("stock_keeper", "certificate_printer")
@require_POST
def spoil(request: HttpRequest) -> HttpResponse:
    """Take one blank out of use."""
    blank = certificates.spoil(
        form=request.POST.get("form", ""), serial=request.POST.get("serial", ""), why=request.POST.get("why", ""),
        actor=actor_of(request),
    )  # fmt: skip
    messages.success(request, gettext("Blank %(serial)s is out of use.") % {"serial": blank.serial})
    return redirect("backoffice:stock")


@staff("stock_keeper")
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Put the spoiled blanks together for destruction."""
    certificates.propose_destruction(actor=actor_of(request))
    messages.success(request, gettext("The list is made. A second person counts and confirms it."))
    return redirect("backoffice:stock")


@staff("stock_keeper", "supervisor", "manager")
@require_POST
def confirm(request: HttpRequest, destruction_id: int) -> HttpResponse:
    """Confirm as the second person, with the number counted."""
    counted = inputs.whole_number(request.POST, "quantity", low=0, high=inputs.ROW_LIMIT, default=0)
    certificates.confirm_destruction(destruction_id=destruction_id, quantity=counted, actor=actor_of(request))
    messages.success(request, gettext("%(n)d blanks are destroyed.") % {"n": counted})
    return redirect("backoffice:stock")


@staff("stock_keeper", "supervisor", "manager")
@require_POST
def drop(request: HttpRequest, destruction_id: int) -> HttpResponse:
    """Take a list back; its blanks stay spoiled."""
    certificates.drop_destruction(destruction_id=destruction_id, actor=actor_of(request))
    messages.info(request, gettext("The list is taken back."))
    return redirect("backoffice:stock")


def form_name(form: str) -> str:
    """Return a form's name in the reader's language."""
    return FORMS[form][get_language() == "en"]
