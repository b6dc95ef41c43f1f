"""The practice gateway as a process of its own on loopback.

`python -m onelane.gateways.payment.loopback.server --port 8002 [--state FILE] [--notify ADDRESS]`
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
from urllib.parse import parse_qs, parse_qsl, urlsplit

from onelane.gateways.payment.loopback import keys as gateway_keys
from onelane.gateways.payment.loopback.alipay import Alipay
from onelane.gateways.payment.loopback.book import Book, Letter, Words
from onelane.gateways.payment.loopback.messenger import Messenger, Notice
from onelane.gateways.payment.loopback.pages import page
from onelane.gateways.payment.loopback.wechat import WeChat
from onelane.kernel import clock

PAY = re.compile(r"/pay/([A-Za-z0-9_-]{6,32})")
LOOPBACK = {"127.0.0.1", "::1"}
MOST = 64 * 1024  # bytes of a body


class Providers:
    """Both providers over one book, and what was asked of them."""

    def __init__(self, book: Book, folder: Path, address: str) -> None:
        self.book = book
        found = gateway_keys.keys(folder)
        self.wechat = WeChat(book, found, address)
        self.alipay = Alipay(book, found, address)
        self.accounts = gateway_keys.write_accounts(folder, address)

    def write(self, letter: Letter) -> Notice:
        """Write a notice as its provider does."""
        provider = self.wechat if letter.order["provider"] == "wechat" else self.alipay
        return provider.notice(letter)


class Desk(BaseHTTPRequestHandler):
    """One request: the merchant's to either provider, the payer's under /pay, the tester's under /behaviour."""

    providers: Providers
    timeout = 30

    def do_GET(self) -> None:
        """Show the payer's page, or answer a merchant's question."""
        place = urlsplit(self.path)
        if found := PAY.fullmatch(place.path):
            self._page(self.providers.book.scan(found[1]))
        elif place.path == "/healthz":
            self._write(200, "text/plain", b"ok")
        elif place.path == "/connect/oauth2/authorize":
            self._go(self.providers.wechat.sent_back(dict(parse_qsl(place.query))))
        elif place.path == "/sns/oauth2/access_token":
            told = self.providers.wechat.who(dict(parse_qsl(place.query)))
            self._write(200, "text/plain", json.dumps(told).encode())  # WeChat says so, too
        elif place.path == "/gateway.do":
            self._alipay(dict(parse_qsl(place.query, keep_blank_values=True)))
        elif place.path == "/alipay/bill":
            self._write(200, "application/zip", self.providers.alipay.file(parse_qs(place.query).get("day", [""])[0]))
        else:
            self._wechat("GET", "")

    def do_POST(self) -> None:
        """Take the payer's press, a merchant's order or a tester's wish."""
        path, body = urlsplit(self.path).path, self._body()
        if found := PAY.fullmatch(path):
            pressed = parse_qs(body).get("do", [""])[0]
            self.providers.book.scan(found[1])
            deed = {"pay": self.providers.book.pay, "refuse": self.providers.book.close}.get(pressed)
            self._page((deed or self.providers.book.order)(found[1]))
        elif path == "/behaviour":
            self._behaviour(body)
        elif path == "/gateway.do":
            form = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
            self._alipay(form | dict(parse_qsl(body, keep_blank_values=True)))
        else:
            self._wechat("POST", body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's name
        """Say nothing: a log line would hold addresses of payers."""

    def _wechat(self, method: str, body: str) -> None:
        wechat = self.providers.wechat
        manner = self._manner(wechat.about(self.path, body))
        if manner is None:
            return
        status, words = wechat.answer(method, self.path, self.headers.get("Authorization", ""), body)
        time.sleep(manner["slow"])
        if isinstance(words, bytes):
            self._write(status, "application/octet-stream", words)
            return
        text = "" if words is None else json.dumps(words, ensure_ascii=False)
        text = "{" if manner["garbled"] else text
        self._write(status, "application/json", text.encode(), wechat.signed(text, by_a_stranger=manner["stranger"]))

    def _alipay(self, form: dict[str, str]) -> None:
        alipay = self.providers.alipay
        manner = self._manner(alipay.about(form))
        if manner is None:
            return
        if form.get("method", "").endswith((".page.pay", ".wap.pay")):
            self._page(self.providers.book.scan(alipay.page_order(form)))
            return
        words = alipay.answer(form)
        time.sleep(manner["slow"])
        text = alipay.written(
            form.get("method", ""), words, by_a_stranger=manner["stranger"], garbled=manner["garbled"]
        )
        self._write(200, "application/json;charset=utf-8", text.encode())

    def _manner(self, number: str) -> Words | None:
        """Return how to behave, or None when the line is cut."""
        manner = self.providers.book.behaviour(number)
        if manner["down"]:
            self.close_connection = True
            return None
        return manner

    def _behaviour(self, body: str) -> None:
        wish = _object(body)
        if self.client_address[0] not in LOOPBACK or wish is None:
            self._write(403, "application/json", b"{}")
            return
        self.providers.book.behave(str(wish.pop("order", "")), wish)
        self._write(200, "application/json", b"{}")

    def _page(self, order: Words | None) -> None:
        expired = order is not None and datetime.fromisoformat(order["expires_at"]) < clock.now()
        manner = self.providers.book.behaviour(order["number"]) if order else {}
        html = page(order, expired=expired and not manner.get("pays_after_close"))
        self._write(200 if order else 404, "text/html; charset=utf-8", html.encode())

    def _go(self, address: str) -> None:
        if urlsplit(address).hostname in LOOPBACK:
            self._write(302, "text/plain", b"", {"Location": address})
        else:
            self._write(400, "text/plain", b"the practice gateway sends nobody away from this machine")

    def _write(self, status: int, kind: str, content: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def _body(self) -> str:
        claimed = self.headers.get("Content-Length", "0")
        size = min(int(claimed), MOST) if claimed.isdecimal() else 0
        return self.rfile.read(size).decode(errors="replace")


class Server(ThreadingHTTPServer):
    """Threads end with the process, and a payer who goes away in the middle is nothing to tell."""

    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent about broken lines."""


def serve(book: Book, *, port: int, keys: Path, notify: str = "", address: str = "") -> tuple[Server, Messenger]:
    """Bind the port and make the messenger; the caller runs both."""
    server = Server(("127.0.0.1", port), Desk)
    providers = Providers(book, keys, address or f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = type("DeskOfThis", (Desk,), {"providers": providers})
    return server, Messenger(book, providers.write, notify)


def main(arguments: list[str] | None = None) -> None:
    """Run until told to stop; keys and the file of accounts lie beside the book."""
    parser = argparse.ArgumentParser(description="A payment gateway for practice")
    parser.add_argument("--port", type=int, default=8002)
    parser.add_argument("--state", type=Path, help="the SQLite file; keys are kept in its folder")
    parser.add_argument("--notify", default="", help="where notices go instead of the place that an order names")
    parser.add_argument("--address", default="", help="how phones reach this server, when not by loopback")
    parser.add_argument("--pace", type=float, default=1.0, help="shortens the waits between repeated notices")
    told = parser.parse_args(arguments)
    state = told.state or _usual_state(parser)
    book = Book(state, told.pace)
    server, messenger = serve(book, port=told.port, keys=state.parent, notify=told.notify, address=told.address)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    messenger.start()
    sys.stdout.write(f"The practice gateway of payments is ready on port {server.server_port}.\n")
    sys.stdout.flush()
    server.serve_forever(poll_interval=0.1)
    messenger.stop()
    server.server_close()
    book.shut()


def _usual_state(parser: argparse.ArgumentParser) -> Path:
    folder = os.environ.get("ONELANE_STATE")
    if not folder:
        parser.error("say where the book is kept: --state FILE, or the folder in ONELANE_STATE")
    return Path(folder).expanduser().resolve() / "payment" / "book.sqlite"


def _object(text: str) -> Words | None:
    try:
        words = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return words if isinstance(words, dict) else None


if __name__ == "__main__":
    main()
