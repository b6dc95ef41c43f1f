"""Make a bill and withdraw it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.cases.actions.opening import next_number
from onelane.office.cases.models import Case
from onelane.office.payments import rules
from onelane.office.payments.actions.moves import by_role, lock_bill, move
from onelane.office.payments.models import Bill
from onelane.records import journal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onelane.kernel.actor import Actor


def make_bill(*, case_id: int, lines: Sequence[dict[str, object]], actor: Actor) -> Bill:
    """Make the bill (缴款单) of a case, or return the one it has; `lines` are fees as `{code, zh, en, fen}`."""
    try:
        with transaction.atomic():
            return _standing(case_id, actor) or _made(case_id, list(lines), actor)
    except IntegrityError:  # somebody made it between our look and our insert: theirs is the bill
        made = _standing(case_id, actor)
        if made is None:
            raise
        return made


@transaction.atomic
def void_bill(*, bill_id: int, why: str, actor: Actor) -> Bill:
    """Withdraw an unpaid bill (作废); the worker closes codes still shown, money that comes goes back."""
    by_role(actor, "cashier", "manager", "system")
    bill = lock_bill(bill_id, actor)
    if bill.state == "void":
        return bill
    move(bill, "void")
    journal.note(actor, "payments.voided", chain=f"case:{bill.case_id}", subject=bill.number, detail={"why": why[:120]})
    return bill


def _standing(case_id: int, actor: Actor) -> Bill | None:
    bill = Bill.objects.filter(case_id=case_id).exclude(state="void").first()
    if bill is not None and bill.office_id != actor.office:
        raise Refused("payments.other_office")
    return bill


def _made(case_id: int, lines: list[dict[str, object]], actor: Actor) -> Bill:
    office = Case.objects.values_list("office_id", flat=True).filter(pk=case_id).first()
    if office is None:
        raise Refused("payments.no_such_case")
    if office != actor.office:
        raise Refused("payments.other_office")
    at = clock.now()
    amount = rules.total(lines)
    serial = next_number(office=office, series="bill", at=at)
    day = at.astimezone(clock.OFFICE_ZONE)
    bill = Bill.objects.create(
        office_id=office, case_id=case_id, number=f"B{day:%Y%m%d}{serial:05d}", amount=amount, lines=lines, made_at=at
    )
    journal.note(actor, "payments.billed", chain=f"case:{case_id}", subject=bill.number, detail={"fen": amount}, at=at)
    return bill
