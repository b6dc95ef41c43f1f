"""The practice gateway's WeChat Pay: API v3 as its documents have it, signed answers and encrypted notices."""

from __future__ import annotations

import base64
import json
import re
import secrets
import time
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from onelane.gateways.payment.loopback import keys as gateway_keys
from onelane.gateways.payment.loopback import statements
from onelane.gateways.payment.loopback.book import Book, Letter, Words
from onelane.gateways.payment.loopback.keys import Keys
from onelane.kernel import clock

NAME = "wechat"
WINDOW = 300
SCHEME = "WECHATPAY2-SHA256-RSA2048"
NUMBER = re.compile(r"[A-Za-z0-9_*-]{6,32}")
ORDER = re.compile(r"/v3/pay/transactions/out-trade-no/([^/?]+)(/close)?")
REFUND = re.compile(r"/v3/refund/domestic/refunds/([^/?]+)")
TOKENS = re.compile(r'(\w+)="([^"]*)"')
STATES = {"waiting": "NOTPAY", "closed": "CLOSED", "paid": "SUCCESS"}
REFUND_STATES = {"done": "SUCCESS", "under_way": "PROCESSING", "abnormal": "ABNORMAL"}
Answer = tuple[int, Words | bytes | None]
_ABSENT: Answer = (404, {"code": "ORDER_NOT_EXIST", "message": "订单不存在"})
_PARAM: Answer = (400, {"code": "PARAM_ERROR", "message": "参数错误"})


class WeChat:
    """What WeChat Pay answers to a merchant."""

    def __init__(self, book: Book, keys: Keys, address: str) -> None:
        self.book = book
        self.keys = keys
        self.address = address

    def about(self, path: str, body: str) -> str:
        """Return the number of the order that a request is about."""
        found = ORDER.fullmatch(urlsplit(path).path)
        return found[1] if found else str(_object(body).get("out_trade_no", ""))

    def answer(self, method: str, path: str, authorization: str, body: str) -> Answer:
        """Do what a merchant asks and return status and words."""
        if not self._is_signed(method, path, authorization, body):
            return 401, {"code": "SIGN_ERROR", "message": "签名错误"}
        place, asked = urlsplit(path), _object(body)
        if found := ORDER.fullmatch(place.path):
            return self._close(found[1]) if found[2] else self._standing(found[1])
        if found := REFUND.fullmatch(place.path):
            return self._refund_standing(found[1])
        doors: dict[tuple[str, str], Callable[[], Answer]] = {
            ("POST", "/v3/pay/transactions/native"): lambda: self._order(asked, "code_url"),
            ("POST", "/v3/pay/transactions/jsapi"): lambda: self._order(asked, "prepay_id"),
            ("POST", "/v3/refund/domestic/refunds"): lambda: self._refund(asked),
            ("GET", "/v3/bill/tradebill"): lambda: self._bill(parse_qs(place.query)),
            ("GET", "/v3/billdownload/file"): lambda: self._file(parse_qs(place.query)),
        }
        door = doors.get((method, place.path))
        return door() if door else (404, {"code": "RESOURCE_NOT_EXISTS", "message": "无此接口"})

    def sent_back(self, asked: dict[str, str]) -> str:
        """Return where the payer goes on after WeChat knows him (网页授权), with a code in the address."""
        told = urlencode({"code": secrets.token_hex(16), "state": asked.get("state", "")})
        back = asked.get("redirect_uri", "") if asked.get("appid") == gateway_keys.WECHAT_APP else ""
        return f"{back}{'&' if '?' in back else '?'}{told}" if back else ""

    def who(self, asked: dict[str, str]) -> Words:
        """Return who the payer is, for the app itself and a code."""
        mine = (asked.get("appid"), asked.get("secret")) == (gateway_keys.WECHAT_APP, self.keys.app_secret)
        if not mine or not asked.get("code"):
            return {"errcode": 40029, "errmsg": "invalid code"}
        return {"openid": f"oPractice{sha256(asked['code'].encode()).hexdigest()[:19]}", "scope": "snsapi_base"}

    def signed(self, text: str, *, by_a_stranger: bool = False) -> dict[str, str]:
        """Return the headers that sign an answer or a notice."""
        stamp, nonce = str(int(clock.now().timestamp())), secrets.token_hex(16)
        key = gateway_keys.a_strangers_key() if by_a_stranger else self.keys.wechat
        signature = gateway_keys.sign(key, f"{stamp}\n{nonce}\n{text}\n")
        return {
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": base64.b64encode(signature).decode(),
            "Wechatpay-Serial": gateway_keys.WECHAT_KEY_ID,
            "Wechatpay-Signature-Type": SCHEME,
        }

    def notice(self, letter: Letter) -> tuple[dict[str, str], bytes]:
        """Return a payment notice: the transaction encrypted with the API v3 key, the whole signed."""
        nonce = secrets.token_hex(6)
        plain = json.dumps(transaction(letter.order), ensure_ascii=False).encode()
        sealed = AESGCM(self.keys.v3.encode()).encrypt(nonce.encode(), plain, b"transaction")
        body = json.dumps(
            {
                "id": letter.event,
                "create_time": _local(clock.now().isoformat()),
                "event_type": "TRANSACTION.SUCCESS",
                "resource_type": "encrypt-resource",
                "summary": "支付成功",
                "resource": {
                    "original_type": "transaction",
                    "algorithm": "AEAD_AES_256_GCM",
                    "ciphertext": base64.b64encode(sealed).decode(),
                    "associated_data": "transaction",
                    "nonce": nonce,
                },
            },
            ensure_ascii=False,
        )
        headers = {"Content-Type": "application/json", **self.signed(body, by_a_stranger=letter.forged)}
        return headers, body.encode()

    def _is_signed(self, method: str, path: str, authorization: str, body: str) -> bool:
        scheme, _, rest = authorization.partition(" ")
        told = dict(TOKENS.findall(rest))
        stamp = told.get("timestamp", "")
        # The client library reads the wall clock itself, so this is compared with the wall clock too.
        if scheme != SCHEME or not stamp.isdecimal() or abs(int(stamp) - time.time()) > WINDOW:
            return False
        if (told.get("mchid"), told.get("serial_no")) != (gateway_keys.WECHAT_MERCHANT, gateway_keys.WECHAT_SERIAL):
            return False
        text = f"{method}\n{path}\n{stamp}\n{told.get('nonce_str', '')}\n{body}\n"
        try:
            signature = base64.b64decode(told.get("signature", ""), validate=True)
            self.keys.wechat_office.public_key().verify(signature, text.encode(), PKCS1v15(), SHA256())
        except (InvalidSignature, ValueError):
            return False
        return True

    def _order(self, asked: Words, kind: str) -> Answer:
        number, amount = asked.get("out_trade_no"), asked.get("amount")
        total = amount.get("total") if isinstance(amount, dict) else None
        mine = (asked.get("mchid"), asked.get("appid")) == (gateway_keys.WECHAT_MERCHANT, gateway_keys.WECHAT_APP)
        readable = isinstance(number, str) and NUMBER.fullmatch(number) and type(total) is int and total > 0
        if not mine or not readable or (kind == "prepay_id" and not asked.get("payer")):
            return _PARAM
        order = self.book.take_order(
            {
                "number": number,
                "provider": NAME,
                "merchant": gateway_keys.WECHAT_MERCHANT,
                "amount": total,
                "subject": str(asked.get("description", "")),
                "notify": str(asked.get("notify_url", "")),
                "expires_at": str(asked.get("time_expire") or "2099-01-01T00:00:00+08:00"),
            }
        )
        if order is None or order["state"] == "paid":
            return 400, {"code": "OUT_TRADE_NO_USED", "message": "商户订单号重复"}
        if order["state"] == "closed":
            return 400, {"code": "ORDER_CLOSED", "message": "订单已关闭"}
        return 200, {kind: f"{self.address}/pay/{number}" if kind == "code_url" else f"wx{number}"}

    def _standing(self, number: str) -> Answer:
        order = self.book.order(number, NAME)
        if order is None:
            return _ABSENT
        other = self.book.behaviour(number)["about"]
        words = transaction(order, refunded=self.book.refunded(number) > 0)
        return 200, words | ({"out_trade_no": other} if other else {})

    def _close(self, number: str) -> Answer:
        order = self.book.close(number) if self.book.order(number, NAME) else None
        if order is None:
            return _ABSENT
        if order["state"] == "paid":
            return 400, {"code": "ORDERPAID", "message": "订单已支付"}
        return 204, None

    def _refund(self, asked: Words) -> Answer:
        amount, refund_no = asked.get("amount"), asked.get("out_refund_no")
        order = self._order_of(asked)
        if not isinstance(amount, dict) or type(amount.get("refund")) is not int or not isinstance(refund_no, str):
            return _PARAM
        if order is None:
            return 404, {"code": "RESOURCE_NOT_EXISTS", "message": "订单号不存在"}
        told = {"refund_no": refund_no, "number": order["number"], "amount": amount["refund"]}
        refund = self.book.refund(told)
        if refund is None or amount.get("total") != order["paid_amount"]:
            return 400, {"code": "INVALID_REQUEST", "message": "退款金额有误"}
        return self._refund_standing(refund_no)

    def _order_of(self, asked: Words) -> Words | None:
        if number := asked.get("out_trade_no"):
            return self.book.order(str(number), NAME)
        rows = self.book.rows("SELECT number FROM orders WHERE transaction_id = ?", str(asked.get("transaction_id")))
        return self.book.order(rows[0]["number"], NAME) if rows else None

    def _refund_standing(self, refund_no: str) -> Answer:
        refund = self.book.refund_of(refund_no)
        order = self.book.order(refund["number"], NAME) if refund else None
        if refund is None or order is None:
            return 404, {"code": "RESOURCE_NOT_EXISTS", "message": "退款单不存在"}
        return 200, {
            "refund_id": refund["refund_id"],
            "out_refund_no": refund["refund_no"],
            "transaction_id": order["transaction_id"],
            "out_trade_no": order["number"],
            "channel": "ORIGINAL",
            "status": REFUND_STATES[refund["state"]],
            "amount": {"total": order["paid_amount"], "refund": refund["amount"], "currency": "CNY"},
        }

    def _bill(self, asked: dict[str, list[str]]) -> Answer:
        day = asked.get("bill_date", [""])[0]
        plain = statements.wechat(self.book.statement(NAME, day))
        return 200, {
            "hash_type": "SHA1",
            "hash_value": statements.sha1(plain),
            "download_url": f"{self.address}/v3/billdownload/file?token={day}",
        }

    def _file(self, asked: dict[str, list[str]]) -> Answer:
        plain = statements.wechat(self.book.statement(NAME, asked.get("token", [""])[0]))
        return 200, statements.zipped(plain)


def transaction(order: Words, *, refunded: bool = False) -> Words:
    """Return what is told of an order, in notices and in answers alike."""
    told: Words = {
        "appid": gateway_keys.WECHAT_APP,
        "mchid": order["merchant"],
        "out_trade_no": order["number"],
        "trade_state": "REFUND" if refunded and order["state"] == "paid" else STATES[order["state"]],
        "trade_state_desc": "",
        "amount": {"total": order["amount"], "currency": "CNY"},
    }
    if order["state"] == "paid":
        told |= {
            "transaction_id": order["transaction_id"],
            "trade_type": "NATIVE",
            "bank_type": "OTHERS",
            "attach": "",
            "success_time": _local(order["paid_at"]),
            "payer": {"openid": "oPractice0000000000000000000"},
            "amount": {
                "total": order["paid_amount"],
                "payer_total": order["paid_amount"],
                "currency": "CNY",
                "payer_currency": "CNY",
            },
        }
    return told


def _local(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(clock.OFFICE_ZONE).isoformat(timespec="seconds")


def _object(text: str) -> dict[str, Any]:
    try:
        words = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return words if isinstance(words, dict) else {}
