"""Payment (缴费): the bill opens with the step, and only a paid bill closes it."""

from __future__ import annotations

from onelane.kernel import money
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.payments import actions as payments
from onelane.office.payments import queries as bills
from onelane.office.stations.desk import Answers, Desk, Visit

SETTLED = frozenset({"paid", "waived"})


class Payment(Desk):
    """Makes the bill from the fees the case opened with (RTSL art.81: only rates fixed by law)."""

    def opened(self, visit: Visit) -> None:
        """Make the bill; a bill that stands, paid or not, is kept."""
        if fees := due(visit):
            payments.make_bill(case_id=visit.case.pk, lines=fees, actor=visit.actor)

    def check(self, visit: Visit, answers: Answers) -> Answers:
        """Refuse `stations.not_paid` until the bill is paid; a withdrawn bill has to be made again first."""
        bill = bills.bill_of(visit.case.pk)
        if bill.state not in SETTLED if bill is not None else due(visit):
            raise Refused("stations.not_paid", amount=money.in_yuan(bill.amount) if bill is not None else None)
        return super().check(visit, answers)

    def ready_made(self, visit: Visit) -> bool:
        """Tell whether nothing is due: a free service, a waived bill, or one paid before the case came back."""
        bill = bills.bill_of(visit.case.pk)
        return bill.state in SETTLED if bill is not None else not due(visit)

    def dropped(self, visit: Visit) -> None:
        """Void an unpaid bill, and give back what was paid: a service that is refused costs nothing."""
        self.closed(visit)
        bill = bills.bill_of(visit.case.pk)
        if bill is not None and bill.state == "paid":
            system = Actor(id=visit.actor.id, role="system", office=visit.actor.office)
            payments.refund_bill(bill_id=bill.pk, why="case refused", actor=system)

    def closed(self, visit: Visit) -> None:
        """Void an unpaid bill; what is paid stays paid and is found again when the case comes back."""
        bill = bills.bill_of(visit.case.pk)
        if bill is not None and bill.state == "open":
            system = Actor(id=visit.actor.id, role="system", office=visit.actor.office)
            payments.void_bill(bill_id=bill.pk, why=f"{visit.step} closed", actor=system)


def due(visit: Visit) -> list[dict[str, object]]:
    """Return the fees that are due of those the case opened with: one with `when` asks for that answer."""
    fees = visit.snapshot["fees"]
    return [fee for fee in fees if isinstance(fee, dict) and _is_due(visit, fee)] if isinstance(fees, list) else []


def _is_due(visit: Visit, fee: dict[str, object]) -> bool:
    when = fee.get("when", {})
    wanted = when.items() if isinstance(when, dict) else ()
    return bool(fee.get("fen")) and all(visit.answers.get(name) in values for name, values in wanted)
