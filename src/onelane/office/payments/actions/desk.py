"""Cash and card at the cashier's desk."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Literal

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.payments.actions.moves import by_role, lock_bill
from onelane.office.payments.actions.settling import apply
from onelane.office.payments.gateway import VerifiedFact
from onelane.office.payments.models import Attempt, Bill
from onelane.office.payments.providers import DESK

if TYPE_CHECKING:
    from onelane.kernel.actor import Actor

Means = Literal["cash", "card"]


@transaction.atomic
def pay_at_desk(*, bill_id: int, means: Means, amount: int, actor: Actor) -> Bill:
    """Take the whole amount in cash or by card (现金、刷卡); codes still shown are closed by the worker."""
    by_role(actor, "cashier")
    if means not in {"cash", "card"}:
        raise Refused("payments.no_such_means", provider=means)
    bill = lock_bill(bill_id, actor)
    if bill.state != "open":
        raise Refused("payments.bill_not_open", number=bill.number, state=bill.state)
    if amount != bill.amount:
        raise Refused("payments.amount_differs", number=bill.number)
    at = clock.now()
    number = f"D{bill.pk}-{secrets.token_hex(6)}"
    attempt = Attempt.objects.create(
        bill=bill,
        provider=DESK,
        merchant=bill.office_id,
        means=means,
        counter=actor.counter,
        out_trade_no=number,
        amount=amount,
        made_at=at,
        expires_at=at,
    )
    fact = VerifiedFact(DESK, bill.office_id, number, f"desk-{number}", amount, at)
    apply(bill, attempt, fact, actor)
    return bill
