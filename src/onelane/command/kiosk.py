"""`onelane kiosk reader`: the program at a kiosk that reads identity cards and tells the office, with the key."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from onelane.command.sentence import Sentence

if TYPE_CHECKING:
    from onelane.gateways.devices.reader import SamReader

AGAIN = 0.5  # seconds between two looks for a card
STATE_EVERY = 10.0
ACCEPTED = 200


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `kiosk`."""
    parser = subparsers.add_parser("kiosk", help="the program at a kiosk: reads identity cards and tells the office")
    words = parser.add_subparsers(dest="deed", metavar="deed", required=True)
    reader = words.add_parser("reader", help="read cards on a serial port until it is stopped")
    reader.add_argument("--port", required=True, help="the serial port, such as /dev/ttyUSB0")
    reader.add_argument("--office", required=True, help="the address of the office")
    reader.add_argument("--code", default="", help="a one-time code of the kiosk's page, for the first start")
    reader.add_argument("--key", type=Path, required=True, help="the file that holds the machine's key")
    reader.set_defaults(handler=_read)


def _read(chosen: argparse.Namespace) -> None:
    import httpx

    from onelane.gateways.devices.reader import SamReader, SerialLine

    if chosen.code:
        _enrol(chosen.office, chosen.code, chosen.key)
    line = SerialLine(chosen.port)
    reader = SamReader(lambda: line)
    headers = {"Authorization": f"Kiosk {chosen.key.read_text(encoding='ascii').strip()}"}
    with httpx.Client(headers=headers, timeout=5) as client:
        watch = Watch(reader, lambda told: client.post(urljoin(chosen.office, "/kiosk/reader/"), data=told).status_code)
        while True:
            watch.look(time.monotonic())
            time.sleep(AGAIN)


class Watch:
    """Looks for a card: each is told once while it lies there; how the reader is, every few seconds."""

    def __init__(self, reader: SamReader, tell: Callable[[dict[str, str]], int]) -> None:
        self._reader, self._tell = reader, tell
        self._last: bytes | None = None
        self._told_at = float("-inf")

    def look(self, now: float) -> str:
        """Look once, and return what was done."""
        try:
            text, state = self._reader.text(), "ok"
        except (OSError, ValueError):
            text, state = None, self._reader.state()
        if now - self._told_at >= STATE_EVERY:
            self._tell({"state": state})
            self._told_at = now
        fresh, self._last = text is not None and text != self._last, text
        if not fresh or text is None:
            return state
        return "read" if self._tell({"card": text.hex()}) == ACCEPTED else "refused"


def _enrol(office: str, code: str, file: Path) -> None:
    """Get the program's key for a code and keep it where only its owner reads it."""
    import httpx

    answer = httpx.post(urljoin(office, "/kiosk/reader/enrol/"), data={"code": code}, timeout=5)
    if answer.status_code != ACCEPTED:
        raise Sentence("The code is wrong, used or over. Ask the administrator for another.")
    file.touch(mode=0o600)
    file.write_text(answer.json()["key"], encoding="ascii")
    print(f"enrolled for {answer.json()['sign']}", flush=True)
