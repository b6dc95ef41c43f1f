"""Non-tax receipts (非税收入财政电子票据): one for each paid bill, a red one for each refund of it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.cases.actions.opening import next_number
from onelane.office.payments.models import Bill, Receipt, Refund
from onelane.records import journal, outbox

if TYPE_CHECKING:
    from datetime import datetime

# 票据代码: 4 digits of the area, the kind "08" of non-tax income in one form, the year. To be given by the treasury.
KIND = "08"


@transaction.atomic
def issue_receipt(*, bill_id: int, refund_no: str = "") -> Receipt:
    """Issue the receipt of a paid bill, or the red one of a refund (红字票据); issued once, however often asked for."""
    bill = Bill.objects.select_related("office").select_for_update(of=("self",)).get(pk=bill_id)
    refund = Refund.objects.get(refund_no=refund_no) if refund_no else None
    standing = Receipt.objects.filter(bill=bill, refund=refund).first()
    if standing is not None:
        return standing
    if refund is not None and not Receipt.objects.filter(bill=bill, refund=None).exists():
        issue_receipt(bill_id=bill_id)  # a red one refers to the one that it corrects
    at = clock.now()
    receipt = _numbered(bill, refund, at)
    detail = {"code": receipt.code, "number": receipt.number, "fen": receipt.amount}
    actor = Actor(id="worker:payments", role="system", office=bill.office_id)
    deed = "payments.receipt_reversed" if refund else "payments.receipt_issued"
    journal.note(actor, deed, chain=f"case:{bill.case_id}", subject=bill.number, detail=detail, at=at)
    outbox.put("payments.receipted", f"payments.receipted:{receipt.pk}", {"receipt_id": receipt.pk})
    return receipt


def _numbered(bill: Bill, refund: Refund | None, at: datetime) -> Receipt:
    day = at.astimezone(clock.OFFICE_ZONE)
    serial = next_number(office=bill.office_id, series="receipt", at=at)
    code = f"{bill.office.area_code}{KIND}{day:%y}"
    number = f"{day:%m%d}{serial:06d}"
    check = int(sha256(f"{code}{number}{bill.number}".encode()).hexdigest(), 16) % 10**6
    return Receipt.objects.create(
        bill=bill,
        refund=refund,
        office_id=bill.office_id,
        code=code,
        number=number,
        check_code=f"{check:06d}",
        amount=-refund.amount if refund else bill.amount,
        issued_at=at,
    )
