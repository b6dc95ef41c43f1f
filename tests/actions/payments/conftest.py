"""An office with one case to pay for, the practice gateway on loopback, and an ear that hears its notices."""

from __future__ import annotations

import queue
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client

from onelane.gateways.payment import accounts, alipay, wechat
from onelane.gateways.payment.loopback.book import Book
from onelane.gateways.payment.loopback.keys import keys as make_keys
from onelane.gateways.payment.loopback.messenger import Messenger
from onelane.gateways.payment.loopback.server import serve
from onelane.kernel import clock as office_clock
from onelane.kernel.actor import Actor
from onelane.office.cases.models import Case, Plan
from onelane.office.payments import actions as payments
from onelane.office.payments.models import Attempt, Bill
from onelane.records.models import Entry
from onelane.registers.offices.models import Office

FEES: list[dict[str, object]] = [
    {"code": "plates", "zh": "号牌", "en": "Plates", "fen": 10000},
    {"code": "vehicle-licence", "zh": "行驶证", "en": "Vehicle licence", "fen": 1000},
    {"code": "registration-certificate", "zh": "登记证书", "en": "Registration certificate", "fen": 1000},
]
CASHIER = Actor(id="7", role="cashier", office="qingdao", counter="P1")
MANAGER = Actor(id="8", role="manager", office="qingdao")
OWNER = Actor(id="ticket:1", role="citizen", office="qingdao")

Letter = tuple[str, dict[str, str], bytes]  # path, headers, body


@pytest.fixture
def office(db: None, clock: Any) -> Office:
    return Office.objects.create(
        code="qingdao", name_zh="青岛市车管所", name_en="Qingdao", area_code="3702", prefixes=["鲁B"]
    )


@pytest.fixture
def case(office: Office) -> Case:
    plan = Plan.objects.create(digest="p" * 64, service="lane", snapshot={"path": ["payment"]})
    at = office_clock.now()
    return Case.objects.create(
        office=office,
        number="1261123000001",
        plan=plan,
        state="open",
        marking=["payment:1:start"],
        rank_at=at,
        opened_at=at,
    )


@pytest.fixture
def bill(case: Case) -> Bill:
    return payments.make_bill(case_id=case.pk, lines=FEES, actor=CASHIER)


@dataclass
class Ear:
    """The office's end of the notices: keeps them for the test and answers what the test wants."""

    letters: queue.Queue[Letter] = field(default_factory=queue.Queue)
    answers: list[int] = field(default_factory=list)

    def next(self) -> Letter:
        return self.letters.get(timeout=30)


@pytest.fixture
def ear() -> Iterator[tuple[Ear, str]]:
    heard = Ear()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.letters.put((self.path, dict(self.headers.items()), body))
            self.send_response(heard.answers.pop(0) if heard.answers else 200)
            self.end_headers()
            self.wfile.write(b"success")

        def log_message(self, *_: Any) -> None: ...

    with Running(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield heard, f"http://127.0.0.1:{port}"


class Running:
    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.server = server
        self.thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> int:
        self.thread.start()
        return int(self.server.server_port)

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@dataclass
class Sandbox:
    """The provider in the test's hand."""

    book: Book
    ear: Ear
    port: int
    keys: Path
    messenger: Messenger

    def behave(self, number: str = "", **words: object) -> None:
        self.book.behave(number, {"delay": 0.0, **words})

    def press(self, attempt: Attempt, button: str = "pay") -> str:
        """Press a button on the payer's page and return the page that follows."""
        return self.http("POST", urlsplit(attempt.code_url).path, urlencode({"do": button}))[1]

    def http(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        line = HTTPConnection("127.0.0.1", self.port, timeout=5)
        line.request(method, path, body.encode())
        answer = line.getresponse()
        told = answer.status, answer.read().decode()
        line.close()
        return told

    def deliver(self, letter: Letter | None = None) -> int:
        """Hand the next notice to the office's own door and return its status."""
        path, headers, body = letter or self.ear.next()
        kept = {name: value for name, value in headers.items() if name.startswith("Wechatpay-")}
        return Client(enforce_csrf_checks=True).post(
            path, body, content_type=headers["Content-Type"], headers=kept
        ).status_code  # fmt: skip


@pytest.fixture(scope="session")
def key_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys made once: an RSA key takes long."""
    folder = tmp_path_factory.mktemp("payment-keys")
    make_keys(folder)
    return folder


@pytest.fixture
def sandbox(ear: tuple[Ear, str], tmp_path: Path, key_folder: Path, settings: Any, clock: Any) -> Iterator[Sandbox]:
    heard, url = ear
    settings.STATE = tmp_path
    settings.ROOT_URLCONF = "onelane.channels.notices.urls"
    keys = tmp_path / "payment"
    shutil.copytree(key_folder, keys)
    book = Book(keys / "book.sqlite", pace=0.0)
    server, messenger = serve(book, port=0, keys=keys)
    settings.ONELANE = {
        **settings.ONELANE,
        "ADDRESS": url,
        "PAYMENT_ACCOUNTS": str(keys / "accounts.toml"),
    }
    with Running(server) as port, pytest.MonkeyPatch.context() as patch:
        for module in (accounts, wechat, alipay):
            if hasattr(module, "PATIENCE"):
                patch.setattr(module, "PATIENCE", (2.0, 1.0))
        messenger.start()
        made = Sandbox(book, heard, port, keys, messenger)
        made.behave()
        yield made
        messenger.stop()
    book.shut()
    for kept in (accounts._read, wechat._client, alipay._client):
        kept.cache_clear()


@pytest.fixture
def provider() -> str:
    """The usual provider; a test that holds for both overrides this with two."""
    return "wechat"


@pytest.fixture
def attempt(bill: Bill, sandbox: Sandbox, provider: str) -> Attempt:
    return payments.start_attempt(bill_id=bill.pk, provider=provider, actor=OWNER)


def deeds(case_id: int) -> list[str]:
    """The journal of a case, the deeds only."""
    return list(Entry.objects.filter(chain=f"case:{case_id}").order_by("seq").values_list("deed", flat=True))


@pytest.fixture
def told(case: Case) -> Any:
    return lambda: deeds(case.pk)
