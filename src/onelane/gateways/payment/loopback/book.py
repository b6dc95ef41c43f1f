"""The practice gateway's own book: orders, payments, refunds and notices to be sent, in one SQLite file."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from onelane.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Words = dict[str, Any]

TABLES = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS orders (
  number TEXT PRIMARY KEY, provider TEXT NOT NULL, merchant TEXT NOT NULL, amount INTEGER NOT NULL,
  subject TEXT NOT NULL, notify TEXT NOT NULL, expires_at TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting',
  scanned INTEGER NOT NULL DEFAULT 0, paid_amount INTEGER, transaction_id TEXT UNIQUE, paid_at TEXT
);
CREATE TABLE IF NOT EXISTS refunds (
  refund_no TEXT PRIMARY KEY, number TEXT NOT NULL REFERENCES orders, amount INTEGER NOT NULL,
  state TEXT NOT NULL, at TEXT NOT NULL, refund_id TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS refunds_of_an_order ON refunds (number);
CREATE TABLE IF NOT EXISTS notices (
  id INTEGER PRIMARY KEY, event TEXT NOT NULL, number TEXT NOT NULL, forged INTEGER NOT NULL,
  held INTEGER NOT NULL, due REAL NOT NULL, tries INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS behaviour (number TEXT PRIMARY KEY, words TEXT NOT NULL);
"""
USUAL: Words = {
    "delay": 0.5,  # seconds from payment to notice
    "copies": 1,  # the same notice so many times
    "lost": False,  # no notice at all
    "forged": False,  # the notice is signed with a stranger's key
    "held": False,  # the notice waits until a later payment's notice has arrived
    "slow": 0.0,  # seconds between doing what is asked and answering
    "down": False,  # the line is cut instead of answering
    "amount": None,  # the payer pays another amount than was asked
    "pays_after_close": False,  # money comes although the order is closed
    "refund": "done",  # or under_way, abnormal
    "about": "",  # answers speak of this order instead of the one that was asked about
    "garbled": False,  # answers cannot be read
    "stranger": False,  # answers are signed with a stranger's key
}
# What real providers do over 24 hours and 4 minutes, in seconds; `--pace` shortens it.
SCHEDULE = (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice that is due."""

    id: int
    event: str
    order: Words
    forged: bool


class Book:
    """All that the practice gateway knows; kept across restarts, one thread at a time."""

    def __init__(self, path: Path, pace: float = 1.0) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._pace = pace
        self._lock = threading.RLock()
        self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._file.row_factory = sqlite3.Row
        self._file.executescript(TABLES)

    def order(self, number: str, provider: str = "") -> Words | None:
        """Return an order, of this provider when one is named."""
        rows = self.rows(
            "SELECT * FROM orders WHERE number = ? AND (provider = ? OR ? = '')", number, provider, provider
        )
        return dict(rows[0]) if rows else None

    def take_order(self, asked: Words) -> Words | None:
        """Keep an order and return it; the same again gives the same, another amount under its number gives None."""
        names = ("number", "provider", "merchant", "amount", "subject", "notify", "expires_at")
        with self._lock:
            self.rows(
                "INSERT INTO orders (number, provider, merchant, amount, subject, notify, expires_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                *(asked[name] for name in names),
            )
            order = self.order(asked["number"])
        same = order and all(order[name] == asked[name] for name in ("amount", "merchant", "provider"))
        return order if same else None

    def scan(self, number: str) -> Words | None:
        """Let the payer's phone see the order; Alipay knows of a trade only from then on."""
        self.rows("UPDATE orders SET scanned = 1 WHERE number = ?", number)
        return self.order(number)

    def pay(self, number: str) -> Words | None:
        """Let the payer pay, once, and put the notice down; closed or expired orders take no money unless told to."""
        with self._lock:
            order = self.order(number)
            if order is None or order["state"] == "paid":
                return order
            manner = self.behaviour(number)
            over = order["state"] == "closed" or datetime.fromisoformat(order["expires_at"]) < clock.now()
            if over and not manner["pays_after_close"]:
                return order
            self.rows(
                "UPDATE orders SET state = 'paid', scanned = 1, paid_amount = ?, transaction_id = ?, paid_at = ?"
                " WHERE number = ?",
                order["amount"] if manner["amount"] is None else manner["amount"],
                _transaction_id(),
                clock.now().isoformat(),
                number,
            )
            paid = self.order(number)
            if paid is not None and not manner["lost"]:
                self._announce(paid, manner)
            return paid

    def close(self, number: str) -> Words | None:
        """Close an order that nobody has paid; return where it stands then."""
        with self._lock:
            self.rows("UPDATE orders SET state = 'closed' WHERE number = ? AND state = 'waiting'", number)
            return self.order(number)

    def refund(self, asked: Words) -> Words | None:
        """Give money back, once per refund number; None when it is too much or differs from the first asking."""
        with self._lock:
            refund = self.refund_of(asked["refund_no"])
            if refund is None:
                if not self._covers(asked):
                    return None
                state = self.behaviour(asked["number"])["refund"]
                told = (asked["refund_no"], asked["number"], asked["amount"], state, clock.now().isoformat())
                self.rows("INSERT INTO refunds VALUES (?, ?, ?, ?, ?, ?)", *told, _transaction_id())
                refund = self.refund_of(asked["refund_no"])
            if refund is None or (refund["number"], refund["amount"]) != (asked["number"], asked["amount"]):
                return None
            return refund

    def refund_of(self, refund_no: str) -> Words | None:
        """Return a refund; one under way is done as soon as the behaviour no longer holds it up."""
        with self._lock:
            known = self.rows("SELECT * FROM refunds WHERE refund_no = ?", refund_no)
            refund = dict(known[0]) if known else None
            if refund and refund["state"] == "under_way" and self.behaviour(refund["number"])["refund"] == "done":
                refund |= {"state": "done", "at": clock.now().isoformat()}
                self.rows("UPDATE refunds SET state = 'done', at = ? WHERE refund_no = ?", refund["at"], refund_no)
            return refund

    def refunded(self, number: str) -> int:
        """Return how much of an order went back, in fen."""
        rows = self.rows("SELECT coalesce(sum(amount), 0) AS fen FROM refunds WHERE number = ?", number)
        return int(rows[0]["fen"])

    def statement(self, provider: str, day: str) -> Iterator[Words]:
        """List the payments and refunds of an office day at a provider, oldest first."""
        paid = self.rows("SELECT * FROM orders WHERE state = 'paid' AND provider = ? ORDER BY paid_at", provider)
        back = self.rows(
            "SELECT r.*, o.transaction_id, o.merchant, o.paid_amount, o.subject FROM refunds AS r"
            " JOIN orders AS o USING (number) WHERE r.state = 'done' AND o.provider = ? ORDER BY r.at",
            provider,
        )
        yield from (dict(row) | {"kind": "payment"} for row in paid if _office_day(row["paid_at"]) == day)
        yield from (dict(row) | {"kind": "refund"} for row in back if _office_day(row["at"]) == day)

    def behaviour(self, number: str) -> Words:
        """Return how to behave about an order: the usual, changed by what was told for all, then for this one."""
        told: Words = {}
        for name in ("", number):
            for row in self.rows("SELECT words FROM behaviour WHERE number = ?", name):
                told |= json.loads(row["words"])
        return {**USUAL, **told}

    def behave(self, number: str, words: Words) -> None:
        """Set how to behave about an order, or about all with an empty number, instead of what was told before."""
        text = json.dumps({name: value for name, value in words.items() if name in USUAL})
        self.rows("INSERT OR REPLACE INTO behaviour VALUES (?, ?)", number, text)

    def due(self) -> list[Letter]:
        """List the notices to be sent now."""
        rows = self.rows(
            "SELECT n.id, n.event, n.forged, n.number FROM notices AS n WHERE done = 0 AND due <= ? AND (held = 0 OR"
            " EXISTS (SELECT 1 FROM notices AS later WHERE later.id > n.id AND later.done = 1)) ORDER BY due, id",
            clock.now().timestamp(),
        )
        return [Letter(row["id"], row["event"], self.order(row["number"]) or {}, bool(row["forged"])) for row in rows]

    def sent(self, letter: Letter, *, acknowledged: bool) -> None:
        """Write down a try; an unanswered notice is due again after the schedule's next wait, until it runs out."""
        with self._lock:
            row = self.rows("SELECT tries FROM notices WHERE id = ?", letter.id)[0]
            given_up = row["tries"] >= len(SCHEDULE)
            wait = 0.0 if given_up else SCHEDULE[row["tries"]] * self._pace
            self.rows(
                "UPDATE notices SET tries = tries + 1, done = ?, due = ? WHERE id = ?",
                int(acknowledged or given_up),
                clock.now().timestamp() + wait,
                letter.id,
            )

    def shut(self) -> None:
        """Close the file."""
        with self._lock:
            self._file.close()

    def rows(self, statement: str, *values: object) -> list[sqlite3.Row]:
        """Ask the file."""
        with self._lock:
            return self._file.execute(statement, values).fetchall()

    def _announce(self, order: Words, manner: Words) -> None:
        event = f"EV-{secrets.token_hex(12)}"
        due = clock.now().timestamp() + manner["delay"]
        for _ in range(manner["copies"]):
            self.rows(
                "INSERT INTO notices (event, number, forged, held, due) VALUES (?, ?, ?, ?, ?)",
                event,
                order["number"],
                int(manner["forged"]),
                int(manner["held"]),
                due,
            )

    def _covers(self, asked: Words) -> bool:
        order = self.order(asked["number"])
        if order is None or order["state"] != "paid":
            return False
        if asked.get("transaction_id") not in {"", None, order["transaction_id"]}:
            return False
        return bool(0 < asked["amount"] <= order["paid_amount"] - self.refunded(order["number"]))


def _transaction_id() -> str:
    return f"42{secrets.randbelow(10**26):026d}"


def _office_day(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(clock.OFFICE_ZONE).date().isoformat()
