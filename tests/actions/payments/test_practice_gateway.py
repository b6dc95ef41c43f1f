"""The practice gateway itself: its page, its book, its repeated notices, its process."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from onelane.gateways.payment.loopback.book import SCHEDULE, Book
from onelane.gateways.payment.wechat import Gateway
from onelane.kernel import clock as office_clock
from onelane.office.payments.gateway import Closed, CodeUrl, NotPaid, Order, RefundFact, RefundOrder, VerifiedFact
from onelane.office.payments.models import Attempt


def order(number: str, amount: int = 12000) -> Order:
    return Order(number, amount, "车管所业务规费", office_clock.now().replace(year=2099))


def test_the_payers_page_shows_the_amount_in_two_languages_and_needs_no_script(sandbox: Any, attempt: Attempt) -> None:
    status, page = sandbox.http("GET", f"/pay/{attempt.out_trade_no}")

    assert status == 200
    assert page.count("¥120.00") == 3
    assert "付款" in page
    assert "Do not pay" in page
    assert "width=device-width" in page
    assert "<script" not in page


def test_the_payers_page_tells_what_became_of_the_order(sandbox: Any, attempt: Attempt, clock: Any) -> None:
    refused = Gateway().create(order("OL-refused"))
    assert isinstance(refused, CodeUrl)

    assert "Nothing was paid" in sandbox.http("POST", "/pay/OL-refused", "do=refuse")[1]
    assert "已付款" in sandbox.press(attempt)
    assert "已付款" in sandbox.press(attempt, "refuse")
    assert sandbox.http("GET", "/pay/OL-unheard-of")[0] == 404


def test_an_expired_or_closed_order_takes_no_money(sandbox: Any, attempt: Attempt, clock: Any) -> None:
    clock.forward(seconds=121)

    page = sandbox.press(attempt)

    assert "这个二维码已失效" in page
    assert Gateway().query(attempt.out_trade_no) == NotPaid("waiting")
    assert Gateway().close(attempt.out_trade_no) == Closed()


def test_an_order_number_is_used_for_one_amount_only(sandbox: Any) -> None:
    first = Gateway().create(order("OL-number-1"))

    assert Gateway().create(order("OL-number-1")) == first
    assert not isinstance(Gateway().create(order("OL-number-1", 11999)), CodeUrl)


def test_refunds_are_idempotent_and_never_above_what_was_paid(sandbox: Any, attempt: Attempt) -> None:
    sandbox.press(attempt)
    paid = Gateway().query(attempt.out_trade_no)
    assert isinstance(paid, VerifiedFact)

    def back(number: str, amount: int) -> object:
        return Gateway().refund(RefundOrder(number, attempt.out_trade_no, paid.transaction_id, amount, 12000))

    assert back("R-1-refund", 7000) == back("R-1-refund", 7000) == RefundFact("R-1-refund", "done")
    assert back("R-1-refund", 5000) == RefundFact("R-1-refund", "abnormal")
    assert back("R-2-refund", 5001) == RefundFact("R-2-refund", "abnormal")
    assert back("R-3-refund", 5000) == RefundFact("R-3-refund", "done")
    day = office_clock.today().isoformat()
    assert [
        (row["kind"], row.get("paid_amount") if row["kind"] == "payment" else row["amount"])
        for row in sandbox.book.statement("wechat", day)
    ] == [
        ("payment", 12000),
        ("refund", 7000),
        ("refund", 5000),
    ]


def test_a_notice_is_repeated_until_it_is_acknowledged(sandbox: Any, attempt: Attempt) -> None:
    sandbox.ear.answers = [500, 503]
    sandbox.press(attempt)

    letters = [sandbox.ear.next() for _ in range(3)]

    assert len({json.loads(body)["id"] for _, _, body in letters}) == 1


def test_a_notice_that_is_never_acknowledged_is_given_up_after_the_first_and_fifteen_repeats(
    sandbox: Any, attempt: Attempt
) -> None:
    sandbox.ear.answers = [500] * (len(SCHEDULE) + 1)
    sandbox.press(attempt)

    letters = [sandbox.ear.next() for _ in range(len(SCHEDULE) + 1)]

    assert len(letters) == 16
    assert sandbox.ear.letters.empty()


def test_the_book_is_kept_when_the_provider_starts_again(tmp_path: Path, clock: Any) -> None:
    path = tmp_path / "payment" / "book.sqlite"
    asked = {
        "number": "OL-kept-1",
        "provider": "wechat",
        "merchant": "us",
        "amount": 5,
        "subject": "",
        "notify": "",
        "expires_at": "2099-01-01T00:00+00:00",
    }
    first = Book(path)
    first.take_order(asked)
    first.pay("OL-kept-1")
    first.shut()

    again = Book(path)

    kept = again.order("OL-kept-1")
    assert kept is not None
    assert kept["state"] == "paid"
    clock.forward(seconds=1)
    assert [letter.order["paid_amount"] for letter in again.due()] == [5]
    again.shut()


def test_a_process_of_its_own_exchanges_keys_takes_an_order_and_sends_a_signed_notice(
    tmp_path: Path, settings: Any, ear: Any
) -> None:
    heard, notify = ear
    port = free_port()
    settings.STATE = tmp_path
    settings.ONELANE = {
        **settings.ONELANE,
        "ADDRESS": "http://127.0.0.1:9",
        "PAYMENT_ACCOUNTS": str(tmp_path / "payment" / "accounts.toml"),
    }
    command = [sys.executable, "-m", "onelane.gateways.payment.loopback.server", "--port", str(port)]
    command += ["--notify", notify]
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "ONELANE_STATE": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert "ready" in process.stdout.readline()
            code = Gateway().create(order("OL-process-1"))
            page(port, "POST", "/behaviour", json.dumps({"delay": 0}))
            page(port, "POST", "/pay/OL-process-1", "do=pay")
            path, headers, body = heard.next()
        finally:
            process.send_signal(signal.SIGTERM)

    assert isinstance(code, CodeUrl)
    assert Gateway().verify_notice(headers, body).out_trade_no == "OL-process-1"
    assert process.returncode == 0
    assert path == "/notices/payment/wechat"
    assert (tmp_path / "payment" / "wechat-office.pem").stat().st_mode & 0o777 == 0o600


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def page(port: int, method: str, path: str, body: str) -> int:
    line = HTTPConnection("127.0.0.1", port, timeout=5)
    line.request(method, path, body.encode())
    status = line.getresponse().status
    line.close()
    return status
