"""A crowd of browsers that come to an opening within a minute; each does what its pages tell it, on its own line."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from numpy.random import Generator, default_rng

LINES = 400  # open at once; the others wait for one, as they do for a server that is behind
THINKS = (1.0, 6.0)  # seconds that somebody looks at his ten numbers
IMPATIENT = 0.1  # of the crowd press for numbers before it is their turn
TOKEN = "crush" * 6 + "ab"
_PLATE = re.compile(r'name="plate"\s+value="([^"]+)"')
_GONE, _TURN = 302, "/cases/"


@dataclass
class Told:
    """What all of them were told."""

    statuses: dict[str, dict[int, int]] = field(default_factory=dict)
    server_ms: dict[str, list[float]] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    places: list[tuple[float, int]] = field(default_factory=list)
    gone: int = 0
    lost: int = 0

    def note(self, what: str, status: int, server: float) -> None:
        """Count an answer."""
        counted = self.statuses.setdefault(what, {})
        counted[status] = counted.get(status, 0) + 1
        self.server_ms.setdefault(what, []).append(server)


class Browser:
    """One person."""

    def __init__(self, number: str, session: str, lines: asyncio.Semaphore, told: Told, chance: Generator) -> None:
        self.number, self.lines, self.told, self.chance = number, lines, told, chance
        self.cookies = f"sessionid={session}; csrftoken={TOKEN}; language=en"
        self.port = int(os.environ["ONELANE_PORT"])

    async def come(self, after: float) -> None:
        """Come to the opening, wait, choose, and be told."""
        await asyncio.sleep(after)
        try:
            await self._come()
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            self.told.lost += 1

    async def _come(self) -> None:
        if self.chance.random() < IMPATIENT:
            await self._ask("impatient", "POST", f"/cases/{self.number}/number/draw/")
        _, where, _ = await self._ask("arrive", "POST", f"/cases/{self.number}/number/door/")
        seen = False
        while True:
            status, turn, page = await self._ask("look", "GET", where)
            if status == _GONE and turn.startswith(_TURN):
                return await self._choose()
            again = page.headers.get("refresh", "")
            if not again:
                self.told.gone += 1
                await self._ask("refused", "POST", f"/cases/{self.number}/number/draw/")
                return None
            seen = seen or self._note_place(page)
            await asyncio.sleep(float(again))

    def _note_place(self, page: Answer) -> bool:
        found = re.search(r'<strong class="figures">(\d+)</strong>', page.text)
        if found:
            self.told.places.append((time.time(), int(found[1])))
        return found is not None

    async def _choose(self) -> None:
        status, _, _ = await self._ask("draw", "POST", f"/cases/{self.number}/number/draw/")
        if status != _GONE:
            self.told.gone += 1
            return
        _, _, page = await self._ask("list", "GET", f"/cases/{self.number}/number/")
        plates = _PLATE.findall(page.text)
        await asyncio.sleep(float(self.chance.uniform(*THINKS)))
        plate = str(self.chance.choice(plates))
        status, _, _ = await self._ask("hold", "POST", f"/cases/{self.number}/number/hold/", plate=plate, sure="1")
        if status == _GONE:
            self.told.held.append(plate)

    async def _ask(self, what: str, method: str, path: str, **form: str) -> tuple[int, str, Answer]:
        async with self.lines:
            answer = await self._send(method, path, urlencode(form))
        server = re.search(r"dur=([\d.]+)", answer.headers.get("server-timing", ""))
        self.told.note(what, answer.status, float(server[1]) if server else -1.0)
        return answer.status, answer.headers.get("location", ""), answer

    async def _send(self, method: str, path: str, body: str) -> Answer:
        read, write = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            write.write(
                f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nConnection: close\r\n"
                f"Cookie: {self.cookies}\r\nX-CSRFToken: {TOKEN}\r\nContent-Length: {len(body)}\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}".encode()
            )
            head = (await asyncio.wait_for(read.readuntil(b"\r\n\r\n"), 120)).decode("latin-1").split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            size = int(headers.get("content-length", 0))
            text = (await read.readexactly(size)).decode() if size else ""
            return Answer(int(head[0].split()[1]), headers, text)
        finally:
            write.close()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page server said."""

    status: int
    headers: dict[str, str]
    text: str


async def crowd(people: list[tuple[str, str]], within: float, opens_at: float) -> dict[str, Any]:
    """Let everybody come within so many seconds after the opening, and return what they were told."""
    chance, lines, told = default_rng(1), asyncio.Semaphore(LINES), Told()
    until = opens_at - time.time()
    comes = [until + float(after) for after in chance.uniform(0, within, len(people))]
    began = time.monotonic()
    await asyncio.gather(*(
        Browser(number, session, lines, told, default_rng(place)).come(after)
        for place, ((number, session), after) in enumerate(zip(people, comes, strict=True))
    ))  # fmt: skip
    return vars(told) | {"seconds": time.monotonic() - began - until}


if __name__ == "__main__":
    everybody = json.loads(Path(os.environ["BENCH_CROWD"]).read_text("utf-8"))
    print(json.dumps(asyncio.run(crowd(everybody, float(sys.argv[1]), float(sys.argv[2])))))
