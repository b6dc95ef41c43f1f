"""Reconciliation (对账): what our books and a provider's statement say of one day, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from onelane.office.payments.gateway import StatementRow

Kind = Literal["only_ours", "only_theirs", "differing"]
Cause = Literal[
    "foreign_order",  # an order number that was never ours
    "notice_lost",  # ours, and nobody ever told us that it was paid; booked from the statement
    "other_day",  # ours, booked on another day
    "told_twice",  # the statement has it twice
    "amount",  # two different amounts
    "transaction",  # two different transactions
    "payment_not_there",  # we hold it paid, the statement does not know it
    "near_midnight",  # the same, a few minutes before or after midnight: it stands in the neighbouring statement
    "refund_unknown",  # given back at the provider's own site, not by us
    "refund_not_noted",  # ours, and we still wait for its end
    "refund_amount",  # two different amounts went back
    "refund_not_there",  # we hold it given back, the statement does not know it
    "drawer_short",  # less cash than was taken
    "drawer_over",  # more cash than was taken
    "drawer_not_counted",  # cash was taken and nobody counted
]
BY_THEMSELVES: frozenset[Cause] = frozenset({"notice_lost", "near_midnight"})
MIDNIGHT = timedelta(minutes=10)
HOLDS_MONEY = frozenset({"paid", "surplus"})


@dataclass(frozen=True, slots=True)
class Ours:
    """One payment or refund in our books; `key` is the order's number, or the refund's."""

    kind: Literal["payment", "refund"]
    key: str
    bill_id: int
    reference: str
    amount: int  # fen
    at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not the same on both sides, and the likely cause."""

    kind: Kind
    cause: Cause
    number: str
    ours: int
    theirs: int
    bill_id: int | None = None


def key_of(row: StatementRow) -> str:
    """Return what a line of a statement is matched by."""
    return row.refund_no if row.kind == "refund" else row.out_trade_no


def compare(
    ours: Mapping[str, Ours], theirs: Iterable[StatementRow], elsewhere: Mapping[str, Ours], *, begin: datetime
) -> Iterator[Finding]:
    """Tell every difference of one day once.

    `ours` is what we booked on that day, `elsewhere` what we know of other numbers that the statement names, and
    `begin` the midnight on which the day began.
    """
    seen: set[str] = set()
    for row in theirs:
        key = key_of(row)
        mine = ours.get(key) or elsewhere.get(key)
        if key in seen:
            yield Finding("only_theirs", "told_twice", key, 0, row.amount, mine.bill_id if mine else None)
            continue
        seen.add(key)
        found = _weigh(row, key, mine, today=key in ours)
        if found is not None:
            yield found
    for key, mine in ours.items():
        if key not in seen:
            yield Finding("only_ours", _missing(mine, begin), key, mine.amount, 0, mine.bill_id)


def drawer(*, expected: int, counted: int | None) -> Cause | None:
    """Tell what is the matter with a drawer, None when nothing is."""
    if counted is None:
        return "drawer_not_counted"
    if counted == expected:
        return None
    return "drawer_short" if counted < expected else "drawer_over"


def _weigh(row: StatementRow, key: str, mine: Ours | None, *, today: bool) -> Finding | None:
    refund = row.kind == "refund"
    if mine is None or mine.kind != row.kind:
        return Finding("only_theirs", "refund_unknown" if refund else "foreign_order", key, 0, row.amount)
    if mine.amount != row.amount:
        return Finding("differing", "refund_amount" if refund else "amount", key, mine.amount, row.amount, mine.bill_id)
    if not refund and mine.state in HOLDS_MONEY and mine.reference != row.reference:
        return Finding("differing", "transaction", key, mine.amount, row.amount, mine.bill_id)
    if today:
        return None
    return Finding("only_theirs", _not_booked(mine, refund=refund), key, 0, row.amount, mine.bill_id)


def _not_booked(mine: Ours, *, refund: bool) -> Cause:
    if refund:
        return "other_day" if mine.state == "done" else "refund_not_noted"
    return "other_day" if mine.state in HOLDS_MONEY else "notice_lost"


def _missing(mine: Ours, begin: datetime) -> Cause:
    if mine.at is not None and not begin + MIDNIGHT <= mine.at < begin + timedelta(days=1) - MIDNIGHT:
        return "near_midnight"
    return "refund_not_there" if mine.kind == "refund" else "payment_not_there"
