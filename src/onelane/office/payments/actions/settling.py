"""Settle: the only way to paid, for a notice, an answer to a query, a statement and the desk alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.payments import rules
from onelane.office.payments.actions.moves import lock_attempt, move
from onelane.office.payments.actions.refunds import ask_refund
from onelane.office.payments.gateway import NothingPaid
from onelane.office.payments.models import Attempt, Bill
from onelane.office.payments.providers import gateway_of
from onelane.records import journal, outbox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onelane.office.payments.gateway import VerifiedFact


# One statement both keeps a notice and tells whether it is news: this is done for every notice that comes.
KEEP = """
INSERT INTO payments_notice (provider, event_id, out_trade_no, transaction_id, amount, outcome, received_at)
VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (provider, event_id) DO NOTHING RETURNING id
"""


def take_notice(*, provider: str, headers: Mapping[str, str], body: bytes) -> Bill | None:
    """Take a provider's notice (支付通知): raises NoticeRefused before the database is asked anything, else settles.

    None when the notice is genuine and tells of no payment.
    """
    fact = gateway_of(provider).verify_notice(headers, body)
    return None if isinstance(fact, NothingPaid) else settle(fact=fact)


def settle(*, fact: VerifiedFact) -> Bill:
    """Let a verified payment settle its bill (核销), once; what is too much is refunded by itself.

    A fact that differs from what was asked for is noted for good, then refused with its `payments.` code.
    """
    with transaction.atomic():
        found = Attempt.objects.values_list("pk", "bill_id").filter(out_trade_no=fact.out_trade_no).first()
        if found is None:
            _keep_notice(fact, "payments.no_such_attempt")
            bill, trouble = None, "payments.no_such_attempt"
        else:
            bill, attempt = lock_attempt(*found)
            trouble = _weigh(bill, attempt, fact)
    if bill is None or trouble:
        raise Refused(trouble, number=fact.out_trade_no)
    return bill


def apply(bill: Bill, attempt: Attempt, fact: VerifiedFact, actor: Actor) -> rules.Verdict:
    """Do to a locked bill and attempt what the verdict says, and note it."""
    verdict = rules.verdict(bill=bill.state, attempt=attempt.state)
    if verdict == "known":
        return verdict
    at = clock.now()
    money = {"paid_fen": fact.amount, "transaction_id": fact.transaction_id, "paid_at": fact.paid_at}
    move(attempt, "paid" if verdict == "applies" else "surplus", **money)
    if verdict == "applies":
        move(bill, "paid", paid_at=at)
        payload = {"case_id": bill.case_id, "bill_id": bill.pk}
        outbox.put("payments.paid", f"payments.paid:{bill.pk}", payload)
        outbox.put("payments.receipt", f"payments.receipt:{bill.pk}", {"bill_id": bill.pk})
    journal.note(
        actor,
        "payments.paid" if verdict == "applies" else "payments.surplus",
        chain=f"case:{bill.case_id}",
        subject=bill.number,
        detail={"number": attempt.out_trade_no, "provider": attempt.provider, "fen": fact.amount},
        at=at,
    )
    if verdict == "surplus":
        ask_refund(bill, attempt, why="surplus", actor=actor)
    return verdict


def _weigh(bill: Bill, attempt: Attempt, fact: VerifiedFact) -> str:
    """Settle or refuse a fact about a locked bill and attempt; return the code of the refusal, "" when settled."""
    actor = Actor(id=f"gateway:{fact.provider}", role="system", office=bill.office_id)
    expected = rules.Expected(attempt.provider, attempt.merchant, attempt.amount, attempt.transaction_id)
    trouble = rules.mismatch(
        expected,
        provider=fact.provider,
        merchant=fact.merchant,
        amount=fact.amount,
        transaction_id=fact.transaction_id,
    )
    outcome = trouble
    if not trouble:
        try:
            with transaction.atomic():
                outcome = apply(bill, attempt, fact, actor)
        except IntegrityError as no:
            if "one_attempt_per_transaction" not in str(no):
                raise
            trouble = outcome = "payments.transaction_used"
    if _keep_notice(fact, outcome) and trouble:
        _note_trouble(bill, attempt, fact, trouble, actor)
    return trouble


def _note_trouble(bill: Bill, attempt: Attempt, fact: VerifiedFact, trouble: str, actor: Actor) -> None:
    detail = {"number": attempt.out_trade_no, "why": trouble, "fen": fact.amount, "asked": attempt.amount}
    journal.note(actor, "payments.fact_refused", chain=f"case:{bill.case_id}", subject=bill.number, detail=detail)


def _keep_notice(fact: VerifiedFact, outcome: str) -> bool:
    """Keep a notice unless it is kept already; tell whether this is news.

    Of answers to queries only the refused are kept, under their transaction, or each asking would be noted again.
    """
    refused = outcome.startswith("payments.")
    if not fact.event_id and not refused:
        return True
    told: list[Any] = [
        fact.provider, fact.event_id or f"asked:{fact.transaction_id}"[:64], fact.out_trade_no, fact.transaction_id,
        fact.amount, outcome, clock.now(),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(KEEP, told)
        return cursor.fetchone() is not None
