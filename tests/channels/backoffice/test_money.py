"""The reconciliation page, the treasury's table and the refund desk."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

import make
from onelane.office.payments import actions as payments
from onelane.office.payments import tasks  # the handler of receipts
from onelane.office.payments.models import Bill, Difference, Refund
from onelane.records import outbox

DAY = date(2026, 11, 23)
CASHIER = make.actor("cashier", "P1")


@pytest.fixture
def bill(office: str) -> Bill:
    """A bill paid in cash."""
    visit = make.Visit().walk_to("payment")
    assert tasks.PERIODIC
    visit.pay()
    outbox.carry_out()
    return Bill.objects.get(case_id=visit.case_id)


@pytest.fixture
def treasurer(sign_in: Callable[..., Client]) -> Client:
    return sign_in("treasurer")


@pytest.fixture
def the_day_after(bill: Bill, clock: Any, sign_in: Callable[..., Client]) -> Client:
    """The treasurer, who comes in the next morning."""
    clock.set(2026, 11, 24, 10)
    return sign_in("treasurer")


def difference(**told: Any) -> Difference:
    from onelane.kernel import clock

    usual = {
        "office_id": make.OFFICE, "day": DAY, "source": "wechat", "kind": "only_theirs", "cause": "foreign_order",
        "number": "XX-1", "ours_fen": 0, "theirs_fen": 700, "found_at": clock.now(),
    }  # fmt: skip
    return Difference.objects.create(**(usual | told))


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_difference_tells_its_cause_and_is_settled_with_a_word(the_day_after: Client) -> None:
    row = difference()

    told = text(the_day_after.get("/money/"))
    the_day_after.post("/money/settle/", {"day": "2026-11-23", "difference": row.pk, "note": "returned by hand"})

    assert "Not an order of ours" in told
    assert "we 0.00, they 7.00" in told
    row.refresh_from_db()
    assert (row.state, row.note) == ("settled", "returned by hand")


def test_a_difference_without_a_word_and_a_day_that_is_not_over_are_refused_on_the_page(
    the_day_after: Client,
) -> None:
    row = difference()
    early = the_day_after.post("/money/sign/", {"day": "2026-11-24"})
    silent = the_day_after.post("/money/settle/", {"day": "2026-11-23", "difference": row.pk, "note": " "})

    assert (early.status_code, silent.status_code) == (409, 422)
    assert "is not over" in text(early)
    assert Difference.objects.get().state == "open"


def test_the_day_cannot_be_signed_before_both_statements_are_here(the_day_after: Client) -> None:
    answer = the_day_after.post("/money/sign/", {"day": "2026-11-23"})

    assert (answer.status_code, "Fetch them first" in text(answer)) == (409, True)


def test_the_treasurys_table_is_utf8_with_a_mark_and_no_cell_is_a_formula(treasurer: Client, bill: Bill) -> None:
    attempt = bill.attempts.get()
    type(attempt).objects.filter(pk=attempt.pk).update(transaction_id="=1+1")

    answer = treasurer.get("/money/treasury.csv?day=2026-11-23")

    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    receipt = bill.receipts.get()
    assert rows[1][1:3] == [bill.number, f"{receipt.code} {receipt.number}"]
    assert rows[1][6:] == ["'=1+1", "120.00"]


@pytest.mark.parametrize("role", ["cashier", "clerk", "reviewer"])
def test_only_who_answers_for_money_sees_the_day(sign_in: Callable[..., Client], role: str) -> None:
    client = sign_in(role, counter="P1" if role == "cashier" else "")

    assert client.get("/money/").status_code == 403
    assert client.get("/money/treasury.csv").status_code == 403


def test_a_long_list_of_differences_asks_the_database_no_more(the_day_after: Client, bill: Bill) -> None:
    from django.db import connection

    difference(bill=bill)
    the_day_after.get("/money/")
    with CaptureQueriesContext(connection) as few:
        the_day_after.get("/money/")
    for number in range(2, 61):
        difference(number=f"XX-{number}", bill=bill)

    with CaptureQueriesContext(connection) as many:
        told = text(the_day_after.get("/money/"))

    assert len(many) == len(few)
    assert told.count("Not an order of ours") == 50
    assert "60 differences to settle" in told


# ------------------------------------------------------------ refunds by two persons
def test_one_person_proposes_and_another_decides(sign_in: Callable[..., Client], treasurer: Client, bill: Bill) -> None:
    cashier = sign_in("cashier", counter="P1")
    found = text(cashier.get("/money/refunds/", {"number": bill.number.lower()}))
    cashier.post("/money/refunds/propose/", {"bill": bill.number, "amount": "20", "why": "charged too much"})
    refund = Refund.objects.get()
    own = cashier.post("/money/refunds/decide/", {"refund": refund.refund_no, "answer": "agree"})
    treasurer.post("/money/refunds/decide/", {"refund": refund.refund_no, "answer": "agree"})
    cashier.post("/money/refunds/hand-back/", {"refund": refund.refund_no})
    outbox.carry_out()

    refund.refresh_from_db()
    bill.refresh_from_db()
    assert "120.00" in found
    assert own.status_code == 403
    assert (refund.state, refund.amount, bill.state) == ("done", 2000, "paid")
    assert [receipt.amount for receipt in bill.receipts.order_by("pk")] == [12000, -2000]


def test_a_manager_cannot_decide_what_he_proposed(sign_in: Callable[..., Client], bill: Bill) -> None:
    manager = sign_in("manager")
    manager.post("/money/refunds/propose/", {"bill": bill.number, "amount": "120", "why": "service not given"})

    answer = manager.post("/money/refunds/decide/", {"refund": Refund.objects.get().refund_no, "answer": "agree"})

    assert (answer.status_code, "another person" in text(answer)) == (403, True)
    assert Refund.objects.get().state == "proposed"


def test_a_declined_refund_can_be_proposed_again_and_all_of_it(treasurer: Client, bill: Bill) -> None:
    first = payments.propose_refund(bill_id=bill.pk, amount=12000, why="x", actor=CASHIER)
    treasurer.post("/money/refunds/decide/", {"refund": first.refund_no, "answer": "decline"})

    again = payments.propose_refund(bill_id=bill.pk, amount=12000, why="y", actor=CASHIER)

    assert again.refund_no != first.refund_no
    assert bill.attempts.get().refunded_fen == 12000


@pytest.mark.parametrize(("amount", "status"), [("0", 422), ("120.01", 422), ("abc", 422), ("", 422)])
def test_an_amount_that_cannot_go_back_is_refused_on_the_page(
    treasurer: Client, bill: Bill, amount: str, status: int
) -> None:
    answer = treasurer.post("/money/refunds/propose/", {"bill": bill.number, "amount": amount, "why": "x"})

    assert answer.status_code == status
    assert not Refund.objects.exists()


def test_a_bill_that_is_not_there_says_so(treasurer: Client, bill: Bill) -> None:
    assert treasurer.get("/money/refunds/", {"number": "B1"}).status_code == 404


def test_the_database_wants_two_persons(bill: Bill) -> None:
    from django.db import IntegrityError, transaction

    refund = payments.propose_refund(bill_id=bill.pk, amount=100, why="x", actor=CASHIER)

    with pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(state="asked", checker=refund.maker)
    with pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(state="asked")
