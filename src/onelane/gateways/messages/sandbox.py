"""A carrier of messages for practice: it keeps everything for the page that plays the phone, unless it is down."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

from onelane.gateways.messages.sandbox_book import Book
from onelane.kernel import clock
from onelane.office.messages.gateway import PRACTICE, Outgoing, Sent, Unknown
from onelane.records import live

DOWN = "messages-down"
"""A file of this name in the practice folder makes the carrier silent."""


class Gateway:
    """The practice carrier; what it took is seen on the page that plays the phone."""

    def __init__(self, book: Book | None = None) -> None:
        self.book = book or Book(Path(settings.ONELANE["PRACTICE"]) / "messages.sqlite3")

    def send(self, message: Outgoing) -> Sent | Unknown:
        """Take a message; the same key is the same message and gives the same reference."""
        if (Path(settings.ONELANE["PRACTICE"]) / DOWN).exists():
            return Unknown("the carrier does not answer")
        self.book.keep(message.key, message.channel, message.address, message.words, clock.now())
        live.tell(PRACTICE, "message", {})
        return Sent(hashlib.sha256(message.key.encode()).hexdigest()[:16])
