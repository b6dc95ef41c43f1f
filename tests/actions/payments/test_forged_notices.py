"""Ten thousand forged notices change nothing and reach nobody; a hundred copies of a true one are one payment."""

from __future__ import annotations

import base64
import json
import logging
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
import requests
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from onelane.channels.notices import views
from onelane.gateways.payment.loopback import keys as gateway_keys
from onelane.gateways.payment.loopback.book import Letter
from onelane.kernel.actor import Actor
from onelane.office.payments import actions as payments
from onelane.office.payments.models import Attempt, Bill, Notice
from onelane.records.models import Entry, Message

FORGED = 10_000
OWNER = Actor(id="ticket:1", role="citizen", office="qingdao")
Headers = dict[str, str]
Spoil = Callable[[Headers, bytes], tuple[Headers, bytes]]


def header(name: str, value: str) -> Spoil:
    return lambda headers, body: ({**headers, f"Wechatpay-{name}": value}, body)


def without(name: str) -> Spoil:
    def spoil(headers: Headers, body: bytes) -> tuple[Headers, bytes]:
        return {key: value for key, value in headers.items() if key != f"Wechatpay-{name}"}, body

    return spoil


def body(change: Callable[[bytes], bytes]) -> Spoil:
    return lambda headers, told: (headers, change(told))


def form(**changed: str) -> Spoil:
    return body(lambda told: urlencode({**dict(parse_qsl(told.decode())), **changed}).encode())


WECHAT: tuple[Spoil, ...] = (
    header("Serial", "PUB_KEY_ID_0000000000000999"),
    header("Serial", "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"),
    header("Serial", "not hexadecimal"),
    header("Signature", base64.b64encode(b"\0" * 256).decode()),
    header("Signature", "not base64 !"),
    header("Signature", "WECHATPAY/SIGNTEST/" + "A" * 300),
    header("Timestamp", "1"),
    header("Timestamp", "9" * 12),
    header("Timestamp", "-5"),
    header("Nonce", "a" * 32),
    header("Nonce", "\n" * 9),
    header("Signature-Type", "WECHATPAY2-SM2-WITH-SM3"),
    without("Signature"),
    without("Serial"),
    without("Timestamp"),
    without("Nonce"),
    body(lambda told: told + b" "),
    body(lambda told: told.replace(b"SUCCESS", b"success")),
    body(lambda _told: b"{}"),
    body(lambda _told: b"\xff\xfe\x00"),
    body(lambda _told: b"[" * 5000),
    body(lambda _told: b""),
    body(lambda told: json.dumps({**json.loads(told), "id": "EV-another-0001"}).encode()),
)
ALIPAY: tuple[Spoil, ...] = (
    form(total_amount="0.01"),
    form(out_trade_no="OL-another-01"),
    form(sign=""),
    form(sign="not base64 !"),
    form(sign=base64.b64encode(b"\0" * 256).decode()),
    form(sign_type=""),
    form(sign_type="RSA"),
    form(app_id="2021000000000999"),
    form(seller_id="2088000000000999"),
    form(notify_time="2020-01-01 00:00:00"),
    form(notify_id="EV-another-0001"),
    form(trade_status="TRADE_FINISHED"),
    form(extra="x" * 3000),
    body(lambda told: told + b"&sign_type=RSA2"),
    body(lambda told: told.replace(b"out_trade_no", b"out_trade_n")),
    body(lambda _told: b"%ff%fe=1&sign=%00&sign_type=RSA2"),
    body(lambda _told: b"&".join(b"a%d=1" % n for n in range(500))),
    body(lambda _told: b""),
)


@pytest.fixture
def true_notices(sandbox: Any, bill: Bill) -> dict[str, tuple[Headers, bytes]]:
    """One genuine notice of each provider about an order that nobody has paid in our books."""
    found = {}
    for name in ("wechat", "alipay"):
        attempt = payments.start_attempt(bill_id=bill.pk, provider=name, actor=OWNER)
        sandbox.book.pay(attempt.out_trade_no)
        _, headers, told = sandbox.ear.next()
        found[name] = ({key: one for key, one in headers.items() if key.startswith("Wechatpay-")}, told)
    return found


@pytest.fixture
def nobody_is_called(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count what leaves this process."""
    calls: Counter[str] = Counter()

    def noted(name: str) -> Callable[..., Any]:
        def call(*_: Any, **__: Any) -> Any:
            calls[name] += 1
            raise OSError

        return call

    monkeypatch.setattr(requests.Session, "send", noted("requests"))
    monkeypatch.setattr(socket, "create_connection", noted("socket"))
    return calls


def forgeries(true: dict[str, tuple[Headers, bytes]], sandbox: Any) -> Iterator[tuple[str, Headers, bytes]]:
    """Every way of spoiling a true notice, and notices that a stranger signed, again and again."""
    order = sandbox.book.order(next(iter(Attempt.objects.values_list("out_trade_no", flat=True))))
    strangers = sandbox.messenger._write(Letter(1, "EV-stranger-1", order, forged=True))
    wechat = [("wechat", *spoil(*true["wechat"])) for spoil in WECHAT] + [("wechat", *strangers)]
    alipay = [("alipay", *spoil(*true["alipay"])) for spoil in ALIPAY] + [("alipay", *true["wechat"])]
    swapped = [("wechat", {}, true["alipay"][1])]
    return islice(cycle([*wechat, *alipay, *swapped]), FORGED)


def test_ten_thousand_forged_notices_change_nothing_and_call_nobody(
    sandbox: Any, bill: Bill, true_notices: Any, nobody_is_called: Counter[str]
) -> None:
    logging.disable(logging.WARNING)
    factory, statuses = RequestFactory(), Counter[int]()
    forged = list(forgeries(true_notices, sandbox))
    before = (Entry.objects.count(), Message.objects.count(), list(Attempt.objects.values_list("pk", "state")))

    with CaptureQueriesContext(connection) as asked:
        for provider, headers, told in forged:
            request = factory.post("/", told, content_type="text/plain", headers=headers)
            statuses[views.payment(request, provider).status_code] += 1
    logging.disable(logging.NOTSET)

    bill.refresh_from_db()
    assert statuses == {401: FORGED}
    assert len(asked) == 0  # not even the database is asked
    assert nobody_is_called == Counter()
    assert before == (Entry.objects.count(), Message.objects.count(), list(Attempt.objects.values_list("pk", "state")))
    assert (bill.state, Notice.objects.count()) == ("open", 0)


def test_the_true_notices_behind_them_are_believed(sandbox: Any, bill: Bill, true_notices: Any) -> None:
    for name, (headers, told) in true_notices.items():
        answer = Client().post(f"/notices/payment/{name}", told, content_type="text/plain", headers=headers)
        assert (answer.status_code, answer.content) == (200, {"wechat": b'{"code":"SUCCESS"}'}.get(name, b"success"))


def test_a_hundred_copies_of_one_notice_are_one_payment(sandbox: Any, bill: Bill, attempt: Attempt) -> None:
    sandbox.press(attempt)
    letter = sandbox.ear.next()

    assert {sandbox.deliver(letter) for _ in range(100)} == {200}

    bill.refresh_from_db()
    assert bill.state == "paid"
    assert Notice.objects.count() == 1
    assert Entry.objects.filter(deed="payments.paid").count() == 1
    assert Message.objects.filter(topic="payments.paid").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_hundred_copies_at_once_are_one_payment(transactional_db: None, sandbox: Any, bill: Bill) -> None:
    attempt = payments.start_attempt(bill_id=bill.pk, provider="alipay", actor=OWNER)
    sandbox.press(attempt)
    letter, statuses, start = sandbox.ear.next(), Counter[int](), threading.Barrier(10)

    def deliver() -> None:
        start.wait(timeout=10)
        for _ in range(10):
            statuses[sandbox.deliver(letter)] += 1
        connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == {200: 100}
    assert Notice.objects.count() == 1
    assert Entry.objects.filter(deed="payments.paid").count() == 1


def test_a_strangers_key_is_not_the_gateways(sandbox: Any) -> None:
    found = gateway_keys.keys(sandbox.keys)

    assert gateway_keys.a_strangers_key().public_key() != found.wechat.public_key()
