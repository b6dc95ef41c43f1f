"""What the practice carrier of messages has taken, in one file of the state folder: the phones of a practice office."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

KEPT = 500
"""So many messages are kept; a practice office has no archive."""
_TABLE = """
CREATE TABLE IF NOT EXISTS messages (
  key TEXT PRIMARY KEY, phone TEXT, channel TEXT, address TEXT, words TEXT, at REAL
)
"""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message on a phone."""

    channel: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Phone:
    """Somebody's phone, mailbox or WeChat; `key` names it in an address without telling whose it is."""

    key: str
    channel: str
    address: str


class Book:
    """Messages by phone."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def keep(self, key: str, channel: str, address: str, words: str, at: datetime) -> None:
        """Keep a message; known already it stays as it is."""
        phone = hashlib.sha256(f"{channel}:{address}".encode()).hexdigest()[:12]
        with self._open() as book:
            row = (key, phone, channel, address, words, at.timestamp())
            book.execute("INSERT OR IGNORE INTO messages VALUES (?, ?, ?, ?, ?, ?)", row)
            book.execute(
                "DELETE FROM messages WHERE key NOT IN (SELECT key FROM messages ORDER BY at DESC LIMIT ?)", (KEPT,)
            )

    def phones(self) -> list[Phone]:
        """Return the phones, the one with the newest message first."""
        asked = "SELECT phone, channel, address FROM messages GROUP BY phone ORDER BY max(at) DESC"
        with self._open() as book:
            return [Phone(*row) for row in book.execute(asked)]

    def on(self, phone: str) -> list[Arrived]:
        """Return what arrived on a phone, the newest first."""
        asked = "SELECT channel, words, at FROM messages WHERE phone = ? ORDER BY at DESC, rowid DESC LIMIT 50"
        with self._open() as book:
            rows = book.execute(asked, (phone,)).fetchall()
        return [Arrived(channel, words, datetime.fromtimestamp(at, UTC)) for channel, words, at in rows]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._file, timeout=5)) as book:
            book.execute(_TABLE)
            with book:
                yield book
