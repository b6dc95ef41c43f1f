"""Who listens to what: one database connection hears every event and hands it to the clients of its topic."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from typing import TYPE_CHECKING, Any

import psycopg
from django.conf import settings
from psycopg.conninfo import make_conninfo

if TYPE_CHECKING:
    from collections.abc import Sequence

CHANNEL = "onelane_live"
PING = 20.0  # seconds of quiet after which the connection is asked whether it still lives
FEW = 20  # a batch of this size is sent as it is
MOST = 500  # what a slow client may have waiting before it is told to read the page anew
RESYNC = {"t": "", "e": "resync", "d": {}}

log = logging.getLogger(__name__)

Event = dict[str, Any]


class Client:
    """One open page: what waits for it."""

    def __init__(self, topics: Sequence[str]) -> None:
        self.topics = tuple(topics)
        self.events: list[Event] = []
        self.waiting = asyncio.Event()
        self.closed = False

    def put(self, event: Event) -> None:
        """Add an event; a client too far behind is told once to read everything anew."""
        self.events = [*self.events, event] if len(self.events) < MOST else [RESYNC]
        self.waiting.set()

    def take(self) -> list[Event]:
        """Return what waits: all of it when it is little, else the latest of each topic, name and key."""
        events, self.events = self.events, []
        self.waiting.clear()
        if len(events) <= FEW:
            return events
        latest = {(event["t"], event["e"], str(event["d"].get("k", ""))): event for event in events}
        return list(latest.values())

    def close(self) -> None:
        """End the page's connection; it comes back by itself."""
        self.closed = True
        self.waiting.set()


class Hub:
    """All clients of this process and the task that listens for them."""

    def __init__(self) -> None:
        self.clients: set[Client] = set()
        self.by_topic: dict[str, set[Client]] = {}
        self.listening: asyncio.Task[None] | None = None
        self.ready = asyncio.Event()

    async def join(self, topics: Sequence[str]) -> Client:
        """Add a page; the first one starts the listening."""
        client = Client(topics)
        self.clients.add(client)
        for topic in client.topics:
            self.by_topic.setdefault(topic, set()).add(client)
        if self.listening is None or self.listening.done():
            self.listening = asyncio.create_task(self._listen())
        with contextlib.suppress(TimeoutError):  # a page may open while the database is away: it hears `resync` later
            await asyncio.wait_for(self.ready.wait(), 2)
        return client

    def leave(self, client: Client) -> None:
        """Forget a page."""
        self.clients.discard(client)
        for topic in client.topics:
            there = self.by_topic.get(topic, set())
            there.discard(client)
            if not there:
                self.by_topic.pop(topic, None)

    async def close(self) -> None:
        """End all connections, for a clean stop."""
        for client in list(self.clients):
            client.close()
        if self.listening is not None:
            self.listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.listening

    def hand_out(self, payload: str) -> None:
        """Give each event of a note to the pages that listen to its topic."""
        try:
            found = [(event, self.by_topic.get(event["t"], set())) for event in json.loads(payload)]
        except (ValueError, KeyError, TypeError):
            log.warning("a note on %s could not be read", CHANNEL)
            return
        for event, there in found:
            for client in there:
                client.put(event)

    async def _listen(self) -> None:
        """Listen for ever; after each gap everybody is told to read anew, since events of the gap are lost."""
        wait, first = 0.2, True
        while True:
            try:
                await self._hear(tell=not first)
            except (psycopg.Error, OSError) as reason:
                log.warning("live events: the database is away (%s)", type(reason).__name__)
            self.ready.clear()
            if self.heard:
                wait = 0.2
            first = False
            await asyncio.sleep(wait)
            wait = min(wait * 2, 5.0)

    async def _hear(self, *, tell: bool) -> None:
        self.heard = False
        connection = await psycopg.AsyncConnection.connect(conninfo(), autocommit=True)
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self.heard = True
            self.ready.set()
            if tell:
                for client in list(self.clients):
                    client.put(RESYNC)
            while True:
                async for notice in connection.notifies(timeout=PING):
                    self.hand_out(notice.payload)
                await connection.execute("SELECT 1")


def conninfo() -> str:
    """Return how to reach Django's default database, past any pool: LISTEN needs a connection of its own."""
    told = settings.DATABASES["default"]
    options = {
        key: value for key, value in told.get("OPTIONS", {}).items() if key in {"sslmode", "service", "sslrootcert"}
    }
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {key: str(told[name]) for key, name in named.items() if told.get(name)}
    return make_conninfo(
        **given, **options, connect_timeout=2, keepalives_idle=5, keepalives_interval=2, keepalives_count=3,
        tcp_user_timeout=3000, application_name="onelane-live",
    )  # fmt: skip
