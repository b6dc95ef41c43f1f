"""Take a fee off an open bill where a rule says so (减免)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.payments.actions.moves import by_role, lock_bill, move
from onelane.office.payments.models import Attempt, Bill
from onelane.office.payments.rules import LIVE
from onelane.records import journal, outbox
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from onelane.kernel.actor import Actor


@transaction.atomic
def waive(*, bill_id: int, waiver: str, evidence: str, actor: Actor) -> Bill:
    """Take off the fees that a waiver (减免项目) frees, on the evidence named; a bill of nothing more is settled.

    The waiver is dated like a fee: the day on which the bill was made decides.
    """
    by_role(actor, "cashier", "manager")
    if not evidence.strip():
        raise Refused("payments.waiver_without_evidence")
    bill = lock_bill(bill_id, actor)
    if bill.state != "open":
        raise Refused("payments.bill_not_open", number=bill.number, state=bill.state)
    if Attempt.objects.filter(bill=bill, state__in=LIVE).exists():
        raise Refused("payments.bill_is_being_paid", number=bill.number)
    line = _line(bill, waiver)
    bill.lines = [*bill.lines, line]
    bill.amount += line["fen"]
    if bill.amount > 0:
        bill.save(update_fields=["lines", "amount"])
    else:
        move(bill, "waived", lines=bill.lines, amount=bill.amount)
        outbox.put("payments.paid", f"payments.paid:{bill.pk}", {"case_id": bill.case_id, "bill_id": bill.pk})
    detail = {"waiver": waiver, "fen": line["fen"], "evidence": evidence.strip()[:120]}
    journal.note(actor, "payments.waived", chain=f"case:{bill.case_id}", subject=bill.number, detail=detail)
    return bill


def _line(bill: Bill, code: str) -> dict[str, Any]:
    found = catalogue.current_waivers().get(code)
    day = bill.made_at.astimezone(clock.OFFICE_ZONE).date()
    if found is None or not found.holds_on(day):
        raise Refused("payments.no_such_waiver", waiver=code[:40])
    if any(line["code"] == found.line_code for line in bill.lines):
        raise Refused("payments.waived_already", number=bill.number)
    freed = [line for line in bill.lines if line["code"] in found.fees]
    if not freed:
        raise Refused("payments.waiver_frees_nothing", number=bill.number)
    return {"code": found.line_code, "zh": found.zh, "en": found.en, "fen": -sum(line["fen"] for line in freed)}
