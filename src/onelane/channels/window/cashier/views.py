"""The cashier: find a bill, show its code or take the money, withdraw it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Literal

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.channels.shared import answers, inputs, paying
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.wording import status_of
from onelane.channels.window.cashier import page as pages
from onelane.kernel import money
from onelane.kernel.refusal import Refused
from onelane.office.cases import queries as cases
from onelane.office.lane import queries as tickets
from onelane.office.payments import actions as payments
from onelane.office.payments import queries as bills_of
from onelane.office.stations import billing

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from onelane.kernel.actor import Actor

    Deed = Callable[..., str | None]

LONGEST_SUM = 12
NOTES = ("10000", "5000", "2000", "1000", "500", "100", "50", "10")


@require_GET
@staff("cashier")
def page(request: HttpRequest) -> HttpResponse:
    """Show the open bills; with the number of a ticket, go to its bill."""
    actor, number = actor_of(request), request.GET.get("number", "").strip()[:12]
    if not number:
        return render(request, "window/cashier/page.html", pages.start(actor))
    try:
        found = tickets.ticket_by_label(actor.office, number)
    except Refused as refused:
        context = pages.start(actor, number=number, refused=refused)
        return render(request, "window/cashier/page.html", context, status=status_of(refused.code))
    return redirect("cashier:case", found.case_id)


@require_GET
@staff("cashier")
def bills(request: HttpRequest) -> HttpResponse:
    """Show the open bills alone: the part that live events renew."""
    return render(request, "window/cashier/parts/bills.html", pages.open_bills(actor_of(request)))


@require_GET
@staff("cashier")
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show one bill with all the ways to pay it."""
    return _case(request, actor_of(request), case_id)


@require_GET
@staff("cashier")
def status(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show where the payment stands: the part that live events renew."""
    return render(request, "window/cashier/parts/bill.html", pages.one_bill(actor_of(request), case_id))


def _deed(deed: Deed) -> Callable[..., HttpResponse]:
    """Do the deed on the bill of a case and show the bill again; a refusal stands above it."""

    @require_POST
    @staff("cashier")
    @functools.wraps(deed)
    def press(request: HttpRequest, case_id: int) -> HttpResponse:
        actor = actor_of(request)
        try:
            onward = deed(request, actor, case_id)
        except Refused as refused:
            if answers.wants_json(request):
                raise
            return _case(request, actor, case_id, refused=refused)
        return redirect(f"{reverse('cashier:case', args=[case_id])}{onward or ''}")

    return press


@_deed
def code(request: HttpRequest, actor: Actor, case_id: int) -> None:
    """Ask the provider for a code that the owner's phone scans."""
    provider, way = paying.chosen(request.POST)
    payments.start_attempt(bill_id=_bill(actor, case_id).pk, provider=provider, way=way, actor=actor)


@_deed
def at_desk(request: HttpRequest, actor: Actor, case_id: int) -> str | None:
    """Take cash or a card for the whole bill; of cash it tells what to give back."""
    means: Literal["cash", "card"] = "card" if request.POST.get("means") == "card" else "cash"
    bill = _bill(actor, case_id)
    given = bill.amount if means == "card" else money.from_yuan(request.POST.get("given", ""))
    if given < bill.amount:
        raise Refused("cashier.given_too_little", amount=money.in_yuan(bill.amount))
    payments.pay_at_desk(bill_id=bill.pk, means=means, amount=bill.amount, actor=actor)
    return f"?given={given}" if means == "cash" else None


@_deed
def waive(request: HttpRequest, actor: Actor, case_id: int) -> None:
    """Take fees off the bill on evidence."""
    waiver, evidence = request.POST.get("waiver", "")[:60], request.POST.get("evidence", "").replace("\x00", "")[:120]
    payments.waive(bill_id=_bill(actor, case_id).pk, waiver=waiver, evidence=evidence, actor=actor)


@_deed
def void(request: HttpRequest, actor: Actor, case_id: int) -> None:
    """Withdraw an unpaid bill, with a reason."""
    why = request.POST.get("why", "").replace("\x00", "").strip()[:120]
    if not why:
        raise Refused("cases.reason_missing")
    payments.void_bill(bill_id=_bill(actor, case_id).pk, why=why, actor=actor)


@_deed
def bill_again(_request: HttpRequest, actor: Actor, case_id: int) -> None:
    """Make a withdrawn bill again."""
    billing.bill_again(case_id=case_id, actor=actor)


@require_http_methods(["GET", "POST"])
@staff("cashier")
def drawer(request: HttpRequest) -> HttpResponse:
    """Count the cash of this counter, note by note."""
    actor = actor_of(request)
    if request.method == "GET":
        return render(request, "window/cashier/drawer.html", pages.drawer(actor))
    try:
        pieces = {worth: inputs.whole_number(request.POST, f"n{worth}", low=0, high=9999, default=0) for worth in NOTES}
        morning = money.from_yuan(request.POST.get("float", "") or "0")
        payments.count_drawer(pieces=pieces, float_fen=morning, actor=actor)
    except Refused as refused:
        context = pages.drawer(actor, given=request.POST, refused=refused)
        return render(request, "window/cashier/drawer.html", context, status=status_of(refused.code))
    return redirect("cashier:drawer")


def _bill(actor: Actor, case_id: int) -> Any:
    """Return a case's bill, once it is sure that the case is this office's."""
    cases.view(case_id, actor)
    bill = bills_of.bill_of(case_id)
    if bill is None:
        raise Refused("payments.no_such_bill")
    return bill


def _case(request: HttpRequest, actor: Actor, case_id: int, *, refused: Refused | None = None) -> HttpResponse:
    context = pages.one_bill(actor, case_id, refused=refused)
    bill, given = context["bill"], request.GET.get("given", "")
    if given.isascii() and given.isdigit() and len(given) < LONGEST_SUM and getattr(bill, "state", "") == "paid":
        context |= {"given": int(given), "change": int(given) - getattr(bill, "amount", 0)}
    return render(request, "window/cashier/case.html", context, status=status_of(refused.code) if refused else 200)
