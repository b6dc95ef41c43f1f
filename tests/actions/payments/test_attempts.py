"""Asking for a code and asking again, when the provider is slow, silent or forgetful."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.payments import actions as payments
from onelane.office.payments import queries, tasks
from onelane.office.payments.models import Attempt, Bill

OWNER = Actor(id="ticket:1", role="citizen", office="qingdao")
CASHIER = Actor(id="7", role="cashier", office="qingdao", counter="P1")


def start(bill: Bill) -> Attempt:
    return payments.start_attempt(bill_id=bill.pk, provider="wechat", actor=OWNER)


def test_pressing_pay_twice_gives_the_same_code(sandbox: Any, bill: Bill) -> None:
    first, second = start(bill), start(bill)

    assert first.pk == second.pk
    assert first.state == "paying"
    assert first.code_url.endswith(f"/pay/{first.out_trade_no}")


def test_an_order_tells_the_provider_nothing_about_the_owner_or_the_car(sandbox: Any, bill: Bill) -> None:
    order = sandbox.book.order(start(bill).out_trade_no)

    assert order["subject"] == "车管所业务规费"
    assert bill.case.number not in str(order)


def test_a_lost_answer_is_asked_again_with_the_same_number_and_amount(sandbox: Any, bill: Bill) -> None:
    sandbox.behave(slow=2.0)
    lost = start(bill)
    sandbox.behave()

    found = payments.poll(attempt_id=lost.pk)

    assert lost.state == "unknown"
    assert (found.state, found.out_trade_no) == ("paying", lost.out_trade_no)
    assert sandbox.book.rows("SELECT count(*) AS n FROM orders")[0]["n"] == 1


def test_an_order_that_never_arrived_is_made_when_the_line_is_back(sandbox: Any, bill: Bill) -> None:
    sandbox.behave(down=True)
    cut_off = start(bill)
    still = payments.poll(attempt_id=cut_off.pk)
    sandbox.behave()

    again = start(bill)

    assert (cut_off.state, still.state) == ("unknown", "unknown")
    assert (again.pk, again.state) == (cut_off.pk, "paying")


def test_a_code_that_ran_out_is_closed_at_the_provider_and_a_new_one_can_be_had(
    sandbox: Any, bill: Bill, attempt: Attempt, clock: Any
) -> None:
    clock.forward(seconds=121)

    assert tasks.poll_attempts() == 1

    attempt.refresh_from_db()
    assert attempt.state == "closed"
    assert start(bill).pk != attempt.pk


def test_an_office_sets_how_long_a_code_is_shown(sandbox: Any, bill: Bill, office: Any) -> None:
    office.settings = {"payments.code_seconds": 30}
    office.save()

    status = queries.attempt_status(start(bill).out_trade_no)

    assert status is not None
    assert status.seconds_left == 30


def test_money_that_comes_while_the_code_is_being_closed_settles(
    sandbox: Any, bill: Bill, attempt: Attempt, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = sandbox.book.close
    monkeypatch.setattr(sandbox.book, "close", lambda number: (sandbox.book.pay(number), close(number))[1])
    sandbox.behave(lost=True, pays_after_close=True)
    clock.forward(seconds=121)

    assert payments.poll(attempt_id=attempt.pk).state == "paid"


def test_a_payer_who_refuses_ends_the_attempt(sandbox: Any, bill: Bill, attempt: Attempt) -> None:
    sandbox.press(attempt, "refuse")

    assert payments.poll(attempt_id=attempt.pk).state == "closed"


def test_cash_at_the_desk_settles_and_the_code_still_shown_is_closed(
    sandbox: Any, bill: Bill, attempt: Attempt, clock: Any
) -> None:
    paid = payments.pay_at_desk(bill_id=bill.pk, means="cash", amount=12000, actor=CASHIER)
    clock.forward(seconds=4)
    tasks.poll_attempts()

    attempt.refresh_from_db()
    assert (paid.state, attempt.state) == ("paid", "closed")
    assert [(t.means, t.fen) for t in queries.takings("qingdao", clock.at.date())] == [("cash", 12000)]


def test_a_code_paid_after_cash_goes_back(sandbox: Any, bill: Bill, attempt: Attempt) -> None:
    payments.pay_at_desk(bill_id=bill.pk, means="card", amount=12000, actor=CASHIER)
    sandbox.press(attempt)

    sandbox.deliver()

    attempt.refresh_from_db()
    assert (attempt.state, attempt.refunded_fen) == ("surplus", 12000)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": 11999}, "payments.amount_differs"),
        ({"amount": 0}, "payments.amount_differs"),
        ({"means": "cheque"}, "payments.no_such_means"),
        ({"actor": OWNER}, "payments.wrong_role"),
        ({"actor": Actor(id="7", role="cashier", office="jinan")}, "payments.other_office"),
        ({"bill_id": 0}, "payments.no_such_bill"),
    ],
)
def test_what_the_desk_cannot_take_changes_nothing(bill: Bill, change: dict[str, Any], code: str) -> None:
    right: dict[str, Any] = {"bill_id": bill.pk, "means": "cash", "amount": 12000, "actor": CASHIER}

    with pytest.raises(Refused, match=code):
        payments.pay_at_desk(**{**right, **change})

    bill.refresh_from_db()
    assert bill.state == "open"
    assert not Attempt.objects.exists()


def test_a_paid_bill_is_not_paid_again(sandbox: Any, bill: Bill) -> None:
    payments.pay_at_desk(bill_id=bill.pk, means="cash", amount=12000, actor=CASHIER)

    with pytest.raises(Refused, match=r"payments\.bill_not_open"):
        payments.pay_at_desk(bill_id=bill.pk, means="cash", amount=12000, actor=CASHIER)
    with pytest.raises(Refused, match=r"payments\.bill_not_open"):
        start(bill)


def test_a_provider_that_the_office_does_not_have_is_refused(sandbox: Any, bill: Bill) -> None:
    with pytest.raises(Refused, match=r"payments\.no_such_means"):
        payments.start_attempt(bill_id=bill.pk, provider="barter", actor=OWNER)


def test_an_answer_about_another_request_is_no_answer(sandbox: Any, bill: Bill, attempt: Attempt) -> None:
    sandbox.behave(lost=True, stranger=True)
    sandbox.press(attempt)

    assert payments.poll(attempt_id=attempt.pk).state == "paying"


def test_who_was_never_asked_about_is_asked_first_and_who_is_long_past_less_often(
    sandbox: Any, bill: Bill, attempt: Attempt, clock: Any
) -> None:
    rows = Attempt.objects.filter(pk=attempt.pk)
    rows.update(asked_at=clock.at)
    never = Attempt.objects.create(
        bill=bill, provider="wechat", merchant="us", means="code", out_trade_no="OL-never", amount=1,
        made_at=clock.at, expires_at=attempt.expires_at,
    )  # fmt: skip
    soon = queries.attempts_to_ask(clock.forward(seconds=3), limit=9)

    past = clock.forward(minutes=10)
    rows.update(asked_at=past - timedelta(seconds=59))
    later = queries.attempts_to_ask(past, limit=9)

    assert (soon, later) == ([never.pk, attempt.pk], [never.pk])
