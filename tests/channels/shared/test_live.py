"""Live events, from the deed's commit to the open page."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from django.core import signing
from django.db import transaction
from django.test import RequestFactory

from onelane.channels.shared import live
from onelane.channels.shared.live_hub import FEW, MOST, RESYNC, Client, Hub
from onelane.records import live as records


class Page:
    """An open page: what it is sent, and a way to leave."""

    def __init__(self, query: str) -> None:
        self.scope = {"type": "http", "method": "GET", "path": "/live/", "query_string": query.encode()}
        self.sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.leaving = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.leaving.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        await self.sent.put(message)

    async def text(self) -> str:
        return (await asyncio.wait_for(self.sent.get(), 5))["body"].decode()


async def status(query: str) -> int:
    page = Page(query)
    page.leaving.set()
    await live.application(page.scope, page.receive, page.send)
    return (await page.sent.get())["status"]


def test_only_a_signed_token_lets_a_page_listen(clock: Any) -> None:
    assert asyncio.run(status("t=office:qd:lane")) == 403
    assert asyncio.run(status("")) == 403
    assert asyncio.run(status("t=%ff")) == 403


def test_a_token_names_its_topics_and_no_other() -> None:
    token = live.token(["ticket:1", "office:qd:board"])

    assert live.topics_of(token) == ["ticket:1", "office:qd:board"]
    with pytest.raises(signing.BadSignature):
        live.topics_of(token.replace("ticket:1", "ticket:2"))


def test_a_phone_that_opened_the_page_by_the_offices_address_listens_there(settings: Any) -> None:
    settings.LIVE_URL = "http://127.0.0.1:8001/live/"
    settings.ALLOWED_HOSTS = ["10.0.0.7"]

    address = live.address(RequestFactory().get("/", headers={"host": "10.0.0.7:8000"}), ["ticket:1"])

    assert address.startswith("http://10.0.0.7:8001/live/?t=ticket%3A1%3A")


def event(number: int, key: str = "a") -> dict[str, Any]:
    return {"t": "x", "e": "queue", "d": {"k": key, "n": number}}


def test_few_events_are_all_sent_and_many_only_the_latest_of_each_key() -> None:
    client = Client(["x"])
    for number in range(FEW):
        client.put(event(number))
    assert client.take() == [event(number) for number in range(FEW)]

    for number in range(100):
        client.put(event(number, key="ab"[number % 2]))
    assert client.take() == [event(98, "a"), event(99, "b")]


def test_a_page_too_far_behind_is_told_to_read_anew() -> None:
    client = Client(["x"])
    for number in range(MOST + 1):
        client.put(event(number))

    assert client.take() == [RESYNC]


@pytest.mark.parametrize("payload", ["", "{}", "nonsense", "[{}]", '[{"t": [1]}]', "7"])
def test_an_event_that_cannot_be_read_disturbs_nobody(payload: str) -> None:
    Hub().hand_out(payload)


@pytest.mark.django_db(transaction=True)
def test_an_event_reaches_its_topic_after_the_commit_and_no_other_page() -> None:
    def deed(*, kept: bool) -> None:
        with transaction.atomic():
            for _ in range(2):
                records.tell(records.lane("qd"), "queue", {"n": 1 if kept else 0})
            transaction.set_rollback(not kept)

    async def hear() -> tuple[str, int]:
        mine, other = Page(f"t={live.token([records.lane('qd')])}"), Page(f"t={live.token(['ticket:9'])}")
        open_pages = [asyncio.create_task(live.application(p.scope, p.receive, p.send)) for p in (mine, other)]
        for page in (mine, other):
            assert (await page.sent.get())["status"] == 200
            assert "event: beat" in await page.text()
        await asyncio.to_thread(in_thread, deed, kept=False)
        await asyncio.to_thread(in_thread, deed, kept=True)
        heard = await mine.text()
        mine.leaving.set()
        other.leaving.set()
        await asyncio.gather(*open_pages)
        clients = len(live.hub().clients)
        await live.hub().close()
        assert other.sent.empty()
        return heard, clients

    heard, clients = asyncio.run(hear())

    assert json.loads(heard.removeprefix("data: ")) == {"t": "office:qd:lane", "e": "queue", "d": {"n": 1}}
    assert heard.count("data: ") == 1
    assert clients == 0


@pytest.mark.django_db(transaction=True)
def test_a_lost_listener_comes_back_and_tells_everybody_to_read_anew() -> None:
    async def hear() -> str:
        page = Page(f"t={live.token(['ticket:1'])}")
        opened = asyncio.create_task(live.application(page.scope, page.receive, page.send))
        await page.sent.get()
        await page.text()
        await asyncio.to_thread(in_thread, cut_listeners)
        heard = await page.text()
        page.leaving.set()
        await opened
        await live.hub().close()
        return heard

    assert '"e": "resync"' in asyncio.run(hear())


def cut_listeners() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'onelane-live' AND datname = current_database()"
        )


def in_thread(deed: Any, **told: Any) -> None:
    """Run a deed in its own thread and give its database connection back."""
    from django.db import connection

    try:
        deed(**told)
    finally:
        connection.close()


def test_a_large_event_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="send a key"):
        records.tell("ticket:1", "queue", {"text": "字" * 400})
