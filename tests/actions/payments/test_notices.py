"""Notices as they come in life: twice, late, never, forged, in the wrong order, about the wrong sum."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from onelane.kernel.actor import Actor
from onelane.office.payments import actions as payments
from onelane.office.payments import queries, tasks
from onelane.office.payments.models import Attempt, Bill, Notice
from onelane.records import outbox
from onelane.records.models import Message

OWNER = Actor(id="ticket:1", role="citizen", office="qingdao")


@pytest.fixture(params=["wechat", "alipay"])
def provider(request: pytest.FixtureRequest) -> str:
    """Everything here holds for both."""
    return str(request.param)


def test_a_notice_settles_the_bill_and_the_stations_are_told_once(sandbox: Any, bill: Bill, attempt: Attempt) -> None:
    sandbox.press(attempt)

    assert sandbox.deliver() == 200

    bill.refresh_from_db()
    assert bill.state == "paid"
    message = Message.objects.get(topic="payments.paid")
    assert (message.key, message.payload) == (f"payments.paid:{bill.pk}", {"case_id": bill.case_id, "bill_id": bill.pk})


def test_the_same_notice_twice_is_one_payment(sandbox: Any, bill: Bill, attempt: Attempt, told: Any) -> None:
    sandbox.behave(copies=2)
    sandbox.press(attempt)

    assert [sandbox.deliver(), sandbox.deliver()] == [200, 200]

    assert Notice.objects.count() == 1
    assert told() == ["payments.billed", "payments.attempted", "payments.paid"]


def test_a_notice_that_comes_after_the_code_ran_out_still_settles(
    sandbox: Any, bill: Bill, attempt: Attempt, clock: Any
) -> None:
    sandbox.behave(delay=200)
    sandbox.press(attempt)
    clock.forward(seconds=201)

    assert sandbox.deliver() == 200

    bill.refresh_from_db()
    assert bill.state == "paid"


def test_a_lost_notice_is_found_by_asking(sandbox: Any, bill: Bill, attempt: Attempt, clock: Any) -> None:
    sandbox.behave(lost=True)
    sandbox.press(attempt)
    clock.forward(seconds=3)

    assert tasks.poll_attempts() == 1

    bill.refresh_from_db()
    assert bill.state == "paid"
    assert tasks.poll_attempts() == 0


def test_a_forged_notice_is_turned_away_and_changes_nothing(sandbox: Any, bill: Bill, attempt: Attempt) -> None:
    sandbox.behave(forged=True)
    sandbox.press(attempt)

    assert sandbox.deliver() == 401

    bill.refresh_from_db()
    assert bill.state == "open"
    assert not Notice.objects.exists()


def test_a_notice_changed_on_the_way_is_turned_away(sandbox: Any, bill: Bill, attempt: Attempt) -> None:
    sandbox.press(attempt)
    path, headers, body = sandbox.ear.next()

    assert sandbox.deliver((path, headers, body.replace(b"EV-", b"EW-"))) == 401
    assert sandbox.deliver((path, headers, body.replace(b"120.00", b"120.01")[:-1])) == 401


@pytest.mark.parametrize("provider", ["wechat"], indirect=True)
def test_a_replayed_notice_of_six_minutes_ago_is_turned_away(
    sandbox: Any, bill: Bill, attempt: Attempt, clock: Any
) -> None:
    sandbox.press(attempt)
    letter = sandbox.ear.next()
    clock.forward(seconds=301)

    assert sandbox.deliver(letter) == 401


def test_notices_in_the_wrong_order_settle_once_and_give_the_other_payment_back(
    sandbox: Any, bill: Bill, attempt: Attempt, clock: Any
) -> None:
    sandbox.behave(attempt.out_trade_no, held=True)
    sandbox.press(attempt)
    clock.forward(seconds=121)
    second = payments.start_attempt(bill_id=bill.pk, provider=attempt.provider, actor=OWNER)
    sandbox.press(second)

    letters = [sandbox.ear.next(), sandbox.ear.next()]
    assert [sandbox.deliver(letter) for letter in letters] == [200, 200]

    second.refresh_from_db()
    attempt.refresh_from_db()
    assert (second.state, attempt.state) == ("paid", "surplus")


def test_a_payment_of_another_amount_is_refused_and_noted_once(
    sandbox: Any, bill: Bill, attempt: Attempt, told: Any, clock: Any
) -> None:
    sandbox.behave(amount=11999, copies=2)
    sandbox.press(attempt)

    assert [sandbox.deliver(), sandbox.deliver()] == [409, 409]
    for _ in range(3):
        clock.forward(seconds=4)
        tasks.poll_attempts()

    bill.refresh_from_db()
    assert bill.state == "open"
    assert Notice.objects.filter(outcome="payments.amount_differs").count() == 2  # the notice, and what asking said
    assert told().count("payments.fact_refused") == 2


def test_money_that_comes_after_the_code_was_closed_goes_back_by_itself(
    sandbox: Any, bill: Bill, attempt: Attempt, clock: Any, told: Any
) -> None:
    sandbox.behave(attempt.out_trade_no, pays_after_close=True)
    clock.forward(seconds=121)
    assert payments.poll(attempt_id=attempt.pk).state == "closed"
    sandbox.press(attempt)

    assert sandbox.deliver() == 200
    assert outbox.carry_out() >= 1
    clock.forward(seconds=31)
    tasks.follow_refunds()

    attempt.refresh_from_db()
    bill.refresh_from_db()
    assert (attempt.state, attempt.refunded_fen, bill.state) == ("surplus", 12000, "open")
    assert attempt.refunds.get().state == "done"
    assert sandbox.book.rows("SELECT amount FROM refunds")[0]["amount"] == 12000
    assert [one for one in told() if one != "payments.refund_under_way"][-3:] == [
        "payments.surplus",
        "payments.refund_asked",
        "payments.refunded",
    ]


def test_two_codes_paid_settle_once_and_give_one_back(sandbox: Any, bill: Bill, attempt: Attempt, clock: Any) -> None:
    sandbox.behave(attempt.out_trade_no, lost=True)
    sandbox.press(attempt)
    clock.forward(seconds=121)
    second = payments.start_attempt(bill_id=bill.pk, provider=attempt.provider, actor=OWNER)
    sandbox.press(second)
    assert sandbox.deliver() == 200

    payments.poll(attempt_id=attempt.pk)
    outbox.carry_out()

    attempt.refresh_from_db()
    second.refresh_from_db()
    assert (second.state, attempt.state) == ("paid", "surplus")
    assert [(one.state, one.refunded) for one in queries.attempts_of(bill.pk)] == [("paid", 0), ("surplus", 12000)]
    assert (second.refunded_fen, attempt.refunded_fen) == (0, 12000)
    assert Message.objects.filter(topic="payments.paid").count() == 1


def test_a_notice_about_an_order_that_is_not_ours_is_kept_and_refused(
    sandbox: Any, bill: Bill, attempt: Attempt
) -> None:
    sandbox.press(attempt)
    Attempt.objects.filter(pk=attempt.pk).update(out_trade_no="OL-another-one")

    assert sandbox.deliver() == 409

    assert Notice.objects.get().outcome == "payments.no_such_attempt"


@pytest.mark.parametrize("door", ["/notices/payment/wechat", "/notices/payment/alipay"])
def test_the_door_of_notices_answers_everything_with_a_plain_status(sandbox: Any, office: Any, door: str) -> None:

    assert Client().get(door).status_code == 405
    assert Client().post(door, b"", content_type="text/plain").status_code == 401
    assert Client().post(door, b"\xff\xfe", content_type="text/plain").status_code == 401
    assert Client().post(door, b"x" * 65537, content_type="text/plain").status_code == 413
    assert Client().post("/notices/payment/nobody", b"{}", content_type="text/plain").status_code == 404
