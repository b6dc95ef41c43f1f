"""Sign a day (日结): what came, what went back, nothing unexplained."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.payments import books
from onelane.office.payments.actions.drawer import compare_drawers
from onelane.office.payments.actions.moves import by_role
from onelane.office.payments.actions.reconcile import check_open
from onelane.office.payments.models import Closing, Difference, Receipt, Statement
from onelane.office.payments.providers import gateways
from onelane.records import journal, keys
from onelane.registers.offices.models import Office

if TYPE_CHECKING:
    from onelane.kernel.actor import Actor

KIND = "onelane daily closing 1"


@transaction.atomic
def sign_day(*, day: date, actor: Actor) -> Closing:
    """Sign a past day once every provider's statement is here, every drawer counted and every difference settled."""
    by_role(actor, "treasurer", "manager")
    Office.objects.select_for_update().get(pk=actor.office)  # two signatures at once are one
    check_open(actor.office, day)
    compare_drawers(day, actor)
    told = totals(actor.office, day)
    missing = [name for name in gateways() if name not in told["statements"]]
    if missing:
        raise Refused("payments.statement_missing", provider=", ".join(missing), day=day.isoformat())
    left = Difference.objects.filter(office=actor.office, day=day, state="open").count()
    if left:
        raise Refused("payments.differences_open", count=left)
    signer, written = keys.signer(), canonical(actor.office, day, told)
    with refused_by("one_closing_per_day", "payments.day_is_signed", day=day.isoformat()):
        closing = Closing.objects.create(
            office_id=actor.office,
            day=day,
            totals=told,
            digest=sha256(written).hexdigest(),
            key_id=signer.key_id,
            signature=signer.sign(written).hex(),
            signed_by=actor.id,
            signed_at=clock.now(),
        )
    journal.note(
        actor,
        "payments.day_signed",
        chain=f"payments:{actor.office}",
        subject=day.isoformat(),
        detail={"digest": closing.digest},
    )
    return closing


def totals(office: str, day: date) -> dict[str, Any]:
    """Return what a closing says of its day."""
    statements = Statement.objects.filter(office=office, day=day).defer("content").order_by("provider")
    begin, end = books.span(day)
    receipts = Receipt.objects.filter(office=office, issued_at__gte=begin, issued_at__lt=end)
    return {
        "means": books.totals(office, day),
        "statements": {
            one.provider: {
                "digest": one.digest, "payments": one.payments, "paid_fen": one.paid_fen, "refunds": one.refunds,
                "refunded_fen": one.refunded_fen,
            }
            for one in statements
        },
        "drawers": {
            one.counter: {"counted_fen": one.counted_fen, "expected_fen": one.expected_fen}
            for one in books.counts(office, day).values()
        },
        "differences": Difference.objects.filter(office=office, day=day).count(),
        "receipts": receipts.count(),
    }  # fmt: skip


def canonical(office: str, day: date, told: dict[str, Any]) -> bytes:
    """Return the bytes that are signed: sorted keys, no spaces."""
    named = {"kind": KIND, "office": office, "day": day.isoformat(), "totals": told}
    return json.dumps(named, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
