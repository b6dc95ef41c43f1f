"""WeChat Pay (微信支付), API v3 in public-key mode, through the client library `wechatpayv3`.

What the library leaves open is closed here: see docs/explanation/payments.md, "The client libraries".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import requests
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.core import Core
from wechatpayv3.type import RequestType
from wechatpayv3.utils import build_authorization

from onelane.gateways.payment import statement_files, wechat_payer
from onelane.gateways.payment.accounts import Account, NoAccount, account, notify_url
from onelane.gateways.payment.reading import (
    NUMBER,
    PATIENCE,
    REFUND_NUMBER,
    Unbelievable,
    Words,
    fact,
    is_fresh,
    words_of,
    zoned_time,
)
from onelane.kernel import clock
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
    Way,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from onelane.office.payments.gateway import PaymentGateway

SCHEME = "WECHATPAY2-SHA256-RSA2048"
HEADERS = tuple(f"Wechatpay-{name}" for name in ("Timestamp", "Nonce", "Signature", "Serial", "Signature-Type"))
PROBE = "WECHATPAY/SIGNTEST/"  # the platform tries now and then whether a wrong signature is noticed
NONCE = re.compile(r"[A-Za-z0-9]{8,64}")
EVENT = re.compile(r"[A-Za-z0-9-]{8,64}")
PAID = frozenset({"SUCCESS", "REFUND"})  # what was paid and went back was paid
REFUND_STATES = {"SUCCESS": "done", "PROCESSING": "under_way", "ABNORMAL": "abnormal", "CLOSED": "abnormal"}
PASSING = frozenset({"NOT_ENOUGH", "FREQUENCY_LIMITED", "SYSTEM_ERROR", "SIGN_ERROR", "USER_ACCOUNT_ABNORMAL"})
OK, NO_CONTENT, ABSENT, REFUSED = 200, 204, 404, range(400, 500)
LONGEST_URL = 2000  # our column

T = TypeVar("T")


class _Core(Core):  # type: ignore[misc]  # the library is not typed
    """The library's core, which trusts one key, a moment long, and never goes out to look for another."""

    def _verify_signature(self, headers: Mapping[str, str], body: str) -> bool:
        if headers.get("Wechatpay-Serial", "") != self._public_key_id:
            return False
        if not is_fresh(headers.get("Wechatpay-Timestamp", "")):
            return False
        return bool(super()._verify_signature(headers, body))

    def request(self, path: str, method: Any = RequestType.GET, data: Words | None = None, **told: Any) -> Any:
        """Ask as the library does, but believe no answer without a signature: the library lets refusals pass."""
        signed = build_authorization(
            path, method.value, self._mchid, self._cert_serial_no, self._private_key, data=data
        )
        headers = {"Accept": "application/json", "Authorization": signed, "Wechatpay-Serial": self._public_key_id}
        answer = requests.request(
            method.value, self._gate_way + path, json=data, headers=headers, timeout=self._timeout, proxies=self._proxy
        )
        if not told.get("skip_verify") and not self._verify_signature(answer.headers, answer.text):
            raise Unbelievable("the answer is not signed")
        is_json = "application/json" in answer.headers.get("Content-Type", "")
        return answer.status_code, answer.text if is_json else answer.content

    def _update_certificates(self) -> None:
        """Know no certificates: the account names the one key that is believed."""


class Gateway:
    """WeChat Pay as the office sees it."""

    provider = "wechat"
    ways: tuple[Way, ...] = ("code", "app")
    thanks = '{"code":"SUCCESS"}'

    @property
    def merchant(self) -> str:
        """Return the merchant's number (商户号)."""
        try:
            return account(self.provider).merchant
        except NoAccount:
            return ""

    def create(self, order: Order) -> CodeUrl | Unknown:
        """Ask for a code (Native 下单), or for the key with which WeChat itself pays (JSAPI 下单)."""
        told: Words = {
            "description": order.subject,
            "out_trade_no": order.out_trade_no,
            "amount": {"total": order.amount, "currency": "CNY"},
            "time_expire": order.expires_at.astimezone(clock.OFFICE_ZONE).isoformat(timespec="seconds"),
        }
        if order.way == "app":
            told |= {"payer": {"openid": order.payer}, "pay_type": WeChatPayType.JSAPI}
        name = "prepay_id" if order.way == "app" else "code_url"

        def read(status: int, words: Words) -> CodeUrl | Unknown:
            url = words.get(name)
            if status != OK or not isinstance(url, str) or not 0 < len(url) <= LONGEST_URL:
                return Unknown(f"create was answered {status} {_code(words)}")
            return CodeUrl(url)

        return self._asked(order.out_trade_no, lambda wx: wx.pay(**told), read)

    def app_parameters(self, prepay_id: str) -> dict[str, str]:
        """Return what a page inside WeChat hands to `WeixinJSBridge` to pay (JSAPI 调起支付), signed."""
        stamp, nonce, package = str(int(clock.now().timestamp())), prepay_id[-16:], f"prepay_id={prepay_id}"
        mine = account(self.provider)
        signature = _client(mine).sign([mine.app, stamp, nonce, package])
        told = {"appId": mine.app, "timeStamp": stamp, "nonceStr": nonce, "package": package}
        return {**told, "signType": "RSA", "paySign": str(signature)}

    def payer_page(self, *, back: str, state: str) -> str:
        """Return where WeChat is asked who opened our page (网页授权)."""
        return wechat_payer.page(account(self.provider), back=back, state=state)

    def payer_of(self, code: str) -> str:
        """Return who opened our page, as WeChat tells for a code."""
        return wechat_payer.payer(account(self.provider), code)

    def query(self, out_trade_no: str) -> VerifiedFact | NotPaid | Unknown:
        """Ask whether an order is paid (查询订单)."""

        def read(status: int, words: Words) -> VerifiedFact | NotPaid | Unknown:
            if status == ABSENT:
                return NotPaid("absent")
            return self._standing(status, words, out_trade_no)

        return self._asked(out_trade_no, lambda wx: wx.query(out_trade_no=out_trade_no), read)

    def close(self, out_trade_no: str) -> Closed | VerifiedFact | Unknown:
        """End an order (关闭订单), or learn that it is paid already; what WeChat never had is closed as well."""

        def read(status: int, words: Words) -> Closed | Unknown:
            if status in {NO_CONTENT, ABSENT} or _code(words) == "ORDER_CLOSED":
                return Closed()
            return Unknown(f"close was answered {status} {_code(words)}")

        answer = self._asked(out_trade_no, lambda wx: wx.close(out_trade_no=out_trade_no), read)
        if isinstance(answer, Unknown) and "ORDERPAID" in answer.why:
            paid = self.query(out_trade_no)
            return paid if isinstance(paid, VerifiedFact) else answer
        return answer

    def refund(self, order: RefundOrder) -> RefundFact | Unknown:
        """Give money back (申请退款), or learn where it stands; a plain no is a clerk's task."""
        if not REFUND_NUMBER.fullmatch(order.refund_no):
            return Unknown("not a number of ours")
        amount = {"refund": order.amount, "total": order.paid, "currency": "CNY"}

        def read(status: int, words: Words) -> RefundFact | Unknown:
            if status in REFUSED and _code(words) not in PASSING:
                return RefundFact(order.refund_no, "abnormal")
            state, said = REFUND_STATES.get(str(words.get("status"))), words.get("amount")
            same = words.get("out_refund_no") == order.refund_no and words.get("out_trade_no") == order.out_trade_no
            if status != OK or not same or not isinstance(said, dict) or said.get("refund") != order.amount:
                return Unknown(f"refund was answered {status} {_code(words)}")
            return RefundFact(order.refund_no, state) if state else Unknown("an unheard-of state")  # type: ignore[arg-type]

        told = {"out_refund_no": order.refund_no, "out_trade_no": order.out_trade_no, "amount": amount}
        return self._asked(order.out_trade_no, lambda wx: wx.refund(**told), read)

    def statement(self, day: date) -> Statement | Unknown:
        """Fetch the statement of all trades (申请交易账单) and check the hash that WeChat told of it."""
        try:
            client = _client(account(self.provider))
            status, text = client.trade_bill(bill_date=day.isoformat())
            told = words_of(text)
            if status != OK:
                return Unknown(f"the statement was answered {status} {_code(told)}")
            status, content = client.download_bill(str(told.get("download_url")))
            if status != OK or not isinstance(content, bytes):
                return Unknown(f"the file was answered {status}")
            return statement_files.wechat(content, sha1=str(told.get("hash_value")))
        except Exception as trouble:  # noqa: BLE001 - whatever the library throws is no answer
            return Unknown(type(trouble).__name__)

    def verify_notice(self, headers: Mapping[str, str], body: bytes) -> VerifiedFact | NothingPaid:
        """Read a payment notice (支付通知); the library is asked only once nothing can make it go out or go wrong."""
        try:
            mine = account(self.provider)
            told = _opened(_client(mine), mine, {name: headers.get(name, "") for name in HEADERS}, body)
            if told.get("event_type") != "TRANSACTION.SUCCESS":
                return NothingPaid()
            resource = words_of(told.get("resource"))
            paid = self._standing(OK, resource, str(resource.get("out_trade_no")), str(told["id"]))
        except (Unbelievable, NoAccount, KeyError) as odd:
            raise NoticeRefused(str(odd) or type(odd).__name__) from odd
        if not isinstance(paid, VerifiedFact):
            raise NoticeRefused("a payment notice without a payment")
        return paid

    def _standing(self, status: int, words: Words, number: str, event: str = "") -> VerifiedFact | NotPaid | Unknown:
        """Read an order out of signed words, which must be about this very order of this very merchant."""
        mine = account(self.provider)
        if status != OK:
            return Unknown(f"answered {status} {_code(words)}")
        if (words.get("out_trade_no"), words.get("mchid"), words.get("appid")) != (number, mine.merchant, mine.app):
            raise Unbelievable("about another order")
        state, amount = words.get("trade_state"), words.get("amount")
        if state in PAID:
            total = amount.get("total") if isinstance(amount, dict) and amount.get("currency", "CNY") == "CNY" else None
            if type(total) is not int:
                raise Unbelievable("a payment without its amount")
            return fact(
                provider=self.provider, merchant=mine.merchant, number=number, event=event,
                transaction=words.get("transaction_id"), amount=total, at=zoned_time(words.get("success_time")),
            )  # fmt: skip
        if state in {"NOTPAY", "USERPAYING", "PAYERROR"}:
            return NotPaid("waiting")
        return NotPaid("closed") if state in {"CLOSED", "REVOKED"} else Unknown("an unheard-of state")

    def _asked(
        self, number: str, ask: Callable[[Any], tuple[int, Any]], read: Callable[[int, Words], T]
    ) -> T | Unknown:
        """Ask through the library and read its answer; whatever goes wrong on the way is no answer."""
        if not NUMBER.fullmatch(number):
            return Unknown("not a number of ours")
        try:
            status, text = ask(_client(account(self.provider)))
            return read(status, words_of(text) if text else {})
        except Exception as trouble:  # noqa: BLE001 - the library raises plain exceptions, requests many more
            return Unknown(type(trouble).__name__)


def _opened(client: Any, mine: Account, told: dict[str, str], body: bytes) -> Words:
    """Check a notice's headers, then its signature, then decrypt it."""
    if told["Wechatpay-Serial"] != mine.platform_key_id or told["Wechatpay-Signature-Type"] != SCHEME:
        raise Unbelievable("signed by nobody we know")
    if not is_fresh(told["Wechatpay-Timestamp"]) or not NONCE.fullmatch(told["Wechatpay-Nonce"]):
        raise Unbelievable("outside the time window")
    if told["Wechatpay-Signature"].startswith(PROBE):
        raise Unbelievable("a probe of the platform's")
    try:
        found = client.callback(told, body)
    except Exception as odd:
        raise Unbelievable("unreadable") from odd
    if not isinstance(found, dict):
        raise Unbelievable("not signed by the provider")
    if not EVENT.fullmatch(str(found.get("id"))):
        raise Unbelievable("no event number")
    return found


@lru_cache(maxsize=8)
def _client(mine: Account) -> Any:
    """Return the library's client; reading its keys takes long, so it is kept as long as the account is the same."""
    client = WeChatPay(
        wechatpay_type=WeChatPayType.NATIVE,
        mchid=mine.merchant,
        private_key=mine.key,
        cert_serial_no=mine.serial,
        appid=mine.app,
        apiv3_key=mine.v3_key,
        notify_url=notify_url(Gateway.provider),
        public_key=mine.platform_key,
        public_key_id=mine.platform_key_id,
        timeout=PATIENCE,
    )
    client._core = _Core(  # noqa: SLF001 - the library has no other way to give it a core
        mchid=mine.merchant,
        cert_serial_no=mine.serial,
        private_key=mine.key,
        apiv3_key=mine.v3_key,
        timeout=PATIENCE,
        public_key=mine.platform_key,
        public_key_id=mine.platform_key_id,
        proxy={"http": "", "https": ""} if mine.is_here else None,
    )
    if mine.address:
        client._core._gate_way = mine.address  # noqa: SLF001 - as above
    return client


def _code(words: Words) -> str:
    return str(words.get("code", ""))[:40]


if TYPE_CHECKING:
    _kept: type[PaymentGateway] = Gateway  # the promise of the Protocol, held by the type checker
