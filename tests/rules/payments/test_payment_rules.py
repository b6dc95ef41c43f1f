"""The life of money's things as a table, and what a verified payment means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane.kernel.refusal import Refused
from onelane.office.payments import rules

BILL = st.sampled_from(sorted(rules.MOVES["bill"]))
ATTEMPT = st.sampled_from(sorted(rules.MOVES["attempt"]))


@pytest.mark.parametrize("thing", ["bill", "attempt", "refund"])
def test_every_state_that_is_led_to_has_a_row_of_its_own(thing: rules.Thing) -> None:
    table = rules.MOVES[thing]

    assert set().union(*table.values()) <= table.keys()


def test_only_attempts_without_money_may_still_bring_money() -> None:
    assert not rules.LIVE & rules.HOLDS_MONEY
    assert all({"paid", "surplus"} <= rules.MOVES["attempt"][state] for state in rules.LIVE)


def test_a_closed_attempt_can_only_bring_a_surplus() -> None:
    assert rules.MOVES["attempt"]["closed"] == {"surplus"}


@given(bill=BILL, attempt=ATTEMPT)
def test_whatever_the_verdict_is_the_table_allows_it(bill: str, attempt: str) -> None:
    found = rules.verdict(bill=bill, attempt=attempt)

    if found == "known":
        assert attempt in rules.HOLDS_MONEY
    else:
        rules.check_move("attempt", attempt, "paid" if found == "applies" else "surplus")
    if found == "applies":
        rules.check_move("bill", bill, "paid")


@given(bill=BILL, attempt=ATTEMPT)
def test_money_for_a_bill_that_is_not_open_is_never_applied(bill: str, attempt: str) -> None:
    assert (rules.verdict(bill=bill, attempt=attempt) == "applies") <= (bill == "open")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, ""),
        ({"provider": "another"}, "payments.other_provider"),
        ({"merchant": "another"}, "payments.other_merchant"),
        ({"amount": 11999}, "payments.amount_differs"),
        ({"transaction_id": "T2"}, "payments.other_transaction"),
    ],
)
def test_a_payment_must_be_the_one_that_was_asked_for(change: dict[str, str | int], code: str) -> None:
    said: dict[str, str | int] = {"provider": "wechat", "merchant": "us", "amount": 12000, "transaction_id": "T1"}
    expected = rules.Expected("wechat", "us", 12000, "T1")

    assert rules.mismatch(expected, **{**said, **change}) == code  # type: ignore[arg-type]  # a test of many shapes


def test_a_move_that_the_table_does_not_have_is_refused() -> None:
    with pytest.raises(Refused, match=r"payments\.wrong_state"):
        rules.check_move("bill", "void", "paid")


@given(st.lists(st.integers(min_value=0, max_value=10**6), max_size=8))
def test_a_bill_is_the_sum_of_its_lines(amounts: list[int]) -> None:
    lines: list[dict[str, object]] = [{"code": "x", "fen": fen} for fen in amounts]

    if sum(amounts) == 0:
        with pytest.raises(Refused, match=r"payments\.nothing_to_pay"):
            rules.total(lines)
    else:
        assert rules.total(lines) == sum(amounts)


def test_an_attempt_has_one_refund_number_for_ever() -> None:
    assert rules.refund_number("OL17-0a1b2c3d4e5f") == rules.refund_number("OL17-0a1b2c3d4e5f") == "R-OL17-0a1b2c3d4e5f"
