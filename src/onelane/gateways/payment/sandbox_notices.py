"""The sandbox provider's messenger: sends notices, repeats them until acknowledged, forges them when told."""

from __future__ import annotations

import threading
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from onelane.gateways.payment import envelope
from onelane.kernel import clock

if TYPE_CHECKING:
    from onelane.gateways.payment.sandbox_book import Book, Letter

PATIENCE = 5.0  # seconds that a merchant has to answer
LOOK_EVERY = 0.05


class Messenger(threading.Thread):
    """Carries due notices to the merchant, one after the other."""

    def __init__(self, book: Book, key: Ed25519PrivateKey, notify: str) -> None:
        super().__init__(name="messenger", daemon=True)
        self._book = book
        self._key = key
        self._to = urlsplit(notify)
        self._ending = threading.Event()

    def run(self) -> None:
        """Send until told to stop."""
        while not self._ending.wait(LOOK_EVERY):
            for letter in self._book.due():
                if self._ending.is_set():
                    return
                self._book.sent(letter, acknowledged=self._carry(letter))

    def stop(self) -> None:
        """End after the notice in hand."""
        self._ending.set()
        if self.is_alive():
            self.join()

    def _carry(self, letter: Letter) -> bool:
        stamp = str(int(clock.now().timestamp()))
        key = Ed25519PrivateKey.generate() if letter.forged else self._key
        headers = {
            "Content-Type": "application/json",
            envelope.EVENT: letter.event,
            envelope.TIMESTAMP: stamp,
            envelope.SIGNATURE: envelope.sign(key, "NOTICE", letter.event, stamp, letter.body),
        }
        line = HTTPConnection(self._to.hostname or "", self._to.port, timeout=PATIENCE)
        try:
            line.request("POST", self._to.path, letter.body.encode(), headers)
            return line.getresponse().status == 200  # noqa: PLR2004 - HTTP's "taken"
        except (OSError, HTTPException):
            return False
        finally:
            line.close()
