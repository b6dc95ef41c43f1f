"""Alipay (支付宝) with RSA2, through the client library `python-alipay-sdk`.

What the library leaves open is closed here: see docs/explanation/payments.md, "The client libraries".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

import requests
from alipay import AliPay
from alipay.utils import AliPayConfig

from onelane.gateways.payment import statement_files
from onelane.gateways.payment.accounts import Account, NoAccount, account, notify_url
from onelane.gateways.payment.reading import (
    LOCAL,
    NUMBER,
    PATIENCE,
    REFUND_NUMBER,
    Unbelievable,
    Words,
    fact,
    fen_of,
    local_time,
    words_of,
)
from onelane.kernel import clock
from onelane.kernel.money import in_yuan
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

OWN_HOSTS = (".alipay.com", ".alipayobjects.com")  # where Alipay keeps statement files
NOTICE_WINDOW = timedelta(hours=26)  # eight tries in 25 hours; what comes twice is known by its number
EVENT = re.compile(r"[A-Za-z0-9_-]{8,64}")
PAID = frozenset({"TRADE_SUCCESS", "TRADE_FINISHED"})
DONE, FAILED = "10000", "40004"
NO_TRADE = "ACQ.TRADE_NOT_EXIST"
PAID_ALREADY = frozenset({"ACQ.TRADE_STATUS_ERROR", "ACQ.REASON_TRADE_STATUS_INVALID", "ACQ.TRADE_HAS_SUCCESS"})
PASSING = frozenset({"ACQ.SYSTEM_ERROR", "ACQ.SELLER_BALANCE_NOT_ENOUGH", "ACQ.REFUND_CHARGE_ERROR"})
FIELDS, FIELD = 60, 2048  # of a notice, more than it ever has
LONGEST_FILE = 64 * 1024 * 1024
LONGEST_URL = 2000  # our column

T = TypeVar("T")


class _Client(AliPay):  # type: ignore[misc]  # the library is not typed
    """The library's client with Beijing's time, both time-outs and no look at the environment's proxies on loopback."""

    proxies: dict[str, str] | None = None

    def build_body(self, *args: Any, **kwargs: Any) -> Any:
        """Say the time as Alipay reads it, wherever this process believes to be."""
        told = super().build_body(*args, **kwargs)
        told["timestamp"] = clock.now().astimezone(clock.OFFICE_ZONE).strftime(LOCAL)
        return told

    def verified_sync_response(self, data: Words, response_type: str) -> Any:
        """Ask as the library does, with a limit for connecting and one for waiting."""
        address = f"{self._gateway}?{self.sign_data(data)}"
        text = requests.get(address, timeout=PATIENCE, proxies=self.proxies).content.decode()
        return self._verify_and_return_sync_response(text, response_type)


class Gateway:
    """Alipay as the office sees it."""

    provider = "alipay"
    ways: tuple[Way, ...] = ("code", "page")
    thanks = "success"

    @property
    def merchant(self) -> str:
        """Return the seller's number (seller_id)."""
        try:
            return account(self.provider).merchant
        except NoAccount:
            return ""

    def create(self, order: Order) -> CodeUrl | Unknown:
        """Ask for a code (当面付预下单), or sign the address of Alipay's own page (手机网站支付)."""
        told: Words = {
            "subject": order.subject,
            "out_trade_no": order.out_trade_no,
            "total_amount": in_yuan(order.amount),
        }
        if order.way == "page":
            ends = order.expires_at.astimezone(clock.OFFICE_ZONE).strftime(LOCAL)
            return self._page(order, told | {"time_expire": ends})
        minutes = max(1, -(-(order.expires_at - clock.now()) // timedelta(minutes=1)))
        told["timeout_express"] = f"{minutes}m"

        def read(words: Words) -> CodeUrl | Unknown:
            url = words.get("qr_code")
            same = words.get("out_trade_no") == order.out_trade_no
            if not same or not isinstance(url, str) or not 0 < len(url) <= LONGEST_URL:
                return Unknown(f"create was answered {_code(words)}")
            return CodeUrl(url)

        return self._asked(order.out_trade_no, lambda ali: ali.api_alipay_trade_precreate(**told), read)

    def _page(self, order: Order, told: Words) -> CodeUrl | Unknown:
        if not NUMBER.fullmatch(order.out_trade_no):
            return Unknown("not a number of ours")
        try:
            client = _client(account(self.provider))
            return CodeUrl(f"{client._gateway}?{client.api_alipay_trade_wap_pay(**told)}")  # noqa: SLF001 - no other way
        except Exception as trouble:  # noqa: BLE001 - whatever the library throws is no answer
            return Unknown(type(trouble).__name__)

    def query(self, out_trade_no: str) -> VerifiedFact | NotPaid | Unknown:
        """Ask whether an order is paid (交易查询); Alipay knows it only from the moment somebody scanned it."""

        def read(words: Words) -> VerifiedFact | NotPaid | Unknown:
            if _code(words) == NO_TRADE:
                return NotPaid("absent")
            return self._standing(words, out_trade_no)

        return self._asked(out_trade_no, lambda ali: ali.api_alipay_trade_query(out_trade_no=out_trade_no), read)

    def close(self, out_trade_no: str) -> Closed | VerifiedFact | Unknown:
        """End a trade (交易关闭), or learn that it is paid already; what was never scanned runs out by itself."""

        def read(words: Words) -> Closed | Unknown:
            same = words.get("out_trade_no") == out_trade_no
            if _code(words) == NO_TRADE or (words.get("code") == DONE and same):
                return Closed()
            return Unknown(f"close was answered {_code(words)}")

        answer = self._asked(out_trade_no, lambda ali: ali.api_alipay_trade_close(out_trade_no=out_trade_no), read)
        if isinstance(answer, Unknown) and answer.why.rpartition(" ")[2] in PAID_ALREADY:
            paid = self.query(out_trade_no)
            if isinstance(paid, NotPaid) and paid.state == "closed":
                return Closed()
            return paid if isinstance(paid, VerifiedFact) else answer
        return answer

    def refund(self, order: RefundOrder) -> RefundFact | Unknown:
        """Give money back (交易退款); whether it arrived is told by the refund query, so that is asked first."""
        if not REFUND_NUMBER.fullmatch(order.refund_no):
            return Unknown("not a number of ours")
        named = {"out_request_no": order.refund_no, "out_trade_no": order.out_trade_no}
        known = self._asked(
            order.out_trade_no,
            lambda ali: ali.api_alipay_trade_fastpay_refund_query(**named),
            lambda words: _arrived(words, order),
        )
        if known is not None:
            return known
        return self._asked(
            order.out_trade_no,
            lambda ali: ali.api_alipay_trade_refund(refund_amount=in_yuan(order.amount), **named),
            lambda words: _taken_on(words, order),
        )

    def statement(self, day: date) -> Statement | Unknown:
        """Fetch the statement of all trades (查询对账单下载地址), from Alipay's own hosts only."""
        asked = {"bill_type": "trade", "bill_date": day.isoformat()}
        try:
            mine = account(self.provider)
            client = _client(mine)
            words = client.server_api("alipay.data.dataservice.bill.downloadurl.query", biz_content=asked)
            address = str(words.get("bill_download_url"))
            if words.get("code") != DONE or not _is_alipays(address, mine):
                return Unknown(f"the statement was answered {_code(words)}")
            answer = requests.get(address, timeout=PATIENCE, proxies=client.proxies)
            if answer.status_code != requests.codes.ok or len(answer.content) > LONGEST_FILE:
                return Unknown(f"the file was answered {answer.status_code}")
            return statement_files.alipay(answer.content)
        except Exception as trouble:  # noqa: BLE001 - whatever the library throws is no answer
            return Unknown(type(trouble).__name__)

    def verify_notice(self, _headers: Mapping[str, str], body: bytes) -> VerifiedFact | NothingPaid:
        """Read a payment notice (异步通知): a form that Alipay signed with RSA2, for this app and this seller."""
        try:
            mine = account(self.provider)
            return self._notice(_signed_form(_client(mine), body), mine)
        except (Unbelievable, NoAccount) as odd:
            raise NoticeRefused(str(odd) or type(odd).__name__) from odd

    def _notice(self, told: dict[str, str], mine: Account) -> VerifiedFact | NothingPaid:
        if (told.get("app_id"), told.get("seller_id")) != (mine.app, mine.merchant):
            raise Unbelievable("for somebody else")
        if abs(clock.now() - local_time(told.get("notify_time"))) > NOTICE_WINDOW:
            raise Unbelievable("outside the time window")
        if not EVENT.fullmatch(told.get("notify_id", "")):
            raise Unbelievable("no event number")
        if told.get("trade_status") not in PAID:
            return NothingPaid()
        return fact(
            provider=self.provider, merchant=mine.merchant, number=told.get("out_trade_no"),
            transaction=told.get("trade_no"), amount=fen_of(told.get("total_amount")),
            at=local_time(told.get("gmt_payment")), event=told["notify_id"],
        )  # fmt: skip

    def _standing(self, words: Words, number: str) -> VerifiedFact | NotPaid | Unknown:
        if words.get("code") != DONE:
            return Unknown(f"answered {_code(words)}")
        if words.get("out_trade_no") != number:
            raise Unbelievable("about another order")
        state = words.get("trade_status")
        if state in PAID:
            return fact(
                provider=self.provider, merchant=account(self.provider).merchant, number=number,
                transaction=words.get("trade_no"), amount=fen_of(words.get("total_amount")),
                at=local_time(words.get("send_pay_date")),
            )  # fmt: skip
        if state == "WAIT_BUYER_PAY":
            return NotPaid("waiting")
        return NotPaid("closed") if state == "TRADE_CLOSED" else Unknown("an unheard-of state")

    def _asked(self, number: str, ask: Callable[[Any], Any], read: Callable[[Words], T]) -> T | Unknown:
        """Ask through the library and read its answer; whatever goes wrong on the way is no answer."""
        if not NUMBER.fullmatch(number):
            return Unknown("not a number of ours")
        try:
            return read(words_of(ask(_client(account(self.provider)))))
        except Exception as trouble:  # noqa: BLE001 - the library raises plain exceptions, requests many more
            return Unknown(type(trouble).__name__)


@lru_cache(maxsize=8)
def _client(mine: Account) -> Any:
    """Return the library's client; reading its keys takes long, so it is kept as long as the account is the same."""
    client = _Client(
        appid=mine.app,
        app_notify_url=notify_url(Gateway.provider),
        app_private_key_string=mine.key,
        alipay_public_key_string=mine.platform_key,
        sign_type="RSA2",
        config=AliPayConfig(timeout=PATIENCE[1]),
    )
    if mine.address:
        client._gateway = mine.address  # noqa: SLF001 - the library takes no address
    if mine.is_here:
        client.proxies = {"http": "", "https": ""}
    return client


def _arrived(words: Words, order: RefundOrder) -> RefundFact | Unknown | None:
    """Read a refund query: the money is back, or nothing is known of this refund yet (None)."""
    if words.get("refund_status") != "REFUND_SUCCESS":
        return None if words.get("code") == DONE or _code(words) == NO_TRADE else Unknown(_code(words))
    named = (words.get("out_request_no"), words.get("out_trade_no"))
    if named != (order.refund_no, order.out_trade_no) or fen_of(words.get("refund_amount")) != order.amount:
        return Unknown("about another refund")
    return RefundFact(order.refund_no, "done")


def _taken_on(words: Words, order: RefundOrder) -> RefundFact | Unknown:
    """Read the answer to a refund: taken on, refused for good, or to be asked again."""
    code = _code(words)
    if words.get("code") == FAILED and code not in PASSING:
        return RefundFact(order.refund_no, "abnormal")
    if words.get("code") != DONE or words.get("out_trade_no") != order.out_trade_no:
        return Unknown(f"refund was answered {code}")
    return RefundFact(order.refund_no, "under_way")


def _form(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=FIELDS, errors="strict"
        )
    except ValueError as odd:
        raise Unbelievable("unreadable") from odd
    told = dict(pairs)
    if len(told) != len(pairs) or any(len(value) > FIELD for value in told.values()):
        raise Unbelievable("unreadable")
    return told


def _signed_form(client: Any, body: bytes) -> dict[str, str]:
    """Return the fields of a notice signed with RSA2; the library takes a missing kind for the right one."""
    told = _form(body)
    signature = told.pop("sign", "")
    if told.get("sign_type") != "RSA2" or not signature:
        raise Unbelievable("not signed with RSA2")
    try:
        is_signed = client.verify(dict(told), signature)
    except Exception as odd:
        raise Unbelievable("unreadable") from odd
    if not is_signed:
        raise Unbelievable("not signed by the provider")
    return told


def _is_alipays(address: str, mine: Account) -> bool:
    place = urlsplit(address)
    if mine.is_here:
        return place.netloc == urlsplit(mine.address).netloc
    return place.scheme == "https" and (place.hostname or "").endswith(OWN_HOSTS)


def _code(words: Words) -> str:
    return str(words.get("sub_code") or words.get("code") or "")[:60]


if TYPE_CHECKING:
    _kept: type[PaymentGateway] = Gateway  # the promise of the Protocol, held by the type checker
