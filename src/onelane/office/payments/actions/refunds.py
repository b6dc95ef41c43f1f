"""Give money back: asked for in the deed's transaction, carried out by the worker, followed to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.payments import rules
from onelane.office.payments.actions.moves import by_role, lock_attempt, lock_bill, move
from onelane.office.payments.gateway import RefundOrder, Unknown
from onelane.office.payments.models import Attempt, Bill, Refund
from onelane.office.payments.providers import DESK, gateway_of
from onelane.records import journal, outbox

if TYPE_CHECKING:
    from onelane.office.payments.gateway import RefundFact


def ask_refund(bill: Bill, attempt: Attempt, *, why: str, actor: Actor) -> Refund:
    """Give back all that a locked attempt brought; through the outbox, or by the cashier's hand what came that way."""
    at = clock.now()
    refund = Refund.objects.create(
        attempt=attempt,
        refund_no=rules.refund_number(attempt.out_trade_no),
        amount=attempt.paid_fen,
        why=why[:120],
        asked_at=at,
    )
    if attempt.provider != DESK:
        outbox.put("payments.refund", f"payments.refund:{refund.refund_no}", {"refund_no": refund.refund_no})
    detail = {"number": refund.refund_no, "fen": refund.amount, "why": refund.why}
    journal.note(
        actor, "payments.refund_asked", chain=f"case:{bill.case_id}", subject=bill.number, detail=detail, at=at
    )
    return refund


@transaction.atomic
def refund_bill(*, bill_id: int, why: str, actor: Actor) -> Refund:
    """Give back a paid bill in full (退费), because the service is not given; a second asking gives the same refund."""
    by_role(actor, "manager", "system")
    bill = lock_bill(bill_id, actor)
    attempt = Attempt.objects.select_for_update().filter(bill=bill, state="paid").first()
    if attempt is None:
        raise Refused("payments.not_paid", number=bill.number)
    standing = attempt.refunds.first()
    if standing is not None:
        return standing
    move(bill, "refunding")
    return ask_refund(bill, attempt, why=why, actor=actor)


def carry_refund(*, refund_no: str) -> Refund:
    """Ask the provider to give the money back and write down its answer; refuse while it says nothing."""
    refund = Refund.objects.select_related("attempt__bill").filter(refund_no=refund_no).first()
    if refund is None:
        raise Refused("payments.no_such_refund")
    if refund.state in {"done", "abnormal"}:
        return refund
    attempt = refund.attempt
    order = RefundOrder(
        refund_no=refund_no,
        out_trade_no=attempt.out_trade_no,
        transaction_id=attempt.transaction_id or "",
        amount=refund.amount,
        paid=attempt.paid_fen,
    )
    answer = gateway_of(attempt.provider).refund(order)
    if isinstance(answer, Unknown):
        Refund.objects.filter(pk=refund.pk).update(followed_at=clock.now())
        raise Refused("payments.provider_silent", provider=attempt.provider)
    return _follow(attempt.pk, answer)


@transaction.atomic
def hand_back(*, refund_no: str, actor: Actor) -> Refund:
    """Note that the cashier gave the money of a desk payment back, or that an abnormal refund was made good by hand."""
    by_role(actor, "cashier", "manager")
    attempt = Attempt.objects.filter(refunds__refund_no=refund_no).first()
    if attempt is None:
        raise Refused("payments.no_such_refund")
    bill, attempt = lock_attempt(attempt.pk)
    if bill.office_id != actor.office:
        raise Refused("payments.other_office")
    refund = Refund.objects.select_for_update().get(refund_no=refund_no)
    if refund.state == "done":
        return refund
    if attempt.provider != DESK and refund.state != "abnormal":
        raise Refused("payments.refund_by_provider", number=refund_no)
    _end(bill, attempt, refund, actor)
    return refund


@transaction.atomic
def _follow(attempt_id: int, answer: RefundFact) -> Refund:
    bill, attempt = lock_attempt(attempt_id)
    refund = Refund.objects.select_for_update().get(refund_no=answer.refund_no)
    actor = Actor(id=f"gateway:{attempt.provider}", role="system", office=bill.office_id)
    refund.followed_at = clock.now()
    refund.save(update_fields=["followed_at"])
    if answer.state == refund.state or refund.state in {"done", "abnormal"}:
        return refund
    if answer.state == "done":
        _end(bill, attempt, refund, actor)
        return refund
    move(refund, answer.state)
    deed = f"payments.refund_{answer.state}"
    journal.note(actor, deed, chain=f"case:{bill.case_id}", subject=bill.number, detail={"number": refund.refund_no})
    return refund


def _end(bill: Bill, attempt: Attempt, refund: Refund, actor: Actor) -> None:
    """Write that the money is back, and that the bill is refunded when this attempt had settled it."""
    at = clock.now()
    move(refund, "done", done_at=at)
    if attempt.state == "paid":
        move(bill, "refunded")
    detail = {"number": refund.refund_no, "fen": refund.amount}
    journal.note(actor, "payments.refunded", chain=f"case:{bill.case_id}", subject=bill.number, detail=detail, at=at)
