"""No key and nothing about a person gets into logs, addresses, error pages, or what a provider is told."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import requests
from django.test import Client

import make
from onelane.gateways.payment import accounts
from onelane.kernel import clock as office_clock
from onelane.kernel.actor import Actor
from onelane.office.payments import actions as payments
from onelane.office.payments import queries, tasks
from onelane.office.payments.models import Attempt, Bill
from onelane.office.payments.providers import gateway_of
from onelane.records import outbox

PERSONAL = ("id_no", "id_number", "name", "owner", "mobile", "phone", "address", "vin", "engine")


def secrets() -> set[str]:
    """Every line of every key that the office holds."""
    found: set[str] = set()
    for name in ("wechat", "alipay"):
        mine = accounts.account(name)
        lines = [*mine.key.splitlines(), mine.v3_key]
        found.update(line for line in lines if len(line) > 20 and "-----" not in line)
    return found


def personal(case_id: int) -> set[str]:
    """Everything that the clerk wrote about the owner and the car, as it stands in the file."""
    from onelane.office.cases import queries as cases

    answers = cases.view(case_id, make.actor("cashier", "P1")).answers
    told = {str(value) for name, value in answers.items() if any(part in name for part in PERSONAL)}
    return {one for one in told if len(one) >= 5}


class Heard:
    """What leaves this process, and what comes back from its own doors."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def note(self, *texts: object) -> None:
        self.texts += [str(one) for one in texts]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    found, send = Heard(), requests.Session.send

    def noted(self: Any, request: Any, **told: Any) -> Any:
        found.note(request.url, dict(request.headers), request.body)
        return send(self, request, **told)

    monkeypatch.setattr(requests.Session, "send", noted)
    return found


def a_bill_of_a_real_file() -> Bill:
    visit = make.Visit().walk_to("payment")
    return Bill.objects.get(case_id=visit.case_id)


def a_whole_life(sandbox: Any, heard: Heard, bill: Bill, clock: Any) -> None:
    """Codes at both providers, payment, surplus, refund, faults, statements, and every kind of bad notice."""
    owner = Actor(id="ticket:1", role="citizen", office=make.OFFICE)
    codes = [payments.start_attempt(bill_id=bill.pk, provider=name, actor=owner) for name in ("wechat", "alipay")]
    for attempt in codes:
        heard.note(attempt.code_url, sandbox.http("GET", f"/pay/{attempt.out_trade_no}")[1])
        sandbox.press(attempt)
        path, headers, body = sandbox.ear.next()
        for told in (body, b"", b"\xff", body[:-9], body.replace(b"EV", b"EW")):
            answer = Client().post(path, told, content_type=headers["Content-Type"], headers=signed(headers))
            heard.note(answer.status_code, answer.content.decode())
    for fault in ({"garbled": True}, {"stranger": True}, {"down": True}, {}):
        sandbox.behave(**fault)
        clock.forward(seconds=61)
        tasks.poll_attempts()
        outbox.carry_out()
        tasks.follow_refunds()
        for gateway in ("wechat", "alipay"):
            gateway_of(gateway).statement(office_clock.today())


def signed(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.startswith("Wechatpay-")}


def test_canaries_stay_at_home(
    db: None, sandbox: Any, heard: Heard, clock: Any, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    settings.ROOT_URLCONF = "onelane.config.urls"
    make.office()
    bill = a_bill_of_a_real_file()
    canaries = secrets() | personal(bill.case_id)

    with caplog.at_level(logging.DEBUG):
        a_whole_life(sandbox, heard, bill, clock)
        for path in ("/notices/payment/nobody", "/money/", f"/cashier/cases/{bill.case_id}/", "/t/no-such-key/pay/"):
            heard.note(Client().post(path).content.decode(), Client().get(path).content.decode())
    logs = "\n".join(record.getMessage() for record in caplog.records)

    assert len(secrets()) > 40
    assert len(personal(bill.case_id)) >= 4  # name or number, mobile, address, VIN
    assert {one.state for one in Attempt.objects.filter(bill=bill)} == {"paid", "surplus"}
    assert len(heard.texts) > 60
    assert logs
    everything = "\n".join([*heard.texts, logs, *(str(one) for one in queries.attempts_of(bill.pk))])
    assert [one for one in canaries if one in everything] == []


def test_a_canary_that_flies_is_seen(db: None, sandbox: Any, heard: Heard) -> None:
    """The scan can fail: a key put into an address is found."""
    key = accounts.account("wechat").v3_key
    requests.get(f"http://127.0.0.1:{sandbox.port}/healthz?{key}", timeout=5)

    assert any(one in text for one in secrets() for text in heard.texts)
