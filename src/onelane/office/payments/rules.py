"""What may become of a bill, an attempt and a refund, and what a verified payment means for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from onelane.kernel.money import in_yuan
from onelane.kernel.refusal import Refused

Thing = Literal["bill", "attempt", "refund"]
Verdict = Literal["applies", "surplus", "known"]

MOVES: dict[Thing, dict[str, frozenset[str]]] = {
    "bill": {
        "open": frozenset({"paid", "void", "waived"}),
        "paid": frozenset({"refunding"}),
        "refunding": frozenset({"refunded", "paid"}),  # paid again when only a part went back, or none
        "refunded": frozenset(),
        "waived": frozenset(),
        "void": frozenset(),
    },
    "attempt": {
        "created": frozenset({"paying", "unknown", "closing", "closed", "paid", "surplus"}),
        "paying": frozenset({"unknown", "closing", "closed", "paid", "surplus"}),
        "unknown": frozenset({"paying", "closing", "closed", "paid", "surplus"}),  # only a query leads out
        "closing": frozenset({"unknown", "closed", "paid", "surplus"}),
        "closed": frozenset({"surplus"}),
        "paid": frozenset(),
        "surplus": frozenset(),
    },
    "refund": {
        "proposed": frozenset({"asked", "declined"}),
        "declined": frozenset(),
        "asked": frozenset({"under_way", "done", "abnormal"}),
        "under_way": frozenset({"done", "abnormal"}),
        "abnormal": frozenset({"done"}),
        "done": frozenset(),
    },
}
# How often a provider is asked, by the age of the attempt: every 3 s while somebody stands before the code.
POLL_PLAN: tuple[tuple[timedelta, timedelta], ...] = (
    (timedelta(minutes=3), timedelta(seconds=3)),
    (timedelta(minutes=15), timedelta(seconds=15)),
    (timedelta.max, timedelta(seconds=60)),
)
LIVE = frozenset({"created", "paying", "unknown", "closing"})  # attempts that may still bring money
HOLDS_MONEY = frozenset({"paid", "surplus"})


def check_move(thing: Thing, was: str, to: str) -> None:
    """Refuse with `payments.wrong_state` what the table of moves does not allow."""
    if to not in MOVES[thing][was]:
        raise Refused("payments.wrong_state", thing=thing, state=was, wanted=to)


@dataclass(frozen=True, slots=True)
class Expected:
    """What we asked a provider for."""

    provider: str
    merchant: str
    amount: int
    transaction_id: str | None


def mismatch(expected: Expected, *, provider: str, merchant: str, amount: int, transaction_id: str) -> str:
    """Name what differs between what we asked for and what is said to have been paid; "" when nothing does."""
    if provider != expected.provider:
        return "payments.other_provider"
    if merchant != expected.merchant:
        return "payments.other_merchant"
    if amount != expected.amount:
        return "payments.amount_differs"
    if expected.transaction_id is not None and transaction_id != expected.transaction_id:
        return "payments.other_transaction"
    return ""


def verdict(*, bill: str, attempt: str) -> Verdict:
    """Tell what a verified payment does: it settles the open bill, is known already, or is too much (多缴)."""
    if attempt in HOLDS_MONEY:
        return "known"
    return "applies" if bill == "open" and attempt != "closed" else "surplus"


def refund_number(out_trade_no: str, earlier: int = 0) -> str:
    """Return the number of an attempt's next refund, fixed by how many there were: asked twice, it is the same one."""
    return f"R-{out_trade_no}" if earlier == 0 else f"R{earlier + 1}-{out_trade_no}"


def refund_amount(*, wanted: int, paid: int, refunded: int) -> int:
    """Return what may go back; refuse nothing at all, and more than is left of what was paid."""
    if wanted <= 0:
        raise Refused("payments.nothing_to_refund")
    if wanted > paid - refunded:
        raise Refused("payments.refund_too_much", left=in_yuan(paid - refunded))
    return wanted


NOTES = frozenset({"10000", "5000", "2000", "1000", "500", "100", "50", "10"})  # 人民币 in circulation, in fen


def counted(pieces: Mapping[str, int]) -> int:
    """Add up the notes and coins of a drawer in fen; refuse what is no note, or no number of them."""
    for worth, many in pieces.items():
        if worth not in NOTES or type(many) is not int or not 0 <= many < 10**6:
            raise Refused("payments.count_unreadable")
    return sum(int(worth) * many for worth, many in pieces.items())


def total(lines: list[dict[str, object]]) -> int:
    """Add up the lines of a bill in fen; refuse amounts that are no whole number of fen, or nothing to pay."""
    amounts = [line.get("fen") for line in lines]
    whole = [fen for fen in amounts if isinstance(fen, int) and not isinstance(fen, bool) and fen >= 0]
    if len(whole) != len(amounts):
        raise Refused("payments.amount_unreadable")
    if sum(whole) <= 0:
        raise Refused("payments.nothing_to_pay")
    return sum(whole)


def expires_at(made_at: datetime, seconds: int) -> datetime:
    """Return when a code stops being shown."""
    return made_at + timedelta(seconds=seconds)
