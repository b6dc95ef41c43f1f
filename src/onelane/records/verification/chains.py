"""The entries of each chain: is every body what was hashed, does every link hold, does the head agree?"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from onelane.records.rows import stream
from onelane.records.verification.findings import Report

ENTRIES = """
SELECT e.chain, e.seq, e.id, e.office, e.at, e.actor, e.deed, e.body, e.previous, e.hash, c.length, c.previous, c.head
FROM records_entry e LEFT JOIN records_chain c ON c.name = e.chain
ORDER BY e.chain, e.seq, e.id
"""
EMPTY_CHAINS = """
SELECT name, length FROM records_chain c
WHERE NOT EXISTS (SELECT FROM records_entry e WHERE e.chain = c.name) ORDER BY name
"""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as it lies in the database, with its chain's head (None where the head is missing)."""

    chain: str
    seq: int
    id: int
    office: str
    at: datetime
    actor: str
    deed: str
    body: str
    previous: bytes
    hash: bytes
    length: int | None
    head_previous: bytes | None
    head: bytes | None

    @property
    def where(self) -> str:
        """Name the entry."""
        return f"{self.chain}/{self.seq}"


def check_chains(report: Report) -> None:
    """Read all entries chain by chain and report what does not hold."""
    check_links((Row(*row) for row in stream(ENTRIES)), report)
    for name, length in stream(EMPTY_CHAINS):
        report.find("chain.emptied", name, f"Chain {name} says it has {length} entries, and none is there.")


def check_links(rows: Iterable[Row], report: Report) -> None:
    """Check entries that come ordered by chain and place."""
    last: Row | None = None
    for row in rows:
        if last is None or row.chain != last.chain:
            _end(last, report)
            last = None
            report.chains += 1
        report.entries += 1
        _check_body(row, report)
        _check_link(last, row, report)
        last = row
    _end(last, report)


def _check_body(row: Row, report: Report) -> None:
    if sha256(row.previous + row.body.encode()).digest() != row.hash:
        report.find("entry.changed", row.where, f"Entry {row.where} was changed: its body no longer gives its hash.")
    told = _parsed(row.body)
    columns = {"office": row.office, "actor": row.actor, "deed": row.deed, "at": row.at}
    for name, value in columns.items():
        if _value(told, name) != value:
            report.find(
                "entry.column_changed",
                row.where,
                f"Entry {row.where} was changed: its {name} is not what its body says.",
            )


def _check_link(last: Row | None, row: Row, report: Report) -> None:
    expected = last.seq + 1 if last else 1
    if row.seq != expected:
        told = f"entry {expected} is" if row.seq == expected + 1 else f"entries {expected} to {row.seq - 1} are"
        report.find("chain.gap", row.where, f"In chain {row.chain} {told} missing before entry {row.seq}.")
    elif row.previous != (last.hash if last else b""):
        report.find(
            "chain.broken",
            row.where,
            f"Entry {row.where} does not follow the entry before it: one of both was replaced.",
        )
    if last and row.id <= last.id:
        report.find("chain.reordered", row.where, f"Entry {row.where} was written before the entry it follows.")


def _end(last: Row | None, report: Report) -> None:
    if last is None:
        return
    if last.length is None:
        report.find("chain.headless", last.chain, f"The head of chain {last.chain} is missing.")
    elif last.length != last.seq:
        report.find(
            "chain.cut",
            last.chain,
            f"Chain {last.chain} says it has {last.length} entries, and its last one is number {last.seq}.",
        )
    elif (last.head, last.head_previous) != (last.hash, last.previous):
        report.find("chain.head_changed", last.chain, f"The head of chain {last.chain} is not its last entry's hash.")


def _parsed(body: str) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _value(told: dict[str, Any], name: str) -> object:
    value = told.get(name)
    if name != "at" or not isinstance(value, str):
        return value
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None
