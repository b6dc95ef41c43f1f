"""The practice gateway's Alipay: `gateway.do` with RSA2 both ways, and notices as signed forms."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from onelane.gateways.payment.loopback import keys as gateway_keys
from onelane.gateways.payment.loopback import statements
from onelane.gateways.payment.loopback.book import Book, Letter, Words
from onelane.gateways.payment.loopback.keys import Keys
from onelane.kernel import clock
from onelane.kernel.money import in_yuan

NAME = "alipay"
LONGEST = timedelta(hours=2)  # how long a precreated code can be scanned
SKEW = timedelta(minutes=10)
WRITTEN = "%Y-%m-%d %H:%M:%S"
NUMBER = re.compile(r"[A-Za-z0-9_-]{6,64}")
YUAN = re.compile(r"(\d{1,9})\.(\d{2})")
MINUTES = re.compile(r"(\d{1,4})m")
REFUND_STATES = {"done": {"refund_status": "REFUND_SUCCESS"}, "under_way": {}, "abnormal": {}}
OK = {"code": "10000", "msg": "Success"}


class Alipay:
    """What Alipay answers to a merchant."""

    def __init__(self, book: Book, keys: Keys, address: str) -> None:
        self.book = book
        self.keys = keys
        self.address = address

    def about(self, form: dict[str, str]) -> str:
        """Return the number of the order that a request is about."""
        return str(_content(form).get("out_trade_no", ""))

    def answer(self, form: dict[str, str]) -> Words:
        """Do what a merchant asks and return the words of the answer, before they are signed."""
        if not self._is_signed(form):
            return _no("40002", "isv.invalid-signature")
        asked = _content(form)
        doors: dict[str, Callable[[Words, dict[str, str]], Words]] = {
            "alipay.trade.precreate": self._precreate,
            "alipay.trade.query": self._query,
            "alipay.trade.close": self._close,
            "alipay.trade.refund": self._refund,
            "alipay.trade.fastpay.refund.query": self._refund_query,
            "alipay.data.dataservice.bill.downloadurl.query": self._bill,
        }
        door = doors.get(form["method"])
        return door(asked, form) if door else _no("40004", "isv.invalid-method")

    def written(self, method: str, words: Words, *, by_a_stranger: bool, garbled: bool) -> str:
        """Return the text of an answer: the words as they are signed, and the signature beside them."""
        text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
        key = gateway_keys.a_strangers_key() if by_a_stranger else self.keys.alipay
        signature = base64.b64encode(gateway_keys.sign(key, text)).decode()
        if garbled:
            # The client's parser counts braces inside strings; the signature is over what we wrote, not what it finds.
            text = text.replace('"Success"', '"Success}"')
        name = method.replace(".", "_") + "_response"
        return f'{{"{name}":{text},"sign":"{signature}"}}'

    def page_order(self, form: dict[str, str]) -> str:
        """Take an order that a phone brings along itself (page pay) and return its number, or nothing."""
        if not self._is_signed(form) or form["method"] not in {"alipay.trade.page.pay", "alipay.trade.wap.pay"}:
            return ""
        order = self._kept(_content(form), form)
        return str(order["number"]) if order else ""

    def notice(self, letter: Letter) -> tuple[dict[str, str], bytes]:
        """Return a payment notice: a form whose sorted fields are signed."""
        order = letter.order
        form = {
            "notify_time": _local(clock.now().isoformat()),
            "notify_type": "trade_status_sync",
            "notify_id": letter.event,
            "app_id": gateway_keys.ALIPAY_APP,
            "charset": "utf-8",
            "version": "1.0",
            "trade_no": order["transaction_id"],
            "out_trade_no": order["number"],
            "seller_id": order["merchant"],
            "trade_status": "TRADE_SUCCESS",
            "total_amount": in_yuan(order["paid_amount"]),
            "receipt_amount": in_yuan(order["paid_amount"]),
            "buyer_id": "2088000000000000",
            "subject": order["subject"],
            "gmt_payment": _local(order["paid_at"]),
        }
        key = gateway_keys.a_strangers_key() if letter.forged else self.keys.alipay
        text = "&".join(f"{name}={value}" for name, value in sorted(form.items()))
        signature = base64.b64encode(gateway_keys.sign(key, text)).decode()
        body = urlencode({**form, "sign": signature, "sign_type": "RSA2"})
        return {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, body.encode()

    def file(self, day: str) -> bytes:
        """Return the statement of a day as it is downloaded: a zip of GBK files."""
        return statements.alipay(self.book.statement(NAME, day), gateway_keys.ALIPAY_SELLER, day)

    def _is_signed(self, form: dict[str, str]) -> bool:
        text = "&".join(f"{name}={value}" for name, value in sorted(form.items()) if name != "sign")
        try:
            at = datetime.strptime(form.get("timestamp", ""), WRITTEN).replace(tzinfo=clock.OFFICE_ZONE)
            signature = base64.b64decode(form.get("sign", ""), validate=True)
            self.keys.alipay_office.public_key().verify(signature, text.encode(), PKCS1v15(), SHA256())
        except (InvalidSignature, ValueError):
            return False
        mine = (form.get("app_id"), form.get("sign_type")) == (gateway_keys.ALIPAY_APP, "RSA2")
        return mine and abs(clock.now() - at) < SKEW

    def _kept(self, asked: Words, form: dict[str, str]) -> Words | None:
        number, yuan = str(asked.get("out_trade_no", "")), YUAN.fullmatch(str(asked.get("total_amount", "")))
        if not NUMBER.fullmatch(number) or yuan is None:
            return None
        return self.book.take_order(
            {
                "number": number,
                "provider": NAME,
                "merchant": gateway_keys.ALIPAY_SELLER,
                "amount": int(yuan[1]) * 100 + int(yuan[2]),
                "subject": str(asked.get("subject", "")),
                "notify": form.get("notify_url", ""),
                "expires_at": _end(asked).isoformat(),
            }
        )

    def _precreate(self, asked: Words, form: dict[str, str]) -> Words:
        order = self._kept(asked, form)
        if order is None or order["state"] != "waiting":
            return _no("40004", "ACQ.TRADE_HAS_SUCCESS" if order else "ACQ.INVALID_PARAMETER")
        return {**OK, "out_trade_no": order["number"], "qr_code": f"{self.address}/pay/{order['number']}"}

    def _query(self, asked: Words, _form: dict[str, str]) -> Words:
        order = self.book.order(str(asked.get("out_trade_no", "")), NAME)
        if order is None or not order["scanned"]:
            return _no("40004", "ACQ.TRADE_NOT_EXIST")
        number = self.book.behaviour(order["number"])["about"] or order["number"]
        states = {"waiting": "WAIT_BUYER_PAY", "closed": "TRADE_CLOSED", "paid": "TRADE_SUCCESS"}
        state, amount = states[order["state"]], order["amount"]
        told: Words = {**OK, "out_trade_no": number, "buyer_logon_id": "p***@example.com"}
        if order["state"] == "paid":
            whole = self.book.refunded(order["number"]) >= order["paid_amount"]
            state, amount = "TRADE_CLOSED" if whole else state, order["paid_amount"]
            told |= {"send_pay_date": _local(order["paid_at"])}
        trade_no = order["transaction_id"] or f"20{order['number']}"
        return told | {"trade_status": state, "total_amount": in_yuan(amount), "trade_no": trade_no}

    def _close(self, asked: Words, _form: dict[str, str]) -> Words:
        order = self.book.order(str(asked.get("out_trade_no", "")), NAME)
        if order is None or not order["scanned"]:
            return _no("40004", "ACQ.TRADE_NOT_EXIST")
        closed = self.book.close(order["number"])
        if closed is None or closed["state"] == "paid":
            return _no("40004", "ACQ.TRADE_STATUS_ERROR")
        return {**OK, "out_trade_no": order["number"], "trade_no": f"20{order['number']}"}

    def _refund(self, asked: Words, _form: dict[str, str]) -> Words:
        number, yuan = str(asked.get("out_trade_no", "")), YUAN.fullmatch(str(asked.get("refund_amount", "")))
        request = asked.get("out_request_no")
        if self.book.order(number, NAME) is None or yuan is None or not isinstance(request, str):
            return _no("40004", "ACQ.TRADE_NOT_EXIST")
        fen = int(yuan[1]) * 100 + int(yuan[2])
        refund = self.book.refund({"refund_no": request, "number": number, "amount": fen})
        if refund is None or refund["state"] == "abnormal":
            return _no("40004", "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL" if refund is None else "ACQ.BUYER_ERROR")
        return {**OK, "out_trade_no": number, "fund_change": "Y", "refund_fee": in_yuan(self.book.refunded(number))}

    def _refund_query(self, asked: Words, _form: dict[str, str]) -> Words:
        refund = self.book.refund_of(str(asked.get("out_request_no", "")))
        if refund is None or refund["number"] != asked.get("out_trade_no"):
            return dict(OK)
        return {
            **OK,
            "out_trade_no": refund["number"],
            "out_request_no": refund["refund_no"],
            "refund_amount": in_yuan(refund["amount"]),
            **REFUND_STATES[refund["state"]],
        }

    def _bill(self, asked: Words, _form: dict[str, str]) -> Words:
        return {**OK, "bill_download_url": f"{self.address}/alipay/bill?day={asked.get('bill_date', '')}"}


def _content(form: dict[str, str]) -> Words:
    try:
        words = json.loads(form.get("biz_content", "{}"))
    except (ValueError, RecursionError):
        return {}
    return words if isinstance(words, dict) else {}


def _end(asked: Words) -> datetime:
    """Return when an order can be paid no longer: at a time, after some minutes, or after the usual two hours."""
    if told := MINUTES.fullmatch(str(asked.get("timeout_express", ""))):
        return clock.now() + timedelta(minutes=int(told[1]))
    try:
        return datetime.strptime(str(asked.get("time_expire", "")), WRITTEN).replace(tzinfo=clock.OFFICE_ZONE)
    except ValueError:
        return clock.now() + LONGEST


def _local(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(clock.OFFICE_ZONE).strftime(WRITTEN)


def _no(code: str, sub_code: str) -> Words:
    return {"code": code, "msg": "Business Failed", "sub_code": sub_code, "sub_msg": "业务处理失败"}
