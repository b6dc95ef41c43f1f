"""What the two client libraries leave open, point by point, and that our adapters close it."""

from __future__ import annotations

import base64
import json
import logging
import os
import time
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
import requests
from django.conf import settings as office_settings
from wechatpayv3.core import Core

from onelane.gateways.payment import accounts, alipay, wechat
from onelane.gateways.payment.loopback import keys as gateway_keys
from onelane.kernel import clock as office_clock
from onelane.office.payments import actions as payments
from onelane.office.payments.gateway import (
    Closed,
    CodeUrl,
    NothingPaid,
    NoticeRefused,
    NotPaid,
    Order,
    RefundFact,
    RefundOrder,
    Statement,
    Unknown,
    VerifiedFact,
)
from onelane.office.payments.models import Attempt, Bill

WECHAT, ALIPAY = wechat.Gateway(), alipay.Gateway()


def order(number: str, way: Any = "code", **told: Any) -> Order:
    ends = office_clock.now() + timedelta(minutes=2)
    return Order(number, 12000, "车管所业务规费", ends, way, **told)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """Every request that leaves this process, with its time-outs."""
    seen: list[tuple[str, Any]] = []
    send = requests.Session.send

    def noted(self: Any, request: Any, **told: Any) -> Any:
        seen.append((request.url, told["timeout"]))
        return send(self, request, **told)

    monkeypatch.setattr(requests.Session, "send", noted)
    return seen


def wechat_notice(sandbox: Any, number: str = "OL-notice-1") -> tuple[dict[str, str], bytes]:
    assert isinstance(WECHAT.create(order(number)), CodeUrl)
    sandbox.book.pay(number)
    _, headers, body = sandbox.ear.next()
    return headers, body


def alipay_notice(sandbox: Any, number: str = "OL-notice-2") -> dict[str, str]:
    assert isinstance(ALIPAY.create(order(number)), CodeUrl)
    sandbox.book.pay(number)
    _, _, body = sandbox.ear.next()
    return dict(parse_qsl(body.decode()))


def resigned(form: dict[str, str], **changed: str) -> bytes:
    """The form as Alipay itself would sign it with these fields, `sign_type` left out of what is signed."""
    form = {name: value for name, value in {**form, **changed}.items() if value}
    told = {name: value for name, value in form.items() if name not in {"sign", "sign_type"}}
    text = "&".join(f"{name}={value}" for name, value in sorted(told.items()))
    found = gateway_keys.keys(accounts.Path(office_settings.ONELANE["PAYMENT_ACCOUNTS"]).parent)
    return urlencode({**form, "sign": base64.b64encode(gateway_keys.sign(found.alipay, text)).decode()}).encode()


# ------------------------------------------------------------ 1: replays and old notices
def test_1_a_notice_is_believed_for_300_seconds_and_not_a_second_longer(sandbox: Any, clock: Any) -> None:
    headers, body = wechat_notice(sandbox)
    clock.forward(seconds=300)

    assert isinstance(WECHAT.verify_notice(headers, body), VerifiedFact)
    clock.forward(seconds=1)
    with pytest.raises(NoticeRefused, match="time window"):
        WECHAT.verify_notice(headers, body)
    core = wechat._client(accounts.account("wechat"))._core
    assert Core._verify_signature(core, headers, body.decode())  # the library itself would take it


def test_1_alipays_repeats_of_a_day_are_believed_and_older_ones_are_not(sandbox: Any, clock: Any) -> None:
    form = alipay_notice(sandbox)
    clock.forward(hours=26)

    assert isinstance(ALIPAY.verify_notice({}, urlencode(form).encode()), VerifiedFact)
    clock.forward(seconds=1)
    with pytest.raises(NoticeRefused, match="time window"):
        ALIPAY.verify_notice({}, urlencode(form).encode())


# ------------------------------------------------------------ 2: unknown and malformed serials
@pytest.mark.parametrize("serial", ["4F0A" * 10, "PUB_KEY_ID_0000000000000110", "no hexadecimal", "", "é" * 9])
def test_2_a_serial_that_we_do_not_know_is_refused_without_a_call(sandbox: Any, calls: list[Any], serial: str) -> None:
    headers, body = wechat_notice(sandbox)
    calls.clear()

    with pytest.raises(NoticeRefused, match="nobody we know"):
        WECHAT.verify_notice({**headers, "Wechatpay-Serial": serial}, body)

    assert calls == []


def test_2_an_answer_signed_under_an_unknown_serial_is_no_answer_and_calls_nobody(
    sandbox: Any, calls: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    WECHAT.create(order("OL-serial-1"))
    monkeypatch.setattr(gateway_keys, "WECHAT_KEY_ID", "4F0A" * 10)
    calls.clear()

    assert isinstance(WECHAT.query("OL-serial-1"), Unknown)

    assert len(calls) == 1


# ------------------------------------------------------------ 3: time-outs
@pytest.mark.parametrize("gateway", [WECHAT, ALIPAY])
def test_3_every_call_has_a_limit_for_connecting_and_for_waiting(
    sandbox: Any, calls: list[Any], gateway: Any, settings: Any
) -> None:
    gateway.create(order("OL-timeout-1"))
    gateway.query("OL-timeout-1")
    gateway.close("OL-timeout-1")
    gateway.refund(RefundOrder("R-OL-timeout-1", "OL-timeout-1", "T", 1, 1))
    gateway.statement(office_clock.today())

    assert len(calls) >= 6
    assert {timeout for _, timeout in calls} == {(2.0, 1.0)}  # in tests; the office waits as below


def test_3_the_office_waits_two_seconds_to_connect_and_five_for_an_answer() -> None:
    from onelane.gateways.payment import reading

    assert reading.PATIENCE == (2.0, 5.0)


@pytest.mark.parametrize("gateway", [WECHAT, ALIPAY])
def test_3_a_provider_that_answers_late_is_not_waited_for(sandbox: Any, gateway: Any) -> None:
    sandbox.behave(slow=3.0)
    began = time.monotonic()

    answer = gateway.query("OL-slow-1")

    assert isinstance(answer, Unknown)
    assert time.monotonic() - began < 2.5


# ------------------------------------------------------------ 4: logs
def test_4_the_libraries_log_no_secret_and_no_payer(
    sandbox: Any, caplog: pytest.LogCaptureFixture, bill: Bill, attempt: Attempt
) -> None:
    with caplog.at_level(logging.DEBUG):
        headers, body = wechat_notice(sandbox)
        WECHAT.verify_notice(headers, body)
        WECHAT.query("OL-notice-1")
        form = alipay_notice(sandbox)
        ALIPAY.verify_notice({}, urlencode(form).encode())
        ALIPAY.query("OL-notice-2")

    told = "\n".join(record.getMessage() for record in caplog.records)
    mine = accounts.account("wechat")
    assert told  # the net below the libraries does log
    for secret in (mine.v3_key, "PRIVATE KEY", "oPractice", "Authorization", "buyer_id", "p***@"):
        assert secret not in told
    assert mine.v3_key not in repr(mine)
    assert "PRIVATE" not in repr(mine)


# ------------------------------------------------------------ 5: numbers in paths
@pytest.mark.parametrize("number", ["../../v3/x", "OL 1234567", "OL?1234567", "é12345678", "short", "x" * 33, ""])
@pytest.mark.parametrize("gateway", [WECHAT, ALIPAY])
def test_5_only_numbers_of_our_own_form_are_ever_sent(
    sandbox: Any, calls: list[Any], gateway: Any, number: str
) -> None:
    answers = [
        gateway.create(order(number)),
        gateway.query(number),
        gateway.close(number),
        gateway.refund(RefundOrder("R-12345678", number, "T", 1, 1)),
    ]

    assert all(isinstance(answer, Unknown) for answer in answers)
    assert calls == []


# ------------------------------------------------------------ 6: the query string
def test_6_alipays_query_string_holds_our_number_the_amount_and_the_kind_of_fee(
    sandbox: Any, calls: list[Any], bill: Bill
) -> None:
    owner = payments.start_attempt
    attempt = owner(bill_id=bill.pk, provider="alipay", actor=_citizen())

    sent = dict(parse_qsl(calls[0][0].partition("?")[2]))

    assert json.loads(sent["biz_content"]) == {
        "out_trade_no": attempt.out_trade_no,
        "total_amount": "120.00",
        "subject": "车管所业务规费",
        "timeout_express": "2m",
    }
    assert bill.case.number not in str(calls)


def _citizen() -> Any:
    from onelane.kernel.actor import Actor

    return Actor(id="ticket:1", role="citizen", office="qingdao")


# ------------------------------------------------------------ 7: the time zone
def test_7_alipay_is_told_beijings_time_wherever_the_process_believes_to_be(
    sandbox: Any, calls: list[Any], clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "TZ", "America/New_York")
    time.tzset()
    try:
        ALIPAY.create(order("OL-zone-1"))
    finally:
        monkeypatch.undo()
        time.tzset()

    sent = dict(parse_qsl(calls[0][0].partition("?")[2])) if calls else {}
    assert sent["timestamp"] == "2026-11-23 09:00:00"


# ------------------------------------------------------------ 8: what cannot be read
@pytest.mark.parametrize("gateway", [WECHAT, ALIPAY])
@pytest.mark.parametrize("fault", ["garbled", "stranger", "down"])
def test_8_an_answer_that_cannot_be_read_or_trusted_means_unknown(sandbox: Any, gateway: Any, fault: str) -> None:
    number = "OL-unread-1"
    gateway.create(order(number))
    sandbox.book.scan(number)
    sandbox.behave(**{fault: True})

    answers = [
        gateway.query(number),
        gateway.create(order("OL-unread-2")),
        gateway.refund(RefundOrder("R-OL-unread-1", number, "T", 1, 1)),
        gateway.statement(office_clock.today()),
    ]

    assert all(isinstance(answer, Unknown) for answer in answers), answers
    sandbox.behave()
    assert gateway.query(number) == NotPaid("waiting")  # asked again, it is known


# ------------------------------------------------------------ 9: what an answer is about
@pytest.mark.parametrize("gateway", [WECHAT, ALIPAY])
def test_9_an_answer_about_another_order_is_no_answer(sandbox: Any, gateway: Any) -> None:
    gateway.create(order("OL-about-1"))
    sandbox.book.pay("OL-about-1")
    sandbox.behave("OL-about-1", about="OL-about-2", lost=True)

    assert isinstance(gateway.query("OL-about-1"), Unknown)


@pytest.mark.parametrize("kind", ["", "RSA", "rsa2"])
def test_9_a_form_without_its_kind_of_signature_is_refused_though_the_library_takes_it(sandbox: Any, kind: str) -> None:
    form = alipay_notice(sandbox)
    body = resigned(form, sign_type=kind)

    with pytest.raises(NoticeRefused, match="RSA2"):
        ALIPAY.verify_notice({}, body)

    if not kind:
        told = dict(parse_qsl(body.decode()))
        assert alipay._client(accounts.account("alipay")).verify(told, told.pop("sign"))


@pytest.mark.parametrize("changed", [{"app_id": "2021000000000110"}, {"seller_id": "2088000000000110"}])
def test_9_a_form_for_somebody_else_is_refused_however_well_it_is_signed(sandbox: Any, changed: dict[str, str]) -> None:
    with pytest.raises(NoticeRefused, match="somebody else"):
        ALIPAY.verify_notice({}, resigned(alipay_notice(sandbox), **changed))


# ------------------------------------------------------------ and what the providers themselves do oddly
def test_a_refund_notice_is_genuine_and_pays_nothing(sandbox: Any) -> None:
    form = alipay_notice(sandbox)

    assert ALIPAY.verify_notice({}, resigned(form, trade_status="TRADE_CLOSED")) == NothingPaid()


@pytest.mark.parametrize("gateway", [WECHAT, ALIPAY])
def test_closing_what_is_paid_tells_of_the_payment(sandbox: Any, gateway: Any) -> None:
    gateway.create(order("OL-close-1"))
    sandbox.book.pay("OL-close-1")

    answer = gateway.close("OL-close-1")

    assert isinstance(answer, VerifiedFact)
    assert (answer.amount, answer.paid_at.astimezone(office_clock.OFFICE_ZONE).hour) == (12000, 9)


def test_what_went_back_at_wechat_was_paid(sandbox: Any) -> None:
    WECHAT.create(order("OL-back-1"))
    sandbox.book.pay("OL-back-1")
    asked = RefundOrder("R-OL-back-1", "OL-back-1", "", 5000, 12000)

    assert WECHAT.refund(asked) == RefundFact("R-OL-back-1", "done")
    assert isinstance(WECHAT.query("OL-back-1"), VerifiedFact)


def test_an_order_that_alipay_never_saw_scanned_can_be_closed(sandbox: Any) -> None:
    ALIPAY.create(order("OL-unseen-1"))

    assert ALIPAY.query("OL-unseen-1") == NotPaid("absent")
    assert ALIPAY.close("OL-unseen-1") == Closed()


def test_a_page_of_alipays_is_signed_and_takes_the_payment(sandbox: Any) -> None:
    way = ALIPAY.create(order("OL-page-1", "page"))
    assert isinstance(way, CodeUrl)

    path = way.url.partition(str(sandbox.port))[2]

    assert "¥120.00" in sandbox.http("GET", path)[1]
    assert "已付款" in sandbox.http("POST", "/pay/OL-page-1", "do=pay")[1]
    assert isinstance(ALIPAY.query("OL-page-1"), VerifiedFact)
    tampered = path.replace("120.00", "1.00")
    assert sandbox.http("GET", tampered.replace("OL-page-1", "OL-page-2"))[0] == 404


def test_an_app_of_wechats_gets_a_key_and_signed_parameters(sandbox: Any) -> None:
    key = WECHAT.create(order("OL-app-1", "app", payer="oPractice0000000000000000000"))
    assert isinstance(key, CodeUrl)

    told = WECHAT.app_parameters(key.url)

    assert told["package"] == "prepay_id=wxOL-app-1"
    assert len(base64.b64decode(told["paySign"])) == 256


@pytest.mark.parametrize("gateway", [WECHAT, ALIPAY])
def test_a_statement_is_fetched_checked_and_read(sandbox: Any, gateway: Any, clock: Any) -> None:
    gateway.create(order("OL-bill-1"))
    sandbox.book.pay("OL-bill-1")
    back = RefundOrder("R-OL-bill-1", "OL-bill-1", "", 4000, 12000)
    assert isinstance(gateway.refund(back), RefundFact)

    told = gateway.statement(date(2026, 11, 23))

    assert isinstance(told, Statement)
    at = datetime(2026, 11, 23, 9, tzinfo=office_clock.OFFICE_ZONE)
    assert [(row.kind, row.out_trade_no, row.refund_no, row.amount, row.at) for row in told.rows] == [
        ("payment", "OL-bill-1", "", 12000, at),
        ("refund", "OL-bill-1", "R-OL-bill-1", 4000, at),
    ]


def test_an_office_without_an_account_takes_no_notice_and_asks_nobody(settings: Any, tmp_path: Any) -> None:
    settings.ONELANE = settings.ONELANE | {"PAYMENT_ACCOUNTS": str(tmp_path / "none.toml")}

    for gateway in (WECHAT, ALIPAY):
        assert gateway.merchant == ""
        assert gateway.query("OL-nobody-1") == Unknown("NoAccount")
        with pytest.raises(NoticeRefused):
            gateway.verify_notice({}, b"a=b&sign=c&sign_type=RSA2")
