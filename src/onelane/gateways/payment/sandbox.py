"""The practice provider: speaks to `sandbox_server` on loopback, signed both ways, each answer bound to its request."""

from __future__ import annotations

import json
import re
import secrets
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings

from onelane.gateways.payment import envelope
from onelane.kernel import clock
from onelane.office.payments.gateway import (
    Closed,
    CodeUrl,
    NoticeRefused,
    NotPaid,
    Order,
    RefundFact,
    RefundOrder,
    Unknown,
    VerifiedFact,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onelane.office.payments.gateway import PaymentGateway

Words = dict[str, Any]

PATIENCE = (2.0, 5.0)  # seconds to connect, to wait for each piece of an answer
NUMBER = re.compile(r"[A-Za-z0-9_-]{6,32}")
EVENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
OK, ABSENT, REFUSED = 200, 404, range(400, 500)


class _NoAnswer(Exception):  # noqa: N818 - an answer that did not come
    """Nothing came back, or nothing that can be trusted."""


class Gateway:
    """The sandbox provider as the office sees it."""

    provider = "sandbox"
    merchant = "onelane-practice"

    def __init__(self) -> None:
        told: Words = settings.ONELANE
        self._address = urlsplit(told["SANDBOX_ADDRESS"])
        self._patience: tuple[float, float] = told.get("SANDBOX_PATIENCE", PATIENCE)
        self._keys = settings.STATE / "payment"

    def create(self, order: Order) -> CodeUrl | Unknown:
        """Ask for a code; the same number and amount again give the same code."""
        asked = {
            "out_trade_no": order.out_trade_no,
            "amount": order.amount,
            "subject_zh": order.subject_zh,
            "subject_en": order.subject_en,
            "expires_at": order.expires_at.isoformat(),
        }
        try:
            status, words = self._ask("POST", "/v1/orders", order.out_trade_no, asked)
        except _NoAnswer as silence:
            return Unknown(str(silence))
        url = words.get("code_url")
        if status != OK or words.get("amount") != order.amount or not isinstance(url, str) or len(url) > 200:  # noqa: PLR2004 - our column
            return Unknown(f"create was answered {status} {words.get('code', '')}")
        return CodeUrl(url)

    def query(self, out_trade_no: str) -> VerifiedFact | NotPaid | Unknown:
        """Ask whether an order is paid."""
        try:
            status, words = self._ask("GET", f"/v1/orders/{out_trade_no}", out_trade_no)
            if status == ABSENT:
                return NotPaid("absent")
            return self._standing(status, words)
        except _NoAnswer as silence:
            return Unknown(str(silence))

    def close(self, out_trade_no: str) -> Closed | VerifiedFact | Unknown:
        """End an order, or learn that it is paid already; what the provider never had is closed as well."""
        try:
            status, words = self._ask("POST", f"/v1/orders/{out_trade_no}/close", out_trade_no, {})
            if status == ABSENT:
                return Closed()
            standing = self._standing(status, words)
        except _NoAnswer as silence:
            return Unknown(str(silence))
        if isinstance(standing, NotPaid):
            return Closed() if standing.state == "closed" else Unknown("close left the order open")
        return standing

    def refund(self, order: RefundOrder) -> RefundFact | Unknown:
        """Give money back, or learn where an earlier request with this number stands; a plain no is a clerk's task."""
        asked = {
            "refund_no": order.refund_no,
            "out_trade_no": order.out_trade_no,
            "transaction_id": order.transaction_id,
            "amount": order.amount,
        }
        try:
            status, words = self._ask("POST", "/v1/refunds", order.out_trade_no, asked)
        except _NoAnswer as silence:
            return Unknown(str(silence))
        if status in REFUSED:
            return RefundFact(order.refund_no, "abnormal")
        state = words.get("state")
        same = words.get("refund_no") == order.refund_no and words.get("amount") == order.amount
        if status == OK and same and state in {"under_way", "done", "abnormal"}:
            return RefundFact(order.refund_no, state)
        return Unknown(f"refund was answered {status}")

    def verify_notice(self, headers: Mapping[str, str], body: bytes) -> VerifiedFact:
        """Read a notice; raise NoticeRefused unless the provider signed it for us a moment ago."""
        event, timestamp = headers.get(envelope.EVENT, ""), headers.get(envelope.TIMESTAMP, "")
        if not EVENT_ID.fullmatch(event):
            raise NoticeRefused("no event number")
        if not envelope.is_fresh(timestamp, clock.now()):
            raise NoticeRefused("outside the time window")
        try:
            text = body.decode()
        except UnicodeDecodeError as unreadable:
            raise NoticeRefused("unreadable") from unreadable
        key = envelope.their_key(self._keys, envelope.PROVIDER)
        if not envelope.is_signed(key, headers.get(envelope.SIGNATURE, ""), "NOTICE", event, timestamp, text):
            raise NoticeRefused("not signed by the provider")
        try:
            return _fact(_object(text), event)
        except _NoAnswer as unreadable:
            raise NoticeRefused(str(unreadable)) from unreadable

    def _standing(self, status: int, words: Words) -> VerifiedFact | NotPaid | Unknown:
        state = words.get("state")
        if status != OK:
            return Unknown(f"answered {status}")
        if state == "paid":
            return _fact(words)
        if state in {"waiting", "closed"}:
            return NotPaid(state)
        return Unknown("an unheard-of state")

    def _ask(self, method: str, path: str, number: str, asked: Words | None = None) -> tuple[int, Words]:
        """Send a signed request and return status and words of an answer that is signed for this very request."""
        if not NUMBER.fullmatch(number):
            raise _NoAnswer("not a number of ours")
        body = "" if asked is None else json.dumps(asked, ensure_ascii=False)
        timestamp, nonce = str(int(clock.now().timestamp())), secrets.token_hex(16)
        key = envelope.own_key(self._keys, envelope.OFFICE)
        headers = {
            envelope.MERCHANT: self.merchant,
            envelope.TIMESTAMP: timestamp,
            envelope.NONCE: nonce,
            envelope.SIGNATURE: envelope.sign(key, method, path, self.merchant, timestamp, nonce, body),
        }
        status, told, answer = self._carry(method, path, body, headers)
        theirs = envelope.their_key(self._keys, envelope.PROVIDER)
        stamp = told.get(envelope.TIMESTAMP, "")
        parts = (str(status), nonce, stamp, answer)
        fresh = envelope.is_fresh(stamp, clock.now())
        if not fresh or not envelope.is_signed(theirs, told.get(envelope.SIGNATURE, ""), *parts):
            raise _NoAnswer("the answer is not signed for this request")
        words = _object(answer)
        if status == OK and words.get("out_trade_no") != number:
            raise _NoAnswer("the answer is about another order")
        return status, words

    def _carry(self, method: str, path: str, body: str, headers: Words) -> tuple[int, Mapping[str, str], str]:
        wait_connect, wait_read = self._patience
        line = HTTPConnection(self._address.hostname or "", self._address.port, timeout=wait_connect)
        try:
            line.connect()
            line.sock.settimeout(wait_read)
            line.request(method, path, body.encode(), {**headers, "Content-Type": "application/json"})
            answer: HTTPResponse = line.getresponse()
            content = answer.read(envelope.MOST)
            return answer.status, dict(answer.headers.items()), content.decode()
        except (OSError, HTTPException, UnicodeDecodeError) as silence:
            raise _NoAnswer(type(silence).__name__) from silence
        finally:
            line.close()


def _object(text: str) -> Words:
    try:
        words = json.loads(text)
    except (ValueError, RecursionError) as unreadable:
        raise _NoAnswer("unreadable") from unreadable
    if not isinstance(words, dict):
        raise _NoAnswer("unreadable")
    return words


def _fact(words: Words, event: str = "") -> VerifiedFact:
    """Read a payment out of signed words."""
    try:
        paid_at = datetime.fromisoformat(words["paid_at"])
        merchant, number, transaction, amount = (
            words[name] for name in ("merchant", "out_trade_no", "transaction_id", "amount")
        )
    except (KeyError, TypeError, ValueError) as missing:
        raise _NoAnswer("a payment without its particulars") from missing
    texts = all(isinstance(text, str) and 0 < len(text) <= 64 for text in (merchant, number, transaction))  # noqa: PLR2004 - our columns
    if not texts or type(amount) is not int or paid_at.tzinfo is None:
        raise _NoAnswer("a payment with odd particulars")
    return VerifiedFact(Gateway.provider, merchant, number, transaction, amount, paid_at, event)


if TYPE_CHECKING:
    _kept: type[PaymentGateway] = Gateway  # the promise of the Protocol, held by the type checker
