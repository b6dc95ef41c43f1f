"""A payment provider for practice, in a process of its own on loopback, which behaves as badly as a real one may.

`python -m onelane.gateways.payment.sandbox_server --port 8002 [--state FILE] [--notify URL]`
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import sys
import threading
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from onelane.gateways.payment import envelope
from onelane.gateways.payment.sandbox_book import Book, Words, payment
from onelane.gateways.payment.sandbox_notices import Messenger
from onelane.gateways.payment.sandbox_pages import page
from onelane.kernel import clock

ORDER = re.compile(r"/v1/orders/([A-Za-z0-9_-]{6,32})(/close)?")
PAY = re.compile(r"/pay/([A-Za-z0-9_-]{6,32})")
NUMBER = re.compile(r"[A-Za-z0-9_-]{6,32}")
LOOPBACK = {"127.0.0.1", "::1"}
Answer = tuple[int, Words]


class Provider:
    """What the provider answers, once a request is known to be the merchant's."""

    def __init__(self, book: Book, keys: Path, address: str) -> None:
        self.book = book
        self.keys = keys
        self.address = address
        self.own_key = envelope.own_key(keys, envelope.PROVIDER)

    def answer(self, method: str, path: str, merchant: str, asked: Words) -> Answer:
        """Do what is asked and return status and words."""
        found = ORDER.fullmatch(path)
        if found and method == ("POST" if found[2] else "GET"):
            order = self.book.close(found[1]) if found[2] else self.book.order(found[1])
            return self._standing(order, merchant)
        if (method, path) == ("POST", "/v1/orders"):
            return self._order(merchant, asked)
        if (method, path) == ("POST", "/v1/refunds"):
            return self._refund(asked)
        if method == "GET" and path.startswith("/v1/statement/"):
            return 200, {"rows": list(self.book.statement(path.removeprefix("/v1/statement/")))}
        return 404, {"code": "no_such_path"}

    def _order(self, merchant: str, asked: Words) -> Answer:
        shapes = {"out_trade_no": str, "amount": int, "subject_zh": str, "subject_en": str, "expires_at": str}
        if not _shaped(asked, shapes) or not NUMBER.fullmatch(asked["out_trade_no"]) or asked["amount"] <= 0:
            return 400, {"code": "unreadable"}
        order = self.book.take_order(merchant, asked)
        if order is None:
            return 409, {"code": "number_used"}
        url = f"{self.address}/pay/{order['number']}"
        return 200, {"out_trade_no": order["number"], "amount": order["amount"], "code_url": url}

    def _standing(self, order: Words | None, merchant: str) -> Answer:
        if order is None or order["merchant"] != merchant:
            return 404, {"code": "no_such_order"}
        told = {"out_trade_no": order["number"], "state": order["state"], "amount": order["amount"]}
        return 200, told | (payment(order) if order["state"] == "paid" else {})

    def _refund(self, asked: Words) -> Answer:
        if not _shaped(asked, {"refund_no": str, "out_trade_no": str, "transaction_id": str, "amount": int}):
            return 400, {"code": "unreadable"}
        refund = self.book.refund(asked)
        if refund is None:
            return 409, {"code": "not_refundable"}
        words = {name: refund[name] for name in ("refund_no", "amount", "state")}
        return 200, {"out_trade_no": refund["number"], **words}


class Desk(BaseHTTPRequestHandler):
    """One request: the merchant's under /v1, the payer's under /pay, the tester's under /behaviour."""

    provider: Provider
    timeout = 30

    def do_GET(self) -> None:
        """Show the payer's page, or answer a merchant's question."""
        path = urlsplit(self.path).path
        if found := PAY.fullmatch(path):
            self._page(self.provider.book.order(found[1]))
        elif path == "/healthz":
            self._write(200, "text/plain", "ok")
        else:
            self._merchant("GET")

    def do_POST(self) -> None:
        """Take the payer's press, a merchant's order or a tester's wish."""
        path = urlsplit(self.path).path
        if found := PAY.fullmatch(path):
            pressed = parse_qs(self._body()).get("do", [""])[0]
            deed = {"pay": self.provider.book.pay, "refuse": self.provider.book.close}.get(pressed)
            self._page((deed or self.provider.book.order)(found[1]))
        elif path == "/behaviour":
            self._behaviour()
        else:
            self._merchant("POST")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's name
        """Say nothing: a log line would hold addresses of payers."""

    def _merchant(self, method: str) -> None:
        body = self._body()
        merchant, nonce = self.headers.get(envelope.MERCHANT, ""), self.headers.get(envelope.NONCE, "")
        asked = _object(body) if body else {}
        if not self._is_signed(method, merchant, nonce, body) or asked is None:
            self._say(401, {"code": "not_signed"}, nonce)
            return
        found = ORDER.fullmatch(self.path)
        manner = self.provider.book.behaviour(found[1] if found else str(asked.get("out_trade_no", "")))
        if manner["down"]:
            self.close_connection = True
            return
        status, words = self.provider.answer(method, self.path, merchant, asked)
        time.sleep(manner["slow"])
        self._say(status, words, nonce)

    def _is_signed(self, method: str, merchant: str, nonce: str, body: str) -> bool:
        stamp = self.headers.get(envelope.TIMESTAMP, "")
        key = envelope.their_key(self.provider.keys, envelope.OFFICE)
        parts = (method, self.path, merchant, stamp, nonce, body)
        fresh = envelope.is_fresh(stamp, clock.now())
        return fresh and envelope.is_signed(key, self.headers.get(envelope.SIGNATURE, ""), *parts)

    def _behaviour(self) -> None:
        wish = _object(self._body())
        if self.client_address[0] not in LOOPBACK or wish is None:
            self._write(403, "application/json", "{}")
            return
        self.provider.book.behave(str(wish.pop("order", "")), wish)
        self._write(200, "application/json", "{}")

    def _page(self, order: Words | None) -> None:
        expired = order is not None and datetime.fromisoformat(order["expires_at"]) < clock.now()
        manner = self.provider.book.behaviour(order["number"]) if order else {}
        html = page(order, expired=expired and not manner.get("pays_after_close"))
        self._write(200 if order else 404, "text/html; charset=utf-8", html)

    def _say(self, status: int, words: Words, nonce: str) -> None:
        body, stamp = json.dumps(words, ensure_ascii=False), str(int(clock.now().timestamp()))
        signature = envelope.sign(self.provider.own_key, str(status), nonce, stamp, body)
        headers = {envelope.TIMESTAMP: stamp, envelope.SIGNATURE: signature}
        self._write(status, "application/json", body, headers)

    def _write(self, status: int, kind: str, text: str, headers: dict[str, str] | None = None) -> None:
        content = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def _body(self) -> str:
        claimed = self.headers.get("Content-Length", "0")
        size = min(int(claimed), envelope.MOST) if claimed.isdecimal() else 0
        return self.rfile.read(size).decode(errors="replace")


class Server(ThreadingHTTPServer):
    """Threads end with the process, and a payer who goes away in the middle is nothing to tell."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent about broken lines."""


def serve(book: Book, *, port: int, keys: Path, notify: str, address: str = "") -> tuple[Server, Messenger]:
    """Bind the port and make the messenger; the caller runs both."""
    server = Server(("127.0.0.1", port), Desk)
    provider = Provider(book, keys, address or f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = type("DeskOfThis", (Desk,), {"provider": provider})
    return server, Messenger(book, provider.own_key, notify)


def main(arguments: list[str] | None = None) -> None:
    """Run until told to stop; keys lie in the folder `payment` beside which the office looks for them."""
    parser = argparse.ArgumentParser(description="A payment provider for practice")
    parser.add_argument("--port", type=int, default=8002)
    parser.add_argument("--state", type=Path, help="the SQLite file; keys are kept in its folder")
    parser.add_argument("--notify", default="", help="where notices go, .../notices/payment/sandbox")
    parser.add_argument("--address", default="", help="how phones reach this server, when not by loopback")
    parser.add_argument("--pace", type=float, default=1.0, help="shortens the waits between repeated notices")
    told = parser.parse_args(arguments)
    state = told.state or _usual_state(parser)
    # The office's three ports lie in a row: pages, live events, this.
    notify = told.notify or f"http://127.0.0.1:{told.port - 2}/notices/payment/sandbox"
    book = Book(state, told.pace)
    server, messenger = serve(book, port=told.port, keys=state.parent, notify=notify, address=told.address)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    messenger.start()
    sys.stdout.write(f"The practice provider of payments is ready on port {server.server_port}.\n")
    sys.stdout.flush()
    server.serve_forever(poll_interval=0.1)
    messenger.stop()
    server.server_close()
    book.shut()


def _usual_state(parser: argparse.ArgumentParser) -> Path:
    folder = os.environ.get("ONELANE_STATE")
    if not folder:
        parser.error("say where the book is kept: --state FILE, or the folder in ONELANE_STATE")
    return Path(folder).expanduser().resolve() / "payment" / "sandbox.sqlite"


def _shaped(words: Words, shapes: dict[str, type]) -> bool:
    return all(type(words.get(name)) is shape for name, shape in shapes.items())


def _object(text: str) -> Words | None:
    try:
        words = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return words if isinstance(words, dict) else None


if __name__ == "__main__":
    main()
