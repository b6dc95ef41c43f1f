"""The practice gateway's messenger: sends notices, repeats them until acknowledged, forges them when told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from onelane.gateways.payment.loopback.book import Book, Letter

PATIENCE = 5.0  # seconds that a merchant has to answer
LOOK_EVERY = 0.05
TAKEN = {"wechat": (200, 204), "alipay": (200,)}
SUCCESS = b"success"
Notice = tuple[dict[str, str], bytes]


class Messenger(threading.Thread):
    """Carries due notices to the merchant, one after the other."""

    def __init__(self, book: Book, write: Callable[[Letter], Notice], notify: str = "") -> None:
        super().__init__(name="messenger", daemon=True)
        self._book = book
        self._write = write
        self._notify = notify.rstrip("/")
        self._ending = threading.Event()

    def run(self) -> None:
        """Send until told to stop."""
        while not self._ending.wait(LOOK_EVERY):
            for letter in self._book.due():
                if self._ending.is_set():
                    return
                self._book.sent(letter, acknowledged=self.carry(letter))

    def stop(self) -> None:
        """End after the notice in hand."""
        self._ending.set()
        if self.is_alive():
            self.join()

    def carry(self, letter: Letter) -> bool:
        """Send one notice and tell whether it was acknowledged the way its provider wants it."""
        headers, body = self._write(letter)
        to = urlsplit(letter.order["notify"])
        base = urlsplit(self._notify) if self._notify else to
        line = HTTPConnection(base.hostname or "", base.port, timeout=PATIENCE)
        try:
            line.request("POST", to.path, body, headers)
            answer = line.getresponse()
            words = answer.read(64)
        except (OSError, HTTPException):
            return False
        finally:
            line.close()
        provider = letter.order["provider"]
        return answer.status in TAKEN[provider] and (provider != "alipay" or words == SUCCESS)
