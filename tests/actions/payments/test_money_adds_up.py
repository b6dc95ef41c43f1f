"""Whatever payer, provider, post and office do in whatever order: at rest, kept money is what a paid bill asks for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from onelane.gateways.payment.sandbox_book import Letter
from onelane.kernel import clock as office_clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import Case, Plan
from onelane.office.payments import actions as payments
from onelane.office.payments import queries, tasks
from onelane.office.payments.models import Attempt, Refund
from onelane.office.payments.rules import HOLDS_MONEY, LIVE
from onelane.records import outbox

CASHIER = Actor(id="7", role="cashier", office="qingdao", counter="P1")
MANAGER = Actor(id="8", role="manager", office="qingdao")
OWNER = Actor(id="ticket:1", role="citizen", office="qingdao")
LINES: list[dict[str, object]] = [{"code": "plates", "zh": "号牌", "en": "Plates", "fen": 12000}]
MANY = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)
FEW = settings(MANY, phases=(Phase.generate,))


class LifeOfABill(RuleBasedStateMachine):
    """One bill, any number of codes, a careless payer, a bad line and a post that delivers late and twice."""

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
        self.start()

    # -------------------------------------------------------- what may happen
    @rule()
    def start(self) -> None:
        self.quietly(payments.start_attempt, bill_id=self.bill.pk, provider="sandbox", actor=OWNER)

    @precondition(lambda self: self.codes())
    @rule(pick=st.integers(0, 9), lost=st.booleans())
    def pay(self, *, pick: int, lost: bool) -> None:
        attempt = self.codes()[pick % len(self.codes())]
        self.sandbox.behave(attempt.out_trade_no, pays_after_close=True, lost=lost and attempt.state in LIVE)
        self.sandbox.book.pay(attempt.out_trade_no)

    @precondition(lambda self: self.sandbox.book.due())
    @rule(pick=st.integers(0, 9))
    def notice(self, pick: int) -> None:
        due = self.sandbox.book.due()
        self.carry(due[pick % len(due)])

    @precondition(lambda self: self.delivered)
    @rule(pick=st.integers(0, 9))
    def notice_again(self, pick: int) -> None:
        self.carry(self.delivered[pick % len(self.delivered)])

    @rule()
    def ask(self) -> None:
        if self.asks:
            tasks.poll_attempts()

    @rule(seconds=st.sampled_from([1, 4, 60, 130]))
    def wait(self, seconds: int) -> None:
        self.clock.forward(seconds=seconds)

    @rule(down=st.booleans())
    def line(self, *, down: bool) -> None:
        self.sandbox.behave(down=down)

    @rule(how=st.sampled_from(["cash", "withdraw", "pay back", "nothing", "nothing"]))
    def decide(self, how: str) -> None:
        """Rarely something ends the bill without its code; else codes would never be paid."""
        if how == "cash":
            self.quietly(payments.pay_at_desk, bill_id=self.bill.pk, means="cash", amount=12000, actor=CASHIER)
        elif how == "withdraw":
            self.quietly(payments.void_bill, bill_id=self.bill.pk, why="test", actor=CASHIER)
        elif how == "pay back":
            self.quietly(payments.refund_bill, bill_id=self.bill.pk, why="test", actor=MANAGER)

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

    def teardown(self) -> None:
        self.line(down=False)
        for _ in range(8):
            self.clock.forward(seconds=130)
            for letter in self.sandbox.book.due():
                self.carry(letter)
            self.ask()
            outbox.carry_out()
            tasks.follow_refunds()
        for refund in queries.refunds_at_desk("qingdao"):
            payments.hand_back(refund_no=refund.refund_no, actor=CASHIER)
        self.bill.refresh_from_db()
        owed = 12000 if self.bill.state == "paid" else 0
        assert self.kept_by_us() == owed
        assert self.kept_by_the_provider() + self.kept_in_the_drawer() == owed
        assert not Refund.objects.filter(attempt__bill=self.bill).exclude(state="done").exists()

    # -------------------------------------------------------- how it is done
    def quietly(self, deed: Any, **told: Any) -> None:
        try:
            deed(**told)
        except Refused:
            return

    def codes(self) -> list[Attempt]:
        return [one for one in self.attempts() if one.provider == "sandbox" and self.order(one) is not None]

    def attempts(self) -> list[Attempt]:
        return list(Attempt.objects.filter(bill=self.bill).order_by("pk"))

    def order(self, attempt: Attempt) -> Any:
        return self.sandbox.book.order(attempt.out_trade_no)

    def carry(self, letter: Letter) -> None:
        """Send a letter through the real messenger to the ear, and from there to the office's own door."""
        self.sandbox.messenger._carry(letter)
        status = self.sandbox.deliver()
        assert status == 200
        self.sandbox.book.sent(letter, acknowledged=True)
        self.delivered.append(letter)

    def kept_by_us(self) -> int:
        return sum(one.paid_fen - one.refunded_fen for one in self.attempts() if one.state in HOLDS_MONEY)

    def kept_by_the_provider(self) -> int:
        numbers = {one.out_trade_no for one in self.attempts()}
        day = office_clock.today()
        days = [(day - timedelta(days=back)).isoformat() for back in range(2)]
        rows = [row for one in days for row in self.sandbox.book.statement(one) if row["out_trade_no"] in numbers]
        return sum(row["amount"] if row["kind"] == "payment" else -row["amount"] for row in rows)

    def kept_in_the_drawer(self) -> int:
        return sum(one.paid_fen - one.refunded_fen for one in self.attempts() if one.provider == "desk")


@pytest.fixture
def life(sandbox: Any, office: Any, clock: Any) -> type[LifeOfABill]:
    sandbox.messenger.stop()  # this machine is the post
    return type("Life", (LifeOfABill,), {"sandbox": sandbox, "clock": clock})


@pytest.mark.slow
def test_money_adds_up_whatever_happens(life: type[LifeOfABill]) -> None:
    run_state_machine_as_test(life, settings=MANY)


@pytest.mark.slow
def test_an_office_that_never_asks_loses_money(life: type[LifeOfABill]) -> None:
    never_asks = type("NeverAsks", (life,), {"asks": False})

    with pytest.raises(AssertionError):
        run_state_machine_as_test(never_asks, settings=FEW)
