"""Try to pay: ask the provider for a code, ask it again whether money came, and close what ran out."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.payments import rules
from onelane.office.payments.actions.moves import lock_attempt, lock_bill, move
from onelane.office.payments.actions.settling import settle
from onelane.office.payments.gateway import CodeUrl, NotPaid, Order, Unknown, VerifiedFact
from onelane.office.payments.models import Attempt, Bill
from onelane.office.payments.providers import gateway_of
from onelane.records import journal

if TYPE_CHECKING:
    from onelane.office.payments.gateway import PaymentGateway, Way

SUBJECT = "车管所业务规费"  # a provider's query string holds it: never a person, a car or a case
WAYS: dict[str, Way] = {"code": "code", "page": "page", "app": "app"}
CODE_SECONDS = 120  # how long a code is shown when the office sets nothing else


def start_attempt(*, bill_id: int, provider: str, actor: Actor, way: Way = "code", payer: str = "") -> Attempt:
    """Ask the provider for a code to pay a bill (发起支付); while one is live, pressing again gives the same.

    Three steps, so that no row is locked while the provider thinks: our number is kept first, then asked for,
    then the answer is written. A lost answer leaves the attempt `unknown`, and `poll` finds out.
    """
    gateway = gateway_of(provider)
    if way not in gateway.ways or (way == "app") != bool(payer):
        raise Refused("payments.no_such_means", provider=provider)
    attempt = _kept(bill_id, gateway, way, actor)
    if attempt.state == "created":
        return _offer(attempt, gateway, payer)
    return poll(attempt_id=attempt.pk) if attempt.state == "unknown" else attempt


def poll(*, attempt_id: int) -> Attempt:
    """Ask the provider whether money came (查单); settle it, go on waiting, or close what is not wanted any more."""
    attempt = _read(attempt_id)
    if attempt.state not in rules.LIVE:
        return attempt
    gateway = gateway_of(attempt.provider)
    Attempt.objects.filter(pk=attempt_id).update(asked_at=clock.now())
    answer = gateway.query(attempt.out_trade_no)
    if isinstance(answer, Unknown):
        return attempt
    if isinstance(answer, VerifiedFact):
        settle(fact=answer)
        return _read(attempt_id)
    return _unpaid(attempt, answer, gateway)


def _unpaid(attempt: Attempt, answer: NotPaid, gateway: PaymentGateway) -> Attempt:
    """Go on after the provider's word that no money came."""
    wanted = attempt.bill.state == "open" and clock.now() < attempt.expires_at
    if answer.state == "closed" or (answer.state == "absent" and not wanted):
        return _move(attempt.pk, "closed", deed="payments.closed")
    if not wanted:
        return _close(attempt, gateway)
    if not attempt.code_url:  # the answer to our asking was lost; Alipay knows an order only once it is scanned
        return _offer(attempt, gateway)
    return _move(attempt.pk, "paying") if attempt.state == "unknown" else attempt


@transaction.atomic
def _kept(bill_id: int, gateway: PaymentGateway, way: Way, actor: Actor) -> Attempt:
    """Return the live attempt of an open bill, or a new one under a number that is ours for good."""
    bill = lock_bill(bill_id, actor)
    if bill.state != "open":
        raise Refused("payments.bill_not_open", number=bill.number, state=bill.state)
    at = clock.now()
    waiting = Attempt.objects.filter(
        bill=bill, provider=gateway.provider, means=way, state__in=("created", "paying", "unknown"), expires_at__gt=at
    ).first()
    if waiting is not None:
        return waiting
    seconds = bill.office.settings.get("payments.code_seconds", CODE_SECONDS)
    attempt = Attempt.objects.create(
        bill=bill,
        provider=gateway.provider,
        merchant=gateway.merchant,
        means=way,
        out_trade_no=f"OL{bill.pk}-{secrets.token_hex(6)}",
        amount=bill.amount,
        made_at=at,
        expires_at=rules.expires_at(at, seconds),
    )
    detail = {"number": attempt.out_trade_no, "provider": gateway.provider, "fen": attempt.amount}
    journal.note(actor, "payments.attempted", chain=f"case:{bill.case_id}", subject=bill.number, detail=detail, at=at)
    return attempt


def _offer(attempt: Attempt, gateway: PaymentGateway, payer: str = "") -> Attempt:
    """Ask for the code with the attempt's own number and amount, which a provider answers the same however often."""
    if attempt.means == "app" and not payer:
        return _move(attempt.pk, "unknown")  # whom the app calls by name is not kept, so the payer has to press again
    order = Order(
        out_trade_no=attempt.out_trade_no,
        amount=attempt.amount,
        subject=SUBJECT,
        expires_at=attempt.expires_at,
        way=WAYS[attempt.means],
        payer=payer,
    )
    answer = gateway.create(order)
    if isinstance(answer, CodeUrl):
        return _move(attempt.pk, "paying", code_url=answer.url)
    return _move(attempt.pk, "unknown")


def _close(attempt: Attempt, gateway: PaymentGateway) -> Attempt:
    """End an order at the provider and ask one last time, because money may have come while it was being closed."""
    closing = _move(attempt.pk, "closing")
    if closing.state != "closing":
        return closing
    answer = gateway.close(attempt.out_trade_no)
    last = answer if isinstance(answer, VerifiedFact | Unknown) else gateway.query(attempt.out_trade_no)
    if isinstance(last, VerifiedFact):
        settle(fact=last)
        return _read(attempt.pk)
    if isinstance(last, NotPaid) and last.state != "waiting":
        return _move(attempt.pk, "closed", deed="payments.closed")
    return _move(attempt.pk, "unknown")


@transaction.atomic
def _move(attempt_id: int, to: str, *, deed: str = "", **fields: object) -> Attempt:
    """Walk an attempt, unless money or its end came meanwhile: then that stands."""
    bill, attempt = lock_attempt(attempt_id)
    if attempt.state == to or to not in rules.MOVES["attempt"][attempt.state]:
        return attempt
    move(attempt, to, **fields)
    if deed:
        _note(bill, attempt, deed)
    return attempt


def _note(bill: Bill, attempt: Attempt, deed: str) -> None:
    actor = Actor(id="worker:payments", role="system", office=bill.office_id)
    detail = {"number": attempt.out_trade_no, "provider": attempt.provider}
    journal.note(actor, deed, chain=f"case:{bill.case_id}", subject=bill.number, detail=detail)


def _read(attempt_id: int) -> Attempt:
    attempt = Attempt.objects.select_related("bill").filter(pk=attempt_id).first()
    if attempt is None:
        raise Refused("payments.no_such_attempt")
    return attempt
