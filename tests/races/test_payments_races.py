"""Eight deeds at once on one bill; and that the race is real where the lock or the constraint is taken away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection

from onelane.kernel import clock as office_clock
from onelane.kernel.actor import Actor
from onelane.office.cases.models import Case, Plan
from onelane.office.payments import actions as payments
from onelane.office.payments.actions import settling
from onelane.office.payments.gateway import VerifiedFact
from onelane.office.payments.models import Attempt, Bill, Notice, Refund
from onelane.records.models import Entry, Message
from onelane.registers.offices.models import Office

pytestmark = pytest.mark.django_db(transaction=True)

CASHIER = Actor(id="7", role="cashier", office="qingdao")
LINES: list[dict[str, object]] = [{"code": "plates", "zh": "号牌", "en": "Plates", "fen": 12000}]


@pytest.fixture
def case(transactional_db: None) -> Case:
    office = Office.objects.create(
        code="qingdao", name_zh="青岛", name_en="Qingdao", area_code="3702", prefixes=["鲁B"]
    )
    plan = Plan.objects.create(digest="p" * 64, service="lane", snapshot={"path": ["payment"]})
    at = office_clock.now()
    return Case.objects.create(
        office=office, number="1", plan=plan, state="open", marking=["payment:1:start"], rank_at=at, opened_at=at
    )


def facts_for(case: Case, attempts: int) -> list[VerifiedFact]:
    """A bill with so many attempts under way, and the provider's word that each was paid."""
    bill = payments.make_bill(case_id=case.pk, lines=LINES, actor=CASHIER)
    at = office_clock.now()
    for number in range(attempts):
        Attempt.objects.create(
            bill=bill, provider="wechat", merchant="us", means="code", out_trade_no=f"OL-{number}-race", amount=12000,
            state="paying", made_at=at, expires_at=at + timedelta(minutes=2),
        )  # fmt: skip
    return [
        VerifiedFact("wechat", "us", f"OL-{number}-race", f"T{number}", 12000, at, f"ev-{number}-race")
        for number in range(attempts)
    ]


def at_once(deeds: list[Callable[[], object]]) -> list[BaseException]:
    """Do all deeds at the same moment, each on its own connection; return what went wrong."""
    start, trouble = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            deed()
        except BaseException as error:  # noqa: BLE001 - the test says what may go wrong
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return trouble


def settles(facts: list[VerifiedFact]) -> list[Callable[[], object]]:
    return [lambda fact=fact: payments.settle(fact=fact) for fact in facts]


def paid_notes() -> int:
    return Entry.objects.filter(deed="payments.paid").count()


def test_eight_copies_of_one_fact_are_one_payment(case: Case) -> None:
    (fact,) = facts_for(case, 1)

    assert at_once(settles([fact] * 8)) == []

    assert (paid_notes(), Notice.objects.count(), Refund.objects.count()) == (1, 1, 0)
    assert Message.objects.filter(topic="payments.paid").count() == 1


def test_of_eight_payments_of_one_bill_one_settles_and_seven_go_back(case: Case) -> None:
    facts = facts_for(case, 8)

    assert at_once(settles(facts)) == []

    assert Attempt.objects.filter(state="paid").count() == 1
    assert Attempt.objects.filter(state="surplus", refunded_fen=12000).count() == 7
    assert Message.objects.filter(topic="payments.refund").count() == 7
    assert paid_notes() == 1


def test_cash_and_a_notice_at_once_settle_once(case: Case) -> None:
    facts = facts_for(case, 1)
    bill = Bill.objects.get()
    cash = lambda: payments.pay_at_desk(bill_id=bill.pk, means="cash", amount=12000, actor=CASHIER)  # noqa: E731 - a deed

    trouble = at_once([cash, *settles(facts)])

    assert [str(error).split("(")[0] for error in trouble] in ([], ["payments.bill_not_open"])
    kept = sum(attempt.paid_fen - attempt.refunded_fen for attempt in Attempt.objects.all())
    assert (kept, paid_notes()) == (12000, 1)


def test_eight_askings_for_a_bill_make_one(case: Case) -> None:
    made = at_once([lambda: payments.make_bill(case_id=case.pk, lines=LINES, actor=CASHIER)] * 8)

    assert made == []
    assert Bill.objects.count() == 1


# ------------------------------------------------------------ the race is real
@pytest.fixture
def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two deeds both look before either writes, as they may when no row is locked."""
    looked = threading.Barrier(2)

    def look(attempt_id: int, _bill_id: int) -> tuple[Bill, Attempt]:
        attempt = Attempt.objects.select_related("bill").get(pk=attempt_id)
        looked.wait(timeout=10)
        return attempt.bill, attempt

    monkeypatch.setattr(settling, "lock_attempt", look)


def test_without_lock_and_constraint_one_bill_is_paid_twice(case: Case, without_lock: None, server_url: str) -> None:
    facts = facts_for(case, 2)
    name = connection.settings_dict["NAME"]
    with psycopg.connect(server_url, dbname=name, autocommit=True) as owner:
        owner.execute("DROP INDEX one_applied_attempt_per_bill")

    assert at_once(settles(facts)) == []

    assert (Attempt.objects.filter(state="paid").count(), paid_notes()) == (2, 2)


def test_without_the_lock_the_database_still_says_no(case: Case, without_lock: None) -> None:
    facts = facts_for(case, 2)

    trouble = at_once(settles(facts))

    assert [type(error) for error in trouble] == [IntegrityError]
    assert Attempt.objects.filter(state="paid").count() == 1


def test_a_notice_that_waits_too_long_for_the_bill_is_asked_to_come_again(
    case: Case, client: Any, settings: Any, server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (fact,) = facts_for(case, 1)
    settings.ROOT_URLCONF = "onelane.channels.notices.urls"
    monkeypatch.setattr(settling, "gateway_of", lambda _name: _Believes(fact))
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    with psycopg.connect(server_url, dbname=connection.settings_dict["NAME"]) as other:
        other.execute("SELECT 1 FROM payments_bill FOR UPDATE")

        answer = client.post("/notices/payment/wechat", b"{}", content_type="application/json")

    assert answer.status_code == 503
    assert not Notice.objects.exists()


class _Believes:
    """A provider whose every notice says the same."""

    def __init__(self, fact: VerifiedFact) -> None:
        self._fact = fact

    def verify_notice(self, _headers: object, _body: bytes) -> VerifiedFact:
        return self._fact
