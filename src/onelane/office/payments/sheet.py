"""What the pages about money show: a day with both sides, and the refund desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from onelane.kernel.refusal import Refused
from onelane.office.payments import books
from onelane.office.payments.models import Attempt, Bill, Closing, Difference, DrawerCount, Refund, Statement
from onelane.office.payments.providers import DESK, gateways

if TYPE_CHECKING:
    from collections.abc import Sequence

LATEST = 30

__all__ = ["Difference", "RefundDesk", "Sheet", "Side", "bill_by_number", "day_sheet", "refund_desk", "refundable"]


@dataclass(frozen=True, slots=True)
class Side:
    """One provider's day: our sums and the statement's."""

    provider: str
    payments: int
    paid_fen: int
    refunds: int
    refunded_fen: int
    statement: Statement | None

    @property
    def agrees(self) -> bool:
        """Tell whether the sums are the same; single lines are told by the differences."""
        told = self.statement
        ours = (self.payments, self.paid_fen, self.refunds, self.refunded_fen)
        return told is not None and ours == (told.payments, told.paid_fen, told.refunds, told.refunded_fen)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is known of a day's money."""

    sides: list[Side]
    means: list[dict[str, Any]]
    drawers: list[DrawerCount]
    open: list[Difference]
    open_count: int
    settled: list[Difference]
    closing: Closing | None

    @property
    def is_ready(self) -> bool:
        """Tell whether every statement is here and nothing is open, so that the day can be signed."""
        return not self.open_count and all(side.statement is not None for side in self.sides)

    @property
    def kept_fen(self) -> int:
        """Return what came in and did not go back."""
        return sum(one["paid_fen"] - one["refunded_fen"] for one in self.means)


@dataclass(frozen=True, slots=True)
class RefundDesk:
    """Refunds by what is to be done about them."""

    proposed: list[Refund]
    by_hand: list[Refund]
    others: list[Refund]


def day_sheet(office: str, day: date, *, limit: int) -> Sheet:
    """Return a day as the reconciliation page shows it."""
    means = books.totals(office, day)
    statements = {one.provider: one for one in Statement.objects.filter(office=office, day=day).defer("content")}
    differences = Difference.objects.select_related("bill").filter(office=office, day=day).order_by("source", "pk")
    unsettled = differences.filter(state="open")
    return Sheet(
        sides=[_side(name, means, statements.get(name)) for name in gateways()],
        means=means,
        drawers=list(DrawerCount.objects.filter(office=office, day=day).order_by("counter")),
        open=list(unsettled[:limit]),
        open_count=unsettled.count(),
        settled=list(differences.filter(state="settled")[:limit]),
        closing=Closing.objects.filter(office=office, day=day).first(),
    )


def refund_desk(office: str) -> RefundDesk:
    """Return what waits for a decision or a hand, and the latest of the rest."""
    found = Refund.objects.select_related("attempt__bill").filter(attempt__bill__office=office)
    waits = Q(attempt__provider=DESK, state="asked") | Q(state="abnormal")
    return RefundDesk(
        proposed=list(found.filter(state="proposed").order_by("asked_at")),
        by_hand=list(found.filter(waits).order_by("asked_at")),
        others=list(found.exclude(waits | Q(state="proposed")).order_by("-asked_at")[:LATEST]),
    )


def bill_by_number(office: str, number: str) -> Bill:
    """Return a bill by its number; refuse `payments.no_such_bill`."""
    bill = Bill.objects.filter(office=office, number=number.strip().upper()).first()
    if bill is None:
        raise Refused("payments.no_such_bill")
    return bill


def refundable(bill_id: int) -> int:
    """Return how much of a bill can still go back, in fen."""
    attempt = Attempt.objects.filter(bill=bill_id, state="paid").first()
    return attempt.paid_fen - attempt.refunded_fen if attempt else 0


def _side(name: str, means: Sequence[dict[str, Any]], statement: Statement | None) -> Side:
    mine = [one for one in means if one["provider"] == name]

    def total(what: str) -> int:
        return sum(one[what] for one in mine)

    return Side(name, total("payments"), total("paid_fen"), total("refunds"), total("refunded_fen"), statement)
