"""The one place that locks money's rows and writes their states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onelane.kernel.refusal import Refused
from onelane.office.payments import rules
from onelane.office.payments.models import Attempt, Bill, Refund

if TYPE_CHECKING:
    from onelane.kernel.actor import Actor, Role

Row = Bill | Attempt | Refund
_THINGS: dict[type[Row], rules.Thing] = {Bill: "bill", Attempt: "attempt", Refund: "refund"}


def lock_bill(bill_id: int, actor: Actor | None = None) -> Bill:
    """Lock a bill until the transaction ends; refuse one that is not there or is another office's."""
    bill = Bill.objects.select_for_update().filter(pk=bill_id).first()
    if bill is None:
        raise Refused("payments.no_such_bill")
    if actor is not None and bill.office_id != actor.office:
        raise Refused("payments.other_office")
    return bill


def lock_attempt(attempt_id: int, bill_id: int | None = None) -> tuple[Bill, Attempt]:
    """Lock the bill, then the attempt: always in this order, so that two deeds on one bill never wait in a circle."""
    if bill_id is None:
        bill_id = Attempt.objects.values_list("bill_id", flat=True).filter(pk=attempt_id).first()
    if bill_id is None:
        raise Refused("payments.no_such_attempt")
    bill = lock_bill(bill_id)
    return bill, Attempt.objects.select_for_update().get(pk=attempt_id)


def move(row: Row, to: str, **fields: object) -> None:
    """Walk a locked row to its next state as the table of moves allows, writing `fields` with it."""
    rules.check_move(_THINGS[type(row)], row.state, to)
    row.state = to
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *fields])


def by_role(actor: Actor, *roles: Role) -> None:
    """Refuse with `payments.wrong_role` who may not do this."""
    if not actor.may(*roles):
        raise Refused("payments.wrong_role", role=actor.role)
