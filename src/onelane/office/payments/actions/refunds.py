"""Give money back: by itself or by maker and checker, carried out by the worker, followed to its end."""

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

ENDED = frozenset({"done", "abnormal", "declined"})


def ask_refund(bill: Bill, attempt: Attempt, *, why: str, actor: Actor) -> Refund:
    """Give back all that a locked attempt still holds; through the outbox, or by the cashier's hand what came so."""
    left = attempt.paid_fen - attempt.refunded_fen
    refund = _written(attempt, amount=left, why=why, maker="")
    _set_out(bill, attempt, refund, actor)
    return refund


@transaction.atomic
def refund_bill(*, bill_id: int, why: str, actor: Actor) -> Refund:
    """Give back a paid bill in full (退费), because the service is not given; asked twice, it is the same refund."""
    by_role(actor, "system")
    bill = lock_bill(bill_id, actor)
    attempt = _paid_attempt(bill)
    standing = attempt.refunds.filter(maker="").first()
    if standing is not None:
        return standing
    _withdraw_proposals(attempt)
    attempt.refresh_from_db(fields=["refunded_fen"])
    _begin(bill)
    return ask_refund(bill, attempt, why=why, actor=actor)


@transaction.atomic
def propose_refund(*, bill_id: int, amount: int, why: str, actor: Actor) -> Refund:
    """Propose to give a part or all of a paid bill back (退款申请): the maker's half, nothing moves yet."""
    by_role(actor, "cashier", "manager", "treasurer")
    if not why.strip():
        raise Refused("cases.reason_missing")
    bill = lock_bill(bill_id, actor)
    attempt = _paid_attempt(bill)
    if attempt.refunds.filter(state="proposed").exists():
        raise Refused("payments.refund_proposed_already", number=bill.number)
    fen = rules.refund_amount(wanted=amount, paid=attempt.paid_fen, refunded=attempt.refunded_fen)
    refund = _written(attempt, amount=fen, why=why, maker=actor.id)
    _note(bill, refund, "payments.refund_proposed", actor)
    return refund


@transaction.atomic
def decide_refund(*, refund_no: str, agreed: bool, actor: Actor) -> Refund:
    """Agree to a proposed refund or decline it (复核): the checker's half, never by whoever proposed it."""
    by_role(actor, "manager", "treasurer", "supervisor")
    bill, attempt, refund = _locked(refund_no, actor)
    if refund.maker == actor.id:
        raise Refused("payments.refund_by_another", number=refund_no)
    told = {"checker": actor.id, "decided_at": clock.now()}
    if not agreed:
        move(refund, "declined", **told)
        _note(bill, refund, "payments.refund_declined", actor)
        return refund
    move(refund, "asked", **told)
    _begin(bill)
    _set_out(bill, attempt, refund, actor)
    return refund


def carry_refund(*, refund_no: str) -> Refund:
    """Ask the provider to give the money back and write down its answer; refuse while it says nothing."""
    refund = Refund.objects.select_related("attempt__bill").filter(refund_no=refund_no).first()
    if refund is None:
        raise Refused("payments.no_such_refund")
    if refund.state in ENDED or refund.state == "proposed":
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
    bill, attempt, refund = _locked(refund_no, actor)
    if refund.state == "done":
        return refund
    if refund.state == "proposed" or (attempt.provider != DESK and refund.state != "abnormal"):
        raise Refused("payments.refund_by_provider", number=refund_no)
    refund.counter = actor.counter or actor.role
    refund.save(update_fields=["counter"])
    _end(bill, attempt, refund, actor)
    return refund


@transaction.atomic
def _follow(attempt_id: int, answer: RefundFact) -> Refund:
    bill, attempt = lock_attempt(attempt_id)
    refund = Refund.objects.select_for_update().get(refund_no=answer.refund_no)
    actor = Actor(id=f"gateway:{attempt.provider}", role="system", office=bill.office_id)
    refund.followed_at = clock.now()
    refund.save(update_fields=["followed_at"])
    if answer.state == refund.state or refund.state in ENDED:
        return refund
    if answer.state == "done":
        _end(bill, attempt, refund, actor)
        return refund
    move(refund, answer.state)
    _note(bill, refund, f"payments.refund_{answer.state}", actor)
    return refund


def _locked(refund_no: str, actor: Actor) -> tuple[Bill, Attempt, Refund]:
    attempt_id = Refund.objects.filter(refund_no=refund_no).values_list("attempt_id", flat=True).first()
    if attempt_id is None:
        raise Refused("payments.no_such_refund")
    bill, attempt = lock_attempt(attempt_id)
    if bill.office_id != actor.office:
        raise Refused("payments.other_office")
    return bill, attempt, Refund.objects.select_for_update().get(refund_no=refund_no)


def _paid_attempt(bill: Bill) -> Attempt:
    attempt = Attempt.objects.select_for_update().filter(bill=bill, state="paid").first()
    if attempt is None:
        raise Refused("payments.not_paid", number=bill.number)
    return attempt


def _withdraw_proposals(attempt: Attempt) -> None:
    """Decline what somebody proposed while all of it goes back anyway."""
    for proposal in attempt.refunds.select_for_update().filter(state="proposed"):
        move(proposal, "declined", checker="system", decided_at=clock.now())


def _begin(bill: Bill) -> None:
    if bill.state == "paid":
        move(bill, "refunding")


def _written(attempt: Attempt, *, amount: int, why: str, maker: str) -> Refund:
    return Refund.objects.create(
        attempt=attempt,
        refund_no=rules.refund_number(attempt.out_trade_no, attempt.refunds.count()),
        amount=amount,
        why=why.strip()[:120],
        state="proposed" if maker else "asked",
        maker=maker,
        asked_at=clock.now(),
    )


def _set_out(bill: Bill, attempt: Attempt, refund: Refund, actor: Actor) -> None:
    if attempt.provider != DESK:
        outbox.put("payments.refund", f"payments.refund:{refund.refund_no}", {"refund_no": refund.refund_no})
    _note(bill, refund, "payments.refund_asked", actor)


def _end(bill: Bill, attempt: Attempt, refund: Refund, actor: Actor) -> None:
    """Write that the money is back, and what that makes of the bill when this attempt had settled it."""
    move(refund, "done", done_at=clock.now())
    if attempt.state == "paid":
        _after_a_refund(bill, attempt)
        payload = {"bill_id": bill.pk, "refund_no": refund.refund_no}
        outbox.put("payments.receipt", f"payments.receipt:{refund.refund_no}", payload)
    _note(bill, refund, "payments.refunded", actor)


def _after_a_refund(bill: Bill, attempt: Attempt) -> None:
    """Say that the bill is refunded when all of it is back, and paid again when nothing more is on its way."""
    done = sum(attempt.refunds.filter(state="done").values_list("amount", flat=True))
    if done == attempt.paid_fen:
        move(bill, "refunded")
    elif not attempt.refunds.exclude(state__in=("done", "declined", "proposed")).exists():
        move(bill, "paid")


def _note(bill: Bill, refund: Refund, deed: str, actor: Actor) -> None:
    detail = {"number": refund.refund_no, "fen": refund.amount, "why": refund.why}
    journal.note(actor, deed, chain=f"case:{bill.case_id}", subject=bill.number, detail=detail)
