"""Webhooks: signed events out of the office, tried again, replayed, and never into its own network."""

from __future__ import annotations

import base64
import hashlib
import hmac
import importlib
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

import make
from api_client import Api, Platform, signed_in
from home_office import DELIVERY, SERVICE, Home
from onelane.gateways.webhooks import poster
from onelane.office.platforms import webhooks
from onelane.office.platforms.gateway import Answered, Silent
from onelane.office.platforms.models import Delivery, Endpoint
from onelane.records import outbox

pytestmark = pytest.mark.django_db


class Receiver:
    """A platform's own server on this machine, which answers as it is told."""

    def __init__(self) -> None:
        receiver = self
        self.answers: list[int] = []
        self.got: list[tuple[dict[str, str], bytes]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
                self.send_header("Location", f"{receiver.address}/elsewhere")
                self.end_headers()

            def log_message(self, *_told: Any) -> None:
                """Stay silent."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.ONELANE = settings.ONELANE | {"WEBHOOK_LOOPBACK": True}
    importlib.import_module("onelane.office.platforms.tasks")
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def program(platform: Platform) -> Api:
    return Api(platform.own_token())


def apply(api: Api) -> str:
    number = str(api("post", "applications", {"service": SERVICE}, status=201)["number"])
    api("patch", f"applications/{number}/answers", {"answers": DELIVERY}, status=200)
    api("post", f"applications/{number}/submit", status=200)
    outbox.carry_out(50)
    return number


def test_what_happens_to_a_case_is_told_as_a_signed_cloud_event(api: Api, program: Api, receiver: Receiver) -> None:
    made = program("post", "webhooks", {"address": receiver.address}, status=201)
    number = apply(api)

    assert webhooks.deliver_due() == 1
    headers, body = receiver.got[0]
    told = json.loads(body)
    assert (told["specversion"], told["type"], told["subject"]) == ("1.0", "cn.onelane.case.submitted", number)
    assert told["data"] == {"number": number, "service": SERVICE, "event": "submitted", "state": "open"}
    assert "试一" not in body.decode()
    key = base64.b64decode(made["secret"].removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{right}"
    assert headers["content-type"].startswith("application/cloudevents+json")


def test_a_case_of_the_portal_is_told_to_nobody(home: Home, program: Api, receiver: Receiver) -> None:
    program("post", "webhooks", {"address": receiver.address}, status=201)
    home.begin().fill(**DELIVERY)
    home.send()
    outbox.carry_out(50)
    assert not Delivery.objects.exists()


def test_only_what_was_asked_for_is_told(api: Api, program: Api, receiver: Receiver) -> None:
    program("post", "webhooks", {"address": receiver.address, "events": ["withdrawn"]}, status=201)
    number = apply(api)
    api("post", f"applications/{number}/withdraw", status=200)
    outbox.carry_out(50)
    webhooks.deliver_due()
    assert [json.loads(body)["data"]["event"] for _, body in receiver.got] == ["withdrawn"]
    assert program("post", "webhooks", {"address": "https://a.example/", "events": ["no"]}, status=422)


def test_a_delivery_that_fails_is_tried_again_with_longer_pauses_and_then_given_up(
    api: Api, program: Api, receiver: Receiver, clock: Any
) -> None:
    from onelane.office.platforms.hooks import RETRIES

    program("post", "webhooks", {"address": receiver.address}, status=201)
    apply(api)
    receiver.answers = [500] * 20
    waits = []
    while (one := Delivery.objects.get()).state == "waiting":
        clock.at = max(clock.at, one.due_at, Endpoint.objects.get().rests_until or clock.at)
        began = clock.at
        assert webhooks.deliver_due() == 1
        waits.append(Delivery.objects.get().due_at - began)
    assert tuple(waits[: len(RETRIES)]) == RETRIES
    assert (len(receiver.got), Delivery.objects.get().state) == (len(RETRIES) + 1, "given_up")


def test_nothing_is_sent_before_its_time(api: Api, program: Api, receiver: Receiver, clock: Any) -> None:
    program("post", "webhooks", {"address": receiver.address}, status=201)
    apply(api)
    receiver.answers = [503]
    assert webhooks.deliver_due() == 1
    clock.forward(seconds=9)
    assert webhooks.deliver_due() == 0
    clock.forward(seconds=1)
    assert webhooks.deliver_due() == 1
    assert Delivery.objects.get().state == "sent"


def test_a_webhook_that_fails_does_not_hold_up_another(api: Api, program: Api, receiver: Receiver) -> None:
    dead = program("post", "webhooks", {"address": "http://127.0.0.1:9/"}, status=201)["id"]
    program("post", "webhooks", {"address": receiver.address}, status=201)
    apply(api)
    api("post", "applications", {"service": "exam-report"}, status=201)

    webhooks.deliver_due()
    assert len(receiver.got) == 1
    assert Endpoint.objects.get(pk=dead).rests_until is not None
    assert Delivery.objects.get(endpoint=dead).last_trouble == "no_answer"


def test_a_redirect_is_no_yes_and_is_not_followed(api: Api, program: Api, receiver: Receiver) -> None:
    program("post", "webhooks", {"address": receiver.address}, status=201)
    apply(api)
    receiver.answers = [307]
    webhooks.deliver_due()
    one = Delivery.objects.get()
    assert (len(receiver.got), one.last_status, one.state) == (1, 307, "waiting")


def test_an_integrator_sees_what_was_told_and_replays_it_under_its_old_id(
    api: Api, program: Api, receiver: Receiver
) -> None:
    hook = program("post", "webhooks", {"address": receiver.address}, status=201)["id"]
    apply(api)
    webhooks.deliver_due()
    listed = program("get", f"webhooks/{hook}/deliveries", status=200)["items"]
    assert [(one["name"], one["state"], one["attempts"]) for one in listed] == [("submitted", "sent", 1)]

    again = program("post", f"webhooks/{hook}/deliveries/{listed[0]['id']}/replay", status=200)
    assert again["state"] == "waiting"
    webhooks.deliver_due()
    assert receiver.got[0][0]["webhook-id"] == receiver.got[1][0]["webhook-id"]


def test_a_new_secret_signs_beside_the_former_one_for_a_day(
    api: Api, program: Api, receiver: Receiver, clock: Any
) -> None:
    hook = program("post", "webhooks", {"address": receiver.address}, status=201)["id"]
    program("post", f"webhooks/{hook}/secret", status=200)
    number = apply(api)
    webhooks.deliver_due()
    clock.forward(hours=24, seconds=1)
    api("post", f"applications/{number}/withdraw", status=200)
    outbox.carry_out(50)
    webhooks.deliver_due()
    assert [len(headers["webhook-signature"].split()) for headers, _ in receiver.got] == [2, 1]


def test_a_closed_webhook_is_told_nothing_more(api: Api, program: Api, receiver: Receiver) -> None:
    hook = program("post", "webhooks", {"address": receiver.address}, status=201)["id"]
    apply(api)
    program("delete", f"webhooks/{hook}", status=204)
    assert webhooks.deliver_due() == 0
    assert program("get", "webhooks", status=200)["items"] == []
    assert program("get", f"webhooks/{hook}/deliveries", status=404)["code"] == "platforms.no_such_hook"


def test_another_platforms_webhooks_are_not_there(program: Api, receiver: Receiver) -> None:
    hook = program("post", "webhooks", {"address": receiver.address}, status=201)["id"]
    other = Api(Platform().own_token())
    assert other("get", "webhooks", status=200)["items"] == []
    for method, path in (("delete", ""), ("post", "/secret"), ("get", "/deliveries"), ("post", "/deliveries/1/replay")):
        assert other(method, f"webhooks/{hook}{path}", status=404)["code"] == "platforms.no_such_hook"


def test_a_secret_is_not_kept_in_the_rows(program: Api, receiver: Receiver) -> None:
    secret = program("post", "webhooks", {"address": receiver.address}, status=201)["secret"]
    row = Endpoint.objects.values().get()
    assert secret.removeprefix("whsec_") not in str(row)


@pytest.mark.parametrize(
    "address",
    ["http://gov.example.cn/", "https://user:x@gov.example.cn/", "ftp://x.example/", "https://", "nonsense",
     "https://a.example/#x", "https://a b.example/", "https://a.example:99999/"],
)  # fmt: skip
def test_an_address_that_cannot_be_safe_is_refused_at_once(program: Api, address: str) -> None:
    assert program("post", "webhooks", {"address": address}, status=422)["code"] == "platforms.bad_hook"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",  # noqa: S104 - nobody listens there
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1",
        "2002:a00:1::1", "ff02::1",
    ],
)  # fmt: skip
def test_no_event_is_posted_into_a_network_that_is_not_public(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = [(family, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_told, **_named: found)
    assert poster.Poster().post("https://inside.example/", {}, b"{}") == Silent("forbidden_address")


def test_one_forbidden_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_told, **_named: found)
    assert poster.Poster().post("https://both.example/", {}, b"{}") == Silent("forbidden_address")


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 443))]

    def connect(where: Any, **_named: Any) -> Any:
        asked.append(where)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_told, **_named: found)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert poster.Poster().post("https://public.example/", {}, b"{}") == Silent("no_answer")
    assert asked == [("8.8.8.8", 443)]


def test_plain_http_is_for_practice_only() -> None:
    assert poster.Poster().post("http://gov.example.cn/", {}, b"{}") == Silent("not_https")


def test_whoever_answers_letter_by_letter_is_cut_off(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poster, "DEADLINE", 0.2)
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            other, _ = server.accept()
            with other:
                while not stop.wait(0.02):
                    try:
                        other.sendall(b"H")
                    except OSError:
                        return

        threading.Thread(target=drip, daemon=True).start()
        told = poster.Poster().post(f"http://127.0.0.1:{server.getsockname()[1]}/", {}, b"{}")
        stop.set()
    assert told == Silent("no_answer")
    assert poster.Poster().post(receiver.address, {}, b"{}") == Answered(204)


def test_an_administrator_may_do_it_for_the_platform_and_nobody_else(platform: Platform, home: Home) -> None:
    from onelane.kernel.refusal import Refused

    told: dict[str, Any] = {"client": platform.id, "address": "https://a.example/", "events": []}
    for role in ("manager", "citizen", "platform"):
        with pytest.raises(Refused, match=r"platforms\.not_found"):
            webhooks.add(**told, actor=make.actor(role))
    webhooks.add(**told, actor=make.actor("administrator"))
    assert signed_in(home.account).get("/my/platforms/").status_code == 200
