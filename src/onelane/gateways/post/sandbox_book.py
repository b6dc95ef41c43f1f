"""What the practice carrier knows: parcels and their fates, in one file of the state folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

Fate = Literal["deliver", "lose", "return", "silent"]
STATIONS: dict[Fate, tuple[tuple[str, str], ...]] = {
    "deliver": (
        ("accepted", "青岛邮区中心"),
        ("in_transit", "青岛处理中心"),
        ("out_for_delivery", "投递站"),
        ("delivered", "收件地址"),
    ),
    "lose": (("accepted", "青岛邮区中心"), ("in_transit", "青岛处理中心"), ("lost", "")),
    "return": (
        ("accepted", "青岛邮区中心"),
        ("out_for_delivery", "投递站"),
        ("held", "投递站"),
        ("returned", "青岛市车辆管理所"),
    ),
    "silent": (),
}
"""What happens to a parcel, one station after another."""


class Book:
    """Parcels by number: when they were announced and what will become of them."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def announce(self, number: str, at: datetime) -> None:
        """Know a parcel; known already it stays as it is."""
        with self._open() as book:
            book.execute("INSERT OR IGNORE INTO parcels VALUES (?, ?, 'deliver')", (number, at.timestamp()))

    def fate(self, number: str, fate: Fate) -> None:
        """Decide what becomes of a parcel."""
        with self._open() as book:
            book.execute("UPDATE parcels SET fate = ? WHERE number = ?", (fate, number))

    def parcel(self, number: str) -> tuple[datetime, Fate] | None:
        """Return when a parcel was announced and its fate, or None for an unknown one."""
        with self._open() as book:
            found = book.execute("SELECT announced, fate FROM parcels WHERE number = ?", (number,)).fetchone()
        return None if found is None else (datetime.fromtimestamp(found[0], UTC), found[1])

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._file, timeout=5)) as book:
            book.execute("CREATE TABLE IF NOT EXISTS parcels (number TEXT PRIMARY KEY, announced REAL, fate TEXT)")
            with book:
                yield book
