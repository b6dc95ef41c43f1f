"""Whatever payer, providers, post, workers and crashes do in whatever order: kept money is delivered services.

Everything goes through the real client libraries, the practice gateway and PostgreSQL, with real commits.
`make soak-payments` runs this 500 times 40 steps.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from onelane.gateways.payment.loopback.book import Letter
from onelane.kernel import clock as office_clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import Case, Plan
from onelane.office.payments import actions as payments
from onelane.office.payments import queries, rules, tasks
from onelane.office.payments.actions import settling
from onelane.office.payments.models import Attempt, Bill, Refund
from onelane.office.payments.rules import HOLDS_MONEY, LIVE
from onelane.records import outbox
from onelane.registers.offices.models import Office

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

RUNS = int(os.environ.get("ONELANE_SOAK_RUNS", "20"))
STEPS = int(os.environ.get("ONELANE_SOAK_STEPS", "40"))
FEES = 12000
CASHIER = Actor(id="7", role="cashier", office="qingdao", counter="P1")
MANAGER = Actor(id="8", role="manager", office="qingdao")
TREASURER = Actor(id="9", role="treasurer", office="qingdao")
OWNER = Actor(id="ticket:1", role="citizen", office="qingdao")
LINES: list[dict[str, object]] = [{"code": "plates", "zh": "号牌", "en": "Plates", "fen": FEES}]
MANY = settings(
    max_examples=RUNS,
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # a failing run prints its steps as they were
    print_blob=False,
)
delivered: dict[int, int] = {}  # how often the service of a bill was given


class Crash(BaseException):
    """Our process dies here; what was not committed is gone."""


class LifeOfABill(RuleBasedStateMachine):
    """One bill, any number of codes, a careless payer, a bad line, crashes and workers that get in each other's way."""

    sandbox: Any
    clock: Any
    asks = True  # whether the office asks about notices that may be lost
    count = 0

    def __init__(self) -> None:
        super().__init__()
        LifeOfABill.count += 1
        at = office_clock.now()
        plan, _ = Plan.objects.get_or_create(digest="p" * 64, defaults={"service": "lane", "snapshot": {}})
        case = Case.objects.create(
            office_id="qingdao", number=f"m{self.count}", plan=plan, state="open", marking=[], rank_at=at, opened_at=at
        )
        self.bill = payments.make_bill(case_id=case.pk, lines=LINES, actor=CASHIER)
        self.delivered: list[Letter] = []
        self.line(down=False)
        self.start("wechat")

    # -------------------------------------------------------- what may happen
    @rule(provider=st.sampled_from(["wechat", "alipay"]))
    def start(self, provider: str) -> None:
        self.quietly(payments.start_attempt, bill_id=self.bill.pk, provider=provider, actor=OWNER)

    @precondition(lambda self: self.codes())
    @rule(pick=st.integers(0, 9), lost=st.booleans(), copies=st.integers(1, 3), held=st.booleans())
    def pay(self, *, pick: int, lost: bool, copies: int, held: bool) -> None:
        """Money that comes after the close is told of, or nobody could know before the statement."""
        attempt = self.codes()[pick % len(self.codes())]
        told = {"pays_after_close": True, "lost": lost and attempt.state in LIVE, "copies": copies, "held": held}
        self.sandbox.behave(attempt.out_trade_no, **told)
        self.sandbox.book.pay(attempt.out_trade_no)
        event("paid")

    @precondition(lambda self: self.due())
    @rule(pick=st.integers(0, 9))
    def notice(self, pick: int) -> None:
        due = self.due()
        self.carry(due[pick % len(due)])

    @precondition(lambda self: self.delivered)
    @rule(pick=st.integers(0, 9))
    def notice_again(self, pick: int) -> None:
        self.carry(self.delivered[pick % len(self.delivered)])

    @precondition(lambda self: self.codes())
    @rule(pick=st.integers(0, 9))
    def forged_notice(self, pick: int) -> None:
        number = self.codes()[pick % len(self.codes())].out_trade_no
        order = self.sandbox.book.order(number)
        paid = order | {"transaction_id": f"42{'0' * 26}", "paid_amount": FEES, "paid_at": self.clock.at.isoformat()}
        assert self.sent(Letter(0, f"EV-forged-{self.count}", paid | {"state": "paid"}, forged=True)) == 401

    @rule()
    def ask(self) -> None:
        if self.asks:
            tasks.poll_attempts()

    @rule(deeds=st.lists(st.sampled_from(["ask", "notice", "outbox", "start", "follow"]), min_size=2, max_size=3))
    def workers_at_once(self, deeds: list[str]) -> None:
        """Several processes of ours work at the same moment, each on its own connection."""
        letters = self.due() or self.delivered
        known: dict[str, Callable[[], object]] = {
            "ask": self.ask,
            "notice": lambda: self.sent(letters[0]) if letters else None,
            "outbox": outbox.carry_out,
            "start": lambda: self.start("alipay"),
            "follow": tasks.follow_refunds,
        }
        at_once([known[deed] for deed in deeds])

    @rule(
        deed=st.sampled_from(["start", "ask", "notice", "outbox", "follow", "cash"]),
        after=st.integers(1, 14),
    )
    def crash(self, deed: str, after: int) -> None:
        """The process ends before its n-th statement, in the middle of whatever it does."""
        letters = self.due() or self.delivered
        known: dict[str, Callable[[], object]] = {
            "start": lambda: self.start("alipay"),
            "ask": self.ask,
            "notice": lambda: self.sent(letters[0]) if letters else None,
            "outbox": outbox.carry_out,
            "follow": tasks.follow_refunds,
            "cash": lambda: self.decide("cash"),
        }
        with dies_after(after):
            known[deed]()

    @rule(seconds=st.sampled_from([1, 4, 60, 130]))
    def wait(self, seconds: int) -> None:
        self.clock.forward(seconds=seconds)

    @rule(down=st.booleans())
    def line(self, *, down: bool) -> None:
        self.sandbox.behave(down=down)

    @rule(how=st.sampled_from(["cash", "withdraw", "pay back", "a part back", "decide", *["nothing"] * 5]))
    def decide(self, how: str) -> None:
        """Rarely something ends the bill without its code; else codes would never be paid."""
        bill = self.bill.pk
        if how == "cash":
            self.quietly(payments.pay_at_desk, bill_id=bill, means="cash", amount=FEES, actor=CASHIER)
        elif how == "withdraw":
            self.quietly(payments.void_bill, bill_id=bill, why="test", actor=CASHIER)
        elif how == "pay back":
            system = Actor(id="test", role="system", office="qingdao")
            self.quietly(payments.refund_bill, bill_id=bill, why="test", actor=system)
        elif how == "a part back":
            self.quietly(payments.propose_refund, bill_id=bill, amount=2000, why="test", actor=MANAGER)
        elif how == "decide":
            for refund in Refund.objects.filter(attempt__bill=self.bill, state="proposed"):
                self.quietly(payments.decide_refund, refund_no=refund.refund_no, agreed=True, actor=TREASURER)

    @rule()
    def worker(self) -> None:
        outbox.carry_out()

    # -------------------------------------------------------- what must hold
    @invariant()
    def a_paid_bill_has_one_payment_and_any_other_none(self) -> None:
        self.bill.refresh_from_db()
        applied = Attempt.objects.filter(bill=self.bill, state="paid").count()
        assert applied == (self.bill.state in {"paid", "refunding", "refunded"})

    @invariant()
    def surplus_is_always_on_its_way_back(self) -> None:
        for attempt in Attempt.objects.filter(bill=self.bill, state="surplus"):
            assert attempt.refunded_fen == attempt.paid_fen

    @invariant()
    def a_service_is_given_once_and_never_for_nothing(self) -> None:
        given = delivered.get(self.bill.pk, 0)
        assert given <= 1
        assert not given or self.bill.state in {"paid", "refunding", "refunded"}

    def teardown(self) -> None:
        """Let everything come to rest, then count."""
        self.line(down=False)
        self.sandbox.book.rows("UPDATE notices SET held = 0")  # a notice that waits for a later one does come at last
        for _ in range(8):
            self.clock.forward(seconds=130)
            for letter in self.due():
                self.carry(letter)
            self.ask()
            outbox.carry_out()
            tasks.follow_refunds()
        for refund in Refund.objects.filter(attempt__bill=self.bill, state="proposed"):
            payments.decide_refund(refund_no=refund.refund_no, agreed=False, actor=TREASURER)
        for refund in queries.refunds_at_desk("qingdao"):
            payments.hand_back(refund_no=refund.refund_no, actor=CASHIER)
        self.bill.refresh_from_db()
        given_back = sum(
            Refund.objects.filter(attempt__bill=self.bill, attempt__state="paid", state="done").values_list(
                "amount", flat=True
            )
        )
        served = delivered.get(self.bill.pk, 0)
        assert served == (self.bill.state in {"paid", "refunded"}), "every payment gave its service, once"
        assert self.kept_by_us() == served * FEES - given_back
        assert self.kept_by_the_providers() + self.kept_in_the_drawer() == served * FEES - given_back, self.told()
        assert not Refund.objects.filter(attempt__bill=self.bill).exclude(state__in=("done", "declined")).exists()

    # -------------------------------------------------------- how it is done
    def quietly(self, deed: Any, **told: Any) -> None:
        try:
            deed(**told)
        except Refused:
            return

    def codes(self) -> list[Attempt]:
        return [one for one in self.attempts() if one.provider != "desk" and self.order(one) is not None]

    def attempts(self) -> list[Attempt]:
        return list(Attempt.objects.filter(bill=self.bill).order_by("pk"))

    def order(self, attempt: Attempt) -> Any:
        return self.sandbox.book.order(attempt.out_trade_no)

    def due(self) -> list[Letter]:
        mine = {one.out_trade_no for one in self.attempts()}
        return [letter for letter in self.sandbox.book.due() if letter.order["number"] in mine]

    def carry(self, letter: Letter) -> None:
        """Write the notice as its provider does, and hand it to the office's own door."""
        assert self.sent(letter) == 200
        self.sandbox.book.sent(letter, acknowledged=True)
        self.delivered.append(letter)

    def sent(self, letter: Letter) -> int:
        headers, body = self.sandbox.messenger._write(letter)
        path = f"/notices/payment/{letter.order['provider']}"
        return int(self.sandbox.deliver((path, headers, body)))

    def told(self) -> str:
        """Both books, for whoever reads a failure."""
        refunds = Refund.objects.filter(attempt__bill=self.bill).values_list("refund_no", "amount", "state")
        mine = [(one.out_trade_no, one.state, one.paid_fen, self.order(one)) for one in self.attempts()]
        theirs = [dict(row) for row in self.sandbox.book.rows("SELECT * FROM refunds ORDER BY rowid DESC LIMIT 5")]
        return "\n".join(str(one) for one in [self.bill.state, *mine, *refunds, *theirs])

    def kept_by_us(self) -> int:
        return sum(one.paid_fen - one.refunded_fen for one in self.attempts() if one.state in HOLDS_MONEY)

    def kept_by_the_providers(self) -> int:
        mine = [self.order(one) for one in self.attempts()]
        paid = [one for one in mine if one is not None and one["state"] == "paid"]
        return sum(one["paid_amount"] - self.sandbox.book.refunded(one["number"]) for one in paid)

    def kept_in_the_drawer(self) -> int:
        return sum(one.paid_fen - one.refunded_fen for one in self.attempts() if one.provider == "desk")


@contextmanager
def dies_after(statements: int) -> Iterator[None]:
    """Let the process die before its n-th statement: the transaction is gone, and so is the connection."""
    left = statements

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - as Django calls it
        nonlocal left
        left -= 1
        if left <= 0:
            raise Crash
        return run(sql, params, many, context)

    try:
        with connection.execute_wrapper(execute):
            yield
    except Crash:
        event("crashed")
    connection.close()


def at_once(deeds: list[Callable[[], object]]) -> None:
    start, trouble = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            deed()
        except BaseException as error:  # noqa: BLE001 - told below
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []


@pytest.fixture
def life(transactional_db: None, clock: Any, sandbox: Any, monkeypatch: pytest.MonkeyPatch) -> type[LifeOfABill]:
    Office.objects.create(code="qingdao", name_zh="青岛", name_en="Qingdao", area_code="3702", prefixes=["鲁B"])
    sandbox.messenger.stop()  # this machine is the post
    delivered.clear()

    def deliver(payload: dict[str, Any]) -> None:
        """Give the service; counted once the transaction holds, as a case's next step would be."""
        bill = Bill.objects.get(pk=payload["bill_id"])
        from django.db import transaction

        transaction.on_commit(lambda: delivered.update({bill.pk: delivered.get(bill.pk, 0) + 1}))

    monkeypatch.setitem(outbox._handlers, "payments.paid", deliver)
    return type("Life", (LifeOfABill,), {"sandbox": sandbox, "clock": clock})


def test_money_adds_up_whatever_happens(life: type[LifeOfABill]) -> None:
    run_state_machine_as_test(life, settings=MANY)


def test_a_surplus_that_the_provider_took_no_notice_of_for_a_day_goes_back_at_last(life: type[LifeOfABill]) -> None:
    """Our books count a refund from the asking on; the provider holds the money until the outbox gets through."""
    one = life()
    one.decide("cash")
    one.sandbox.behave(one.codes()[0].out_trade_no, pays_after_close=True)
    one.sandbox.book.pay(one.codes()[0].out_trade_no)
    one.carry(one.due()[0])
    one.line(down=True)
    for _ in range(14):
        one.clock.forward(hours=2)
        one.worker()
    assert one.kept_by_us() == FEES
    assert one.kept_by_the_providers() == FEES
    assert one.kept_in_the_drawer() == FEES

    one.teardown()


def test_an_office_that_never_asks_loses_money(life: type[LifeOfABill]) -> None:
    never_asks = type("NeverAsks", (life,), {"asks": False})

    with pytest.raises(AssertionError):
        run_state_machine_as_test(never_asks, settings=settings(MANY, max_examples=200))


def test_an_office_that_takes_the_same_word_twice_serves_twice(
    life: type[LifeOfABill], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without what knows a payment again: the verdict `known`, the table of moves, the key in the outbox."""
    verdict, put, serial = rules.verdict, outbox.put, iter(range(10**9))

    def forgetful(*, bill: str, attempt: str) -> str:
        found = verdict(bill=bill, attempt=attempt)
        return "applies" if (found, attempt, bill) == ("known", "paid", "paid") else found

    def walk_anywhere(row: Any, to: str, **fields: object) -> None:
        row.state = to
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()

    monkeypatch.setattr(rules, "verdict", forgetful)
    monkeypatch.setattr(settling, "move", walk_anywhere)
    monkeypatch.setattr(settling.outbox, "put", lambda topic, key, told: put(topic, f"{key}:{next(serial)}", told))

    with pytest.raises(AssertionError):
        run_state_machine_as_test(life, settings=settings(MANY, max_examples=200))
