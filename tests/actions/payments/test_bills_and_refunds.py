"""Bills, refunds, and what the database itself refuses about money."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.payments import actions as payments
from onelane.office.payments import queries, tasks
from onelane.office.payments.models import Attempt, Bill, Notice, Refund
from onelane.records import outbox
from onelane.records.models import Message

CASHIER = Actor(id="7", role="cashier", office="qingdao", counter="P1")
SYSTEM = Actor(id="payments", role="system", office="qingdao")
ELSEWHERE = Actor(id="9", role="manager", office="jinan")
PLATES: dict[str, object] = {"code": "plates", "zh": "号牌", "en": "Plates", "fen": 10000}


def paid_by_code(sandbox: Any, bill: Bill, attempt: Attempt) -> Attempt:
    sandbox.press(attempt)
    sandbox.deliver()
    bill.refresh_from_db()
    attempt.refresh_from_db()
    return attempt


# ------------------------------------------------------------ bills
def test_a_case_has_one_bill_however_often_it_is_asked_for(case: Any, bill: Bill) -> None:
    again = payments.make_bill(case_id=case.pk, lines=[PLATES], actor=CASHIER)

    assert (again.pk, again.amount, again.number) == (bill.pk, 12000, "B2026112300001")
    assert queries.bill_of(case.pk) == bill
    assert queries.open_bills("qingdao") == [bill]


def test_a_withdrawn_bill_makes_room_for_a_right_one(case: Any, bill: Bill) -> None:
    payments.void_bill(bill_id=bill.pk, why="wrong fees", actor=CASHIER)

    right = payments.make_bill(case_id=case.pk, lines=[PLATES], actor=CASHIER)

    assert (right.amount, right.number) == (10000, "B2026112300002")
    assert queries.open_bills("qingdao") == [right]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "payments.nothing_to_pay"),
        ([{**PLATES, "fen": 0}], "payments.nothing_to_pay"),
        ([{**PLATES, "fen": -1}], "payments.amount_unreadable"),
        ([{**PLATES, "fen": 100.5}], "payments.amount_unreadable"),
        ([{**PLATES, "fen": True}], "payments.amount_unreadable"),
    ],
)
def test_a_bill_without_sound_amounts_is_not_made(case: Any, lines: list[dict[str, object]], code: str) -> None:
    with pytest.raises(Refused, match=code):
        payments.make_bill(case_id=case.pk, lines=lines, actor=CASHIER)

    assert not Bill.objects.exists()


def test_another_office_neither_makes_nor_withdraws_the_bill(case: Any, bill: Bill) -> None:
    with pytest.raises(Refused, match=r"payments\.other_office"):
        payments.make_bill(case_id=case.pk, lines=[PLATES], actor=ELSEWHERE)
    with pytest.raises(Refused, match=r"payments\.other_office"):
        payments.void_bill(bill_id=bill.pk, why="mischief", actor=ELSEWHERE)


def test_a_paid_bill_cannot_be_withdrawn(bill: Bill) -> None:
    payments.pay_at_desk(bill_id=bill.pk, means="cash", amount=12000, actor=CASHIER)

    with pytest.raises(Refused, match=r"payments\.wrong_state"):
        payments.void_bill(bill_id=bill.pk, why="late", actor=CASHIER)


# ------------------------------------------------------------ refunds
def test_a_bill_whose_service_is_not_given_is_paid_back_through_the_provider(
    sandbox: Any, bill: Bill, attempt: Attempt, told: Any
) -> None:
    paid_by_code(sandbox, bill, attempt)
    first = payments.refund_bill(bill_id=bill.pk, why="case refused", actor=SYSTEM)
    again = payments.refund_bill(bill_id=bill.pk, why="case refused", actor=SYSTEM)

    outbox.carry_out()

    bill.refresh_from_db()
    assert first == again
    assert (bill.state, first.refund_no) == ("refunded", f"R-{attempt.out_trade_no}")
    assert [one for one in told() if "receipt" not in one][-2:] == ["payments.refund_asked", "payments.refunded"]
    assert told()[-2:] == ["payments.refunded", "payments.receipt_reversed"]


def test_a_refund_waits_in_the_outbox_while_the_provider_is_silent(
    sandbox: Any, bill: Bill, attempt: Attempt, clock: Any
) -> None:
    paid_by_code(sandbox, bill, attempt)
    payments.refund_bill(bill_id=bill.pk, why="case refused", actor=SYSTEM)
    sandbox.behave(down=True)
    outbox.carry_out()
    waiting = Message.objects.get(topic="payments.refund")
    sandbox.behave()
    clock.forward(seconds=10)

    outbox.carry_out()

    assert (waiting.done_at, waiting.last_trouble) == (None, "refused: payments.provider_silent")
    assert Refund.objects.get().state == "done"


def test_a_refund_whose_answer_was_lost_is_not_given_twice(
    sandbox: Any, bill: Bill, attempt: Attempt, clock: Any
) -> None:
    paid_by_code(sandbox, bill, attempt)
    payments.refund_bill(bill_id=bill.pk, why="case refused", actor=SYSTEM)
    sandbox.behave(slow=2.0)
    outbox.carry_out()
    sandbox.behave()
    clock.forward(seconds=10)

    outbox.carry_out()

    assert Refund.objects.get().state == "done"
    assert sandbox.book.rows("SELECT sum(amount) AS fen FROM refunds")[0]["fen"] == 12000


def test_a_refund_under_way_is_followed_to_its_end(sandbox: Any, bill: Bill, attempt: Attempt, clock: Any) -> None:
    paid_by_code(sandbox, bill, attempt)
    sandbox.behave(refund="under_way")
    payments.refund_bill(bill_id=bill.pk, why="case refused", actor=SYSTEM)
    outbox.carry_out()
    under_way = Refund.objects.get().state
    sandbox.behave()
    clock.forward(seconds=31)

    assert tasks.follow_refunds() == 1

    assert (under_way, Refund.objects.get().state) == ("under_way", "done")


def test_a_refund_that_the_provider_cannot_give_is_handed_back_by_the_cashier(
    sandbox: Any, bill: Bill, attempt: Attempt
) -> None:
    paid_by_code(sandbox, bill, attempt)
    sandbox.behave(refund="abnormal")
    refund = payments.refund_bill(bill_id=bill.pk, why="case refused", actor=SYSTEM)
    with pytest.raises(Refused, match=r"payments\.refund_by_provider"):
        payments.hand_back(refund_no=refund.refund_no, actor=CASHIER)
    outbox.carry_out()

    assert [one.refund_no for one in queries.refunds_at_desk("qingdao")] == [refund.refund_no]
    payments.hand_back(refund_no=refund.refund_no, actor=CASHIER)

    bill.refresh_from_db()
    assert bill.state == "refunded"
    assert queries.refunds_at_desk("qingdao") == []


def test_cash_goes_back_by_the_cashiers_hand(bill: Bill) -> None:
    payments.pay_at_desk(bill_id=bill.pk, means="cash", amount=12000, actor=CASHIER)
    refund = payments.refund_bill(bill_id=bill.pk, why="case refused", actor=SYSTEM)

    payments.hand_back(refund_no=refund.refund_no, actor=CASHIER)
    payments.hand_back(refund_no=refund.refund_no, actor=CASHIER)

    bill.refresh_from_db()
    assert bill.state == "refunded"
    assert not Message.objects.filter(topic="payments.refund").exists()


def test_an_unpaid_bill_and_a_wrong_role_get_no_refund(bill: Bill) -> None:
    with pytest.raises(Refused, match=r"payments\.not_paid"):
        payments.refund_bill(bill_id=bill.pk, why="mistake", actor=SYSTEM)
    with pytest.raises(Refused, match=r"payments\.wrong_role"):
        payments.refund_bill(bill_id=bill.pk, why="mistake", actor=CASHIER)


# ------------------------------------------------------------ the database says no
def refused_by(constraint: str) -> Any:
    return pytest.raises(DatabaseError, match=constraint)


def test_the_database_refuses_a_second_applied_attempt(sandbox: Any, bill: Bill, attempt: Attempt, clock: Any) -> None:
    paid_by_code(sandbox, bill, attempt)
    second = {name: getattr(attempt, name) for name in ("provider", "merchant", "means", "made_at", "expires_at")}

    with refused_by("one_applied_attempt_per_bill"), transaction.atomic():
        Attempt.objects.create(
            bill=bill, out_trade_no="OL-second", amount=1, state="paid", paid_fen=1, transaction_id="T2",
            paid_at=clock.at, **second,
        )  # fmt: skip


def test_the_database_refuses_to_give_back_more_than_came(
    sandbox: Any, bill: Bill, attempt: Attempt, clock: Any
) -> None:
    paid_by_code(sandbox, bill, attempt)
    Refund.objects.create(attempt=attempt, refund_no="R1", amount=7000, why="", asked_at=clock.at)

    with refused_by("refunds_never_above_paid"), transaction.atomic():
        Refund.objects.create(attempt=attempt, refund_no="R2", amount=5001, why="", asked_at=clock.at)
    with refused_by("refunds_never_above_paid"), transaction.atomic():
        Refund.objects.filter(refund_no="R1").update(amount=12001)

    attempt.refresh_from_db()
    assert attempt.refunded_fen == 7000


def test_the_database_refuses_money_without_a_transaction_and_odd_amounts(bill: Bill, attempt: Attempt) -> None:
    rows = Attempt.objects.filter(pk=attempt.pk)

    with refused_by("money_came_with_a_transaction"), transaction.atomic():
        rows.update(state="paid", paid_fen=12000)
    with refused_by("money_came_with_a_transaction"), transaction.atomic():
        rows.update(paid_fen=12000)
    with refused_by("an_attempt_asks_for_money"), transaction.atomic():
        rows.update(amount=0)
    with refused_by("a_bill_asks_for_money"), transaction.atomic():
        Bill.objects.filter(pk=bill.pk).update(amount=0)
    with refused_by("a_paid_bill_says_when"), transaction.atomic():
        Bill.objects.filter(pk=bill.pk).update(state="paid")
    with refused_by("an_attempt_has_a_known_state"), transaction.atomic():
        rows.update(state="perhaps")


def test_the_database_keeps_a_notice_once(sandbox: Any, bill: Bill, attempt: Attempt) -> None:
    paid_by_code(sandbox, bill, attempt)
    notice = Notice.objects.get()
    notice.pk = None

    with refused_by("one_notice_per_event"), transaction.atomic():
        notice.save(force_insert=True)
