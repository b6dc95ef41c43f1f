"""Yesterday's statements and drawers against our books: nothing unexplained, every difference with its cause."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from onelane.gateways.payment import wechat
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.payments import actions as payments
from onelane.office.payments import books, reconciling, tasks
from onelane.office.payments.gateway import Statement as Told
from onelane.office.payments.gateway import StatementRow
from onelane.office.payments.models import Attempt, Bill, Closing, Difference, Statement
from onelane.records import keys, outbox

TREASURER = Actor(id="11", role="treasurer", office="qingdao")
CASHIER = Actor(id="7", role="cashier", office="qingdao", counter="P1")
SYSTEM = Actor(id="payments", role="system", office="qingdao")
DAY = date(2026, 11, 23)
ROWS = int(os.environ.get("ONELANE_SOAK_ROWS", "5000"))


def reconcile(provider: str) -> list[Difference]:
    return payments.reconcile(provider=provider, day=DAY, actor=TREASURER)


@pytest.fixture
def paid(sandbox: Any, bill: Bill, attempt: Attempt) -> Attempt:
    sandbox.press(attempt)
    assert sandbox.deliver() == 200
    attempt.refresh_from_db()
    return attempt


@pytest.fixture(params=["wechat", "alipay"])
def provider(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_day_on_which_both_sides_agree_has_no_difference(sandbox: Any, paid: Attempt, clock: Any) -> None:
    clock.set(2026, 11, 24, 10)

    assert reconcile(paid.provider) == []

    kept = Statement.objects.get()
    assert (kept.payments, kept.paid_fen, kept.refunds) == (1, 12000, 0)
    assert not Difference.objects.exists()


def test_money_that_nobody_told_us_of_is_booked_from_the_statement(
    sandbox: Any, bill: Bill, attempt: Attempt, clock: Any
) -> None:
    sandbox.behave(lost=True)
    sandbox.press(attempt)
    clock.set(2026, 11, 24, 10)

    assert reconcile(attempt.provider) == []

    bill.refresh_from_db()
    assert bill.state == "paid"
    assert not Difference.objects.exists()  # booked on the day on which it was paid


def test_money_that_came_after_the_close_goes_back_from_the_statement(
    sandbox: Any, bill: Bill, attempt: Attempt, clock: Any
) -> None:
    clock.forward(seconds=121)
    payments.poll(attempt_id=attempt.pk)
    sandbox.behave(attempt.out_trade_no, lost=True, pays_after_close=True)
    sandbox.book.pay(attempt.out_trade_no)
    clock.set(2026, 11, 24, 10)

    reconcile(attempt.provider)
    outbox.carry_out()
    clock.forward(minutes=1)
    tasks.follow_refunds()

    attempt.refresh_from_db()
    assert (attempt.state, attempt.refunds.get().state) == ("surplus", "done")


def test_an_amount_that_differs_is_a_task_and_books_nothing(
    sandbox: Any, bill: Bill, attempt: Attempt, clock: Any
) -> None:
    sandbox.behave(amount=11999, lost=True)
    sandbox.press(attempt)
    clock.set(2026, 11, 24, 10)

    (found,) = reconcile(attempt.provider)

    assert (found.kind, found.cause, found.ours_fen, found.theirs_fen) == ("differing", "amount", 12000, 11999)
    bill.refresh_from_db()
    assert bill.state == "open"


def test_reconciling_again_makes_no_second_task_and_settles_what_has_gone(
    sandbox: Any, paid: Attempt, clock: Any
) -> None:
    clock.set(2026, 11, 24, 10)
    order = sandbox.book.order(paid.out_trade_no)
    sandbox.book.rows("UPDATE orders SET state = 'waiting' WHERE number = ?", paid.out_trade_no)
    first = reconcile(paid.provider)
    again = reconcile(paid.provider)
    sandbox.book.rows("UPDATE orders SET state = 'paid' WHERE number = ?", order["number"])

    assert reconcile(paid.provider) == []

    assert [one.cause for one in first] == ["payment_not_there"]
    assert first == again
    assert Difference.objects.get().note == "gone"


def test_only_a_past_day_and_only_the_treasurer(sandbox: Any, paid: Attempt, clock: Any) -> None:
    with pytest.raises(Refused, match=r"payments\.day_not_over"):
        reconcile("wechat")
    clock.set(2026, 11, 24, 0, 0, 1)
    with pytest.raises(Refused, match=r"payments\.wrong_role"):
        payments.reconcile(provider="wechat", day=DAY, actor=CASHIER)


def test_a_provider_without_an_answer_gives_no_statement(sandbox: Any, paid: Attempt, clock: Any) -> None:
    clock.set(2026, 11, 24, 10)
    sandbox.behave(down=True)

    with pytest.raises(Refused, match=r"payments\.no_statement"):
        reconcile(paid.provider)

    assert not Statement.objects.exists()


def test_the_worker_fetches_yesterday_once_from_ten_oclock_on(sandbox: Any, paid: Attempt, clock: Any) -> None:
    clock.set(2026, 11, 24, 9, 59)
    early = tasks.reconcile_yesterday()
    clock.set(2026, 11, 24, 10, 1)

    assert (early, tasks.reconcile_yesterday(), tasks.reconcile_yesterday()) == (0, 2, 0)


# ------------------------------------------------------------ the drawer
def test_a_drawer_that_is_right_is_no_task_and_one_that_is_not_is(bill: Bill, clock: Any) -> None:
    payments.pay_at_desk(bill_id=bill.pk, means="cash", amount=12000, actor=CASHIER)

    short = payments.count_drawer(pieces={"10000": 3, "1000": 1}, float_fen=20000, actor=CASHIER)
    tasks_then = list(Difference.objects.filter(state="open").values_list("cause", "ours_fen", "theirs_fen"))
    right = payments.count_drawer(pieces={"10000": 3, "2000": 1}, float_fen=20000, actor=CASHIER)

    assert (short.counted_fen, short.expected_fen) == (31000, 32000)
    assert tasks_then == [("drawer_short", 32000, 31000)]
    assert right.counted_fen == right.expected_fen
    assert not Difference.objects.filter(state="open").exists()


@pytest.mark.parametrize("pieces", [{"10000": -1}, {"300": 1}, {"10000": 1.5}, {"x": 1}, {"10000": True}])
def test_a_count_that_cannot_be_is_refused(bill: Bill, pieces: Any) -> None:
    with pytest.raises(Refused, match=r"payments\.count_unreadable"):
        payments.count_drawer(pieces=pieces, float_fen=0, actor=CASHIER)


# ------------------------------------------------------------ the signed day
def both(clock: Any) -> None:
    clock.set(2026, 11, 24, 10)
    for name in ("wechat", "alipay"):
        reconcile(name)


def test_a_day_is_signed_when_nothing_is_unexplained_and_then_never_changes(
    sandbox: Any, paid: Attempt, clock: Any
) -> None:
    both(clock)

    closing = payments.sign_day(day=DAY, actor=TREASURER)

    written = payments.canonical("qingdao", DAY, closing.totals)
    assert keys.is_signed(keys.trusted(), closing.key_id, written, bytes.fromhex(closing.signature))
    assert closing.totals["statements"][paid.provider]["paid_fen"] == 12000
    with pytest.raises(Refused, match=r"payments\.day_is_signed"):
        payments.sign_day(day=DAY, actor=TREASURER)
    with pytest.raises(Refused, match=r"payments\.day_is_signed"):
        reconcile("wechat")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Closing.objects.update(signed_by="somebody else")


def test_a_day_with_a_statement_missing_a_drawer_uncounted_or_a_task_open_is_not_signed(
    sandbox: Any, bill: Bill, clock: Any
) -> None:
    payments.pay_at_desk(bill_id=bill.pk, means="cash", amount=12000, actor=CASHIER)
    clock.set(2026, 11, 24, 10)
    with pytest.raises(Refused, match=r"payments\.statement_missing"):
        payments.sign_day(day=DAY, actor=TREASURER)
    both(clock)
    with pytest.raises(Refused, match=r"payments\.differences_open"):
        payments.sign_day(day=DAY, actor=TREASURER)

    payments.count_drawer(pieces={"10000": 1}, float_fen=0, actor=CASHIER, day=DAY)
    (task,) = Difference.objects.filter(state="open")
    assert task.cause == "drawer_short"
    payments.settle_difference(difference_id=task.pk, note="补足20元，收费员已交", actor=TREASURER)

    assert payments.sign_day(day=DAY, actor=TREASURER).totals["drawers"]["P1"]["counted_fen"] == 10000


# ------------------------------------------------------------ many rows
CAUSES = (
    "foreign_order", "other_day", "told_twice", "amount", "transaction", "payment_not_there", "near_midnight",
    "refund_unknown", "refund_not_noted", "refund_not_there",
)  # fmt: skip
EACH = 50


@pytest.mark.slow
def test_many_rows_are_reconciled_quickly_and_each_planted_difference_has_its_cause(
    bill: Bill, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """100,000 rows with `make soak-payments`; 500 differences planted, 50 of each of ten causes."""
    begin, _ = books.span(DAY)
    noon = begin + timedelta(hours=12)
    fill(bill.pk, noon)
    rows = statement_rows(noon)
    planter = Planter(rows, begin)
    numbers = (f"OLx-{n}" for n in range(1, ROWS + 1))
    planted = {planter.plant(cause, next(numbers)) for cause in CAUSES for _ in range(EACH)}
    rows = [row for row in rows if row.kind == "refund" or row.out_trade_no not in planter.gone]
    clock.set(2026, 11, 24, 10)
    monkeypatch.setattr(wechat.Gateway, "statement", lambda *_: Told(tuple(rows), b"file"))
    began = time.monotonic()

    reconcile("wechat")

    took = time.monotonic() - began
    found = {(one.number, one.cause) for one in Difference.objects.all()}
    sys.stdout.write(f"{len(rows)} rows reconciled in {took:.1f} s, {len(found)} differences\n")
    assert found == planted
    assert Counter(cause for _, cause in found) == dict.fromkeys(CAUSES, EACH)
    assert took < 60


def fill(bill_id: int, noon: datetime) -> None:
    """So many paid orders in our books; of one bill only one may be applied, so they count as surplus."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payments_attempt (bill_id, provider, merchant, means, counter, out_trade_no, amount, state,"
            " code_url, transaction_id, paid_fen, refunded_fen, made_at, expires_at, paid_at)"
            " SELECT %s, 'wechat', 'us', 'code', '', 'OLx-' || n, 12000, 'surplus', '', 'T' || n, 12000, 0, %s, %s, %s"
            " FROM generate_series(1, %s) AS n",
            [bill_id, noon, noon, noon, ROWS],
        )


def statement_rows(noon: datetime) -> list[StatementRow]:
    return [StatementRow("payment", f"OLx-{n}", f"T{n}", "", 12000, noon) for n in range(1, ROWS + 1)]


class Planter:
    """Spoils rows so that each cause is there so many times, and says what must be found."""

    def __init__(self, rows: list[StatementRow], begin: datetime) -> None:
        self.rows, self.begin = rows, begin
        self.places = {row.out_trade_no: place for place, row in enumerate(rows)}
        self.gone: set[str] = set()

    def plant(self, cause: str, number: str) -> tuple[str, str]:
        """Spoil one row and return what must be found for it."""
        key = getattr(self, f"plant_{cause}")(number, self.rows[self.places[number]])
        return key or number, cause

    def plant_foreign_order(self, number: str, row: StatementRow) -> str:
        self.rows.append(replace(row, out_trade_no=f"XX-{number}", reference="T-foreign"))
        return f"XX-{number}"

    def plant_other_day(self, number: str, _row: StatementRow) -> None:
        ours(number, paid_at=self.begin - timedelta(hours=3))

    def plant_told_twice(self, _number: str, row: StatementRow) -> None:
        self.rows.append(row)

    def plant_amount(self, number: str, row: StatementRow) -> None:
        self.rows[self.places[number]] = replace(row, amount=11900)

    def plant_transaction(self, number: str, row: StatementRow) -> None:
        self.rows[self.places[number]] = replace(row, reference="T-other")

    def plant_payment_not_there(self, number: str, _row: StatementRow) -> None:
        self.gone.add(number)

    def plant_near_midnight(self, number: str, _row: StatementRow) -> None:
        self.gone.add(number)
        ours(number, paid_at=self.begin + timedelta(hours=23, minutes=55))

    def plant_refund_unknown(self, number: str, row: StatementRow) -> str:
        self.rows.append(replace(row, kind="refund", refund_no=f"XR-{number}", amount=300))
        return f"XR-{number}"

    def plant_refund_not_noted(self, number: str, row: StatementRow) -> str:
        key = self.refund(number, "under_way")
        self.rows.append(replace(row, kind="refund", refund_no=key, amount=500))
        return key

    def plant_refund_not_there(self, number: str, _row: StatementRow) -> str:
        return self.refund(number, "done")

    def refund(self, number: str, state: str) -> str:
        attempt, done = Attempt.objects.get(out_trade_no=number), self.begin + timedelta(hours=13)
        made = attempt.refunds.create(
            refund_no=f"R-{number}", amount=500, why="", state=state, asked_at=self.begin,
            done_at=done if state == "done" else None,
        )  # fmt: skip
        return str(made.refund_no)


def ours(number: str, **change: object) -> None:
    Attempt.objects.filter(out_trade_no=number).update(**change)


def test_every_cause_has_words_and_a_test() -> None:
    from typing import get_args

    from onelane.channels.backoffice.money import words

    assert set(get_args(reconciling.Cause)) == set(words.CAUSES)
