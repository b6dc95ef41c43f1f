"""Our side of a reconciliation: what came, what went back, by provider and day, in a few reads however many rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Sum

from onelane.kernel import clock
from onelane.office.payments.models import Attempt, Bill, DrawerCount, Receipt, Refund
from onelane.office.payments.providers import DESK
from onelane.office.payments.reconciling import HOLDS_MONEY, Ours

if TYPE_CHECKING:
    from onelane.office.payments.gateway import StatementRow

_PAYMENT = ("out_trade_no", "bill_id", "transaction_id", "amount", "paid_at", "state")
_REFUND = ("refund_no", "attempt__bill_id", "attempt__transaction_id", "amount", "done_at", "state")
AT_ONCE = 5000  # names in one question


@dataclass(frozen=True, slots=True)
class Entry:
    """One payment, or one refund, with its bill and its receipt."""

    at: datetime
    bill: Bill
    attempt: Attempt
    refund: Refund | None
    receipt: str = ""

    @property
    def amount(self) -> int:
        """Return fen, below zero for what went back."""
        return -self.refund.amount if self.refund else self.attempt.paid_fen


def span(day: date) -> tuple[datetime, datetime]:
    """Return the midnights at which an office's day begins and ends."""
    begin = datetime.combine(day, datetime.min.time(), clock.OFFICE_ZONE)
    return begin, begin + timedelta(days=1)


def of_a_day(office: str, provider: str, begin: datetime) -> dict[str, Ours]:
    """Return what we booked at a provider on the day that begins at `begin`."""
    end = begin + timedelta(days=1)
    paid = Attempt.objects.filter(
        provider=provider, paid_at__gte=begin, paid_at__lt=end, paid_fen__gt=0, bill__office=office
    )
    back = Refund.objects.filter(
        attempt__provider=provider, state="done", done_at__gte=begin, done_at__lt=end, attempt__bill__office=office,
        counter="",  # what a cashier gave back by hand stands in no statement
    )  # fmt: skip
    return {one.key: one for one in [*_payments(paid), *_refunds(back)]}


def by_key(provider: str, names: Sequence[str], office: str) -> dict[str, Ours]:
    """Return what we know of orders and refunds by their numbers, on whatever day."""
    found: list[Ours] = []
    for some in _pieces(names):
        found += _payments(Attempt.objects.filter(provider=provider, out_trade_no__in=some, bill__office=office))
        found += _refunds(
            Refund.objects.filter(attempt__provider=provider, refund_no__in=some, attempt__bill__office=office)
        )
    return {one.key: one for one in found}


def not_paid(provider: str, numbers: Sequence[str], office: str) -> dict[str, Attempt]:
    """Return the attempts of these numbers that hold no money."""
    found: list[Attempt] = []
    for some in _pieces(numbers):
        rows = Attempt.objects.filter(provider=provider, out_trade_no__in=some, bill__office=office)
        found += rows.exclude(state__in=HOLDS_MONEY)
    return {one.out_trade_no: one for one in found}


def of_other_offices(provider: str, rows: Sequence[StatementRow], office: str) -> frozenset[str]:
    """Return the numbers of a shared account's statement that belong to other offices."""
    others = Attempt.objects.filter(provider=provider).exclude(bill__office=office)
    if not others.exists():
        return frozenset()
    found: set[str] = set()
    for some in _pieces([row.out_trade_no for row in rows]):
        found.update(others.filter(out_trade_no__in=some).values_list("out_trade_no", flat=True))
    return frozenset(found)


def drawers(office: str, day: date) -> dict[str, int]:
    """Return the cash that each counter's drawer took and gave on a day, in fen, the morning's float left out."""
    begin, end = span(day)
    taken = (
        Attempt.objects.filter(provider=DESK, means="cash", paid_at__gte=begin, paid_at__lt=end, bill__office=office)
        .values_list("counter")
        .annotate(fen=Sum("paid_fen"))
    )
    given = (
        Refund.objects.filter(state="done", done_at__gte=begin, done_at__lt=end, attempt__bill__office=office)
        .exclude(counter="")  # by the provider, not by hand
        .exclude(attempt__means="card")  # by the machine
        .values_list("counter")
        .annotate(fen=Sum("amount"))
    )
    sums: dict[str, int] = {}
    for counter, fen in taken:
        sums[counter] = sums.get(counter, 0) + fen
    for counter, fen in given:
        sums[counter] = sums.get(counter, 0) - fen
    return sums


def counts(office: str, day: date) -> dict[str, DrawerCount]:
    """Return the drawers that were counted."""
    return {one.counter: one for one in DrawerCount.objects.filter(office=office, day=day)}


def totals(office: str, day: date) -> list[dict[str, Any]]:
    """Return what came and went by provider and means on a day, in the order of their names."""
    begin, end = span(day)
    paid = (
        Attempt.objects.filter(paid_at__gte=begin, paid_at__lt=end, paid_fen__gt=0, bill__office=office)
        .values("provider", "means")
        .annotate(count=Count("pk"), fen=Sum("paid_fen"))
    )
    back = (
        Refund.objects.filter(state="done", done_at__gte=begin, done_at__lt=end, attempt__bill__office=office)
        .values("attempt__provider", "attempt__means")
        .annotate(count=Count("pk"), fen=Sum("amount"))
    )
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for one in paid:
        row = rows.setdefault((one["provider"], one["means"]), _empty(one["provider"], one["means"]))
        row |= {"payments": one["count"], "paid_fen": one["fen"]}
    for given in back:
        names = (given["attempt__provider"], given["attempt__means"])
        rows.setdefault(names, _empty(*names)).update({"refunds": given["count"], "refunded_fen": given["fen"]})
    return [rows[names] for names in sorted(rows)]


def entries(office: str, day: date) -> Iterator[Entry]:
    """Yield every payment and refund of a day for the treasury (财政解缴明细), in the order of their time."""
    begin, end = span(day)
    paid = Attempt.objects.filter(paid_at__gte=begin, paid_at__lt=end, paid_fen__gt=0, bill__office=office)
    back = Refund.objects.filter(state="done", done_at__gte=begin, done_at__lt=end, attempt__bill__office=office)
    rows = [Entry(one.paid_at or begin, one.bill, one, None) for one in paid.select_related("bill")]
    given = back.select_related("attempt__bill")
    rows += [Entry(one.done_at or begin, one.attempt.bill, one.attempt, one) for one in given]
    receipts: dict[tuple[int, int | None], tuple[str, ...]] = {
        (bill, refund): (code, number)
        for bill, refund, code, number in Receipt.objects.filter(bill__in={row.bill.pk for row in rows}).values_list(
            "bill_id", "refund_id", "code", "number"
        )
    }
    for row in sorted(rows, key=lambda one: one.at):
        key = (row.bill.pk, row.refund.pk if row.refund else None)
        has_one = row.refund is not None or row.attempt.state == "paid"
        yield replace(row, receipt=" ".join(receipts.get(key, ())) if has_one else "")


def _empty(provider: str, means: str) -> dict[str, Any]:
    return {"provider": provider, "means": means, "payments": 0, "paid_fen": 0, "refunds": 0, "refunded_fen": 0}


def _payments(rows: Any) -> list[Ours]:
    return [
        Ours("payment", number, bill, reference or "", amount, at, state)
        for number, bill, reference, amount, at, state in rows.values_list(*_PAYMENT)
    ]


def _refunds(rows: Any) -> list[Ours]:
    return [
        Ours("refund", number, bill, reference or "", amount, at, state)
        for number, bill, reference, amount, at, state in rows.values_list(*_REFUND)
    ]


def _pieces(names: Sequence[str]) -> Iterable[Sequence[str]]:
    return (names[first : first + AT_ONCE] for first in range(0, len(names), AT_ONCE))
