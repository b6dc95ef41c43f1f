"""The refund desk (退款): one person proposes, another decides; what goes by hand is handed back here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.backoffice.money import words
from onelane.channels.shared import answers
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.forms_from_catalogue import refusal_said
from onelane.channels.shared.wording import status_of
from onelane.kernel import money
from onelane.kernel.refusal import Refused
from onelane.office.payments import actions as payments
from onelane.office.payments import queries as bills

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from onelane.kernel.actor import Actor, Role

DESK: tuple[Role, ...] = ("cashier", "manager", "treasurer", "supervisor")


@staff(*DESK)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show what waits for a decision, what is on its way, and the bill that was looked up."""
    return _shown(request, number=request.GET.get("number", "").strip()[:20])


def _press(deed: Callable[[HttpRequest, Actor], object]) -> Callable[[HttpRequest], HttpResponse]:
    """Do a deed and show the desk again; a refusal stands above it."""

    @staff(*DESK)
    @require_POST
    def press(request: HttpRequest) -> HttpResponse:
        try:
            deed(request, actor_of(request))
        except Refused as refused:
            if answers.wants_json(request):
                raise
            return _shown(request, number=request.POST.get("bill", "")[:20], refused=refused)
        return redirect(reverse("money:refunds"))

    return press


@_press
def propose(request: HttpRequest, actor: Actor) -> None:
    """Propose a refund of the bill that was looked up."""
    bill = bills.bill_by_number(actor.office, request.POST.get("bill", "")[:20])
    amount, why = money.from_yuan(request.POST.get("amount", "")), _text(request, "why")
    payments.propose_refund(bill_id=bill.pk, amount=amount, why=why, actor=actor)


@_press
def decide(request: HttpRequest, actor: Actor) -> None:
    """Agree or decline."""
    agreed = request.POST.get("answer") == "agree"
    payments.decide_refund(refund_no=_text(request, "refund")[:64], agreed=agreed, actor=actor)


@_press
def hand_back(request: HttpRequest, actor: Actor) -> None:
    """Note that the money was handed over."""
    payments.hand_back(refund_no=_text(request, "refund")[:64], actor=actor)


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "").strip()


def _shown(request: HttpRequest, *, number: str = "", refused: Refused | None = None) -> HttpResponse:
    actor, bill = actor_of(request), None
    try:
        bill = bills.bill_by_number(actor.office, number) if number else None
    except Refused as missing:
        refused = refused or missing
    desk = bills.refund_desk(actor.office)
    context = {
        "number": number,
        "bill": bill,
        "left": bills.refundable(bill.pk) if bill else 0,
        "proposed": [(one, words.provider(one.attempt.provider), one.maker == actor.id) for one in desk.proposed],
        "by_hand": [(one, words.provider(one.attempt.provider)) for one in desk.by_hand],
        "others": [(one, words.provider(one.attempt.provider), words.refund_state(one.state)) for one in desk.others],
        "may_decide": actor.may("manager", "treasurer", "supervisor"),
        "may_propose": actor.may("cashier", "manager", "treasurer"),
        "may_hand_back": actor.may("cashier", "manager"),
        "message": refusal_said(refused) if refused else "",
        "code": refused.code if refused else "",
    }
    status = status_of(refused.code) if refused else 200
    return render(request, "backoffice/money/refunds.html", context, status=status)
