"""Server-Sent Events as a plain ASGI application: one LISTEN connection a process, shared by all its clients.

An event is `{"t": topic, "e": name, "d": {...}}`; a client hears the topics that its signed token
names, gathered for 200 ms.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.core import signing

from onelane.channels.shared.live_hub import Client, Hub

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping, Sequence

    from django.http import HttpRequest

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]

SALT = "onelane.live"
LONGEST = 13 * 3600  # a working day and the sign-in before it
MOST_CLIENTS = 4000
GATHER = 0.2
BEAT = 15.0
PATH = "/live/"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

log = logging.getLogger(__name__)


def token(topics: Sequence[str]) -> str:
    """Return the permission to hear these topics."""
    return signing.TimestampSigner(salt=SALT).sign(",".join(topics))


def topics_of(text: str) -> list[str]:
    """Return the topics a token names; raise `BadSignature` for one that is not ours or is too old."""
    return signing.TimestampSigner(salt=SALT).unsign(text, max_age=LONGEST).split(",")


def address(request: HttpRequest | None, topics: Sequence[str]) -> str:
    """Return where a page hears these topics."""
    return f"{urlunsplit(_door(request))}?{urlencode({'t': token(topics)})}"


def origin(request: HttpRequest | None) -> str:
    """Return the origin that pages hear live events from, for the security policy."""
    door = _door(request)
    return f"{door.scheme}://{door.netloc}" if door.netloc else ""


def _door(request: HttpRequest | None) -> SplitResult:
    """Return the live server; a loopback host becomes the one under which the page was opened."""
    parts = urlsplit(settings.LIVE_URL)
    if request is not None and parts.hostname in LOOPBACK and parts.port:
        host = urlsplit(f"//{request.get_host()}").hostname or parts.hostname
        parts = parts._replace(netloc=f"[{host}]:{parts.port}" if ":" in host else f"{host}:{parts.port}")
    return parts


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """Return the hub of the running loop; there is one loop a process."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Answer one connection."""
    if scope["type"] == "lifespan":
        await _live_and_die(receive, send)
    elif scope["type"] == "http":
        await _answer(scope, receive, send)


async def _live_and_die(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await hub().close()
            _hubs.pop(asyncio.get_running_loop(), None)
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _answer(scope: Message, receive: Receive, send: Send) -> None:
    if scope["path"] == "/healthz":
        await _short(send, 200, "ok")
    elif scope["path"] != PATH or scope["method"] != "GET":
        await _short(send, 404, "not found")
    elif len(hub().clients) >= MOST_CLIENTS:
        await _short(send, 503, "full")
    else:
        try:
            query = parse_qs(scope.get("query_string", b"").decode("ascii"))
            topics = topics_of(query.get("t", [""])[0])
        except (signing.BadSignature, ValueError):
            await _short(send, 403, "no permission")
            return
        await _stream(topics, receive, send)


async def _short(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain"), (b"access-control-allow-origin", b"*")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


async def _stream(topics: Sequence[str], receive: Receive, send: Send) -> None:
    """Keep sending until either side goes away."""
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"access-control-allow-origin", b"*"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    client = await hub().join(topics)
    sending = asyncio.ensure_future(_send_all(client, send))
    gone = asyncio.ensure_future(_until_gone(receive))
    try:
        await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hub().leave(client)
        for task in (sending, gone):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError, RuntimeError):
                await task


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_all(client: Client, send: Send) -> None:
    await _write(send, "retry: 3000\nevent: beat\ndata: 1\n\n")
    while not client.closed:
        try:
            await asyncio.wait_for(client.waiting.wait(), BEAT)
        except TimeoutError:
            await _write(send, "event: beat\ndata: 1\n\n")
            continue
        await asyncio.sleep(GATHER)
        events = client.take()
        await _write(send, "".join(f"data: {json.dumps(e, ensure_ascii=False)}\n\n" for e in events))
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
