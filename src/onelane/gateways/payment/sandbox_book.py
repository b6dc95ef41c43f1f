"""The sandbox provider's own book: orders, payments, refunds and notices to be sent, in one SQLite file."""

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
CREATE TABLE IF NOT EXISTS orders (
  number TEXT PRIMARY KEY, merchant TEXT NOT NULL, amount INTEGER NOT NULL, subject_zh TEXT NOT NULL,
  subject_en TEXT NOT NULL, expires_at TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting',
  paid_amount INTEGER, transaction_id TEXT UNIQUE, paid_at TEXT
);
CREATE TABLE IF NOT EXISTS refunds (
  refund_no TEXT PRIMARY KEY, number TEXT NOT NULL REFERENCES orders, amount INTEGER NOT NULL,
  state TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS notices (
  id INTEGER PRIMARY KEY, event TEXT NOT NULL, number TEXT NOT NULL, body TEXT NOT NULL, forged INTEGER NOT NULL,
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
}
# What real providers do over 24 hours and 4 minutes, in seconds; `--pace` shortens it.
SCHEDULE = (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice that is due."""

    id: int
    event: str
    body: str
    forged: bool


class Book:
    """All that the sandbox provider knows; kept across restarts, one thread at a time."""

    def __init__(self, path: Path, pace: float = 1.0) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._pace = pace
        self._lock = threading.RLock()
        self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._file.row_factory = sqlite3.Row
        self._file.executescript(TABLES)

    def order(self, number: str) -> Words | None:
        """Return an order."""
        rows = self._rows("SELECT * FROM orders WHERE number = ?", number)
        return dict(rows[0]) if rows else None

    def take_order(self, merchant: str, asked: Words) -> Words | None:
        """Keep an order and return it; the same again gives the same, another amount under its number gives None."""
        with self._lock:
            self._rows(
                "INSERT INTO orders (number, merchant, amount, subject_zh, subject_en, expires_at)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                asked["out_trade_no"],
                merchant,
                asked["amount"],
                asked["subject_zh"],
                asked["subject_en"],
                asked["expires_at"],
            )
            order = self.order(asked["out_trade_no"])
        return order if order and (order["amount"], order["merchant"]) == (asked["amount"], merchant) else None

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
            self._rows(
                "UPDATE orders SET state = 'paid', paid_amount = ?, transaction_id = ?, paid_at = ? WHERE number = ?",
                order["amount"] if manner["amount"] is None else manner["amount"],
                f"SBX{secrets.token_hex(12)}",
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
            self._rows("UPDATE orders SET state = 'closed' WHERE number = ? AND state = 'waiting'", number)
            return self.order(number)

    def refund(self, asked: Words) -> Words | None:
        """Give money back, once per refund number; None when it is too much or differs from the first asking."""
        with self._lock:
            known = self._rows("SELECT * FROM refunds WHERE refund_no = ?", asked["refund_no"])
            if not known:
                if not self._covers(asked):
                    return None
                state = self.behaviour(asked["out_trade_no"])["refund"]
                self._rows(
                    "INSERT INTO refunds VALUES (?, ?, ?, ?, ?)",
                    asked["refund_no"],
                    asked["out_trade_no"],
                    asked["amount"],
                    state,
                    clock.now().isoformat(),
                )
                known = self._rows("SELECT * FROM refunds WHERE refund_no = ?", asked["refund_no"])
            refund = dict(known[0])
            if (refund["number"], refund["amount"]) != (asked["out_trade_no"], asked["amount"]):
                return None
            if refund["state"] == "under_way" and self.behaviour(refund["number"])["refund"] != "under_way":
                refund["state"] = "done"
                self._rows("UPDATE refunds SET state = 'done' WHERE refund_no = ?", refund["refund_no"])
            return refund

    def statement(self, day: str) -> Iterator[Words]:
        """List the payments and refunds of an office day, oldest first."""
        paid = self._rows("SELECT * FROM orders WHERE state = 'paid' ORDER BY paid_at")
        back = self._rows("SELECT * FROM refunds WHERE state = 'done' ORDER BY at")
        for row in paid:
            if _office_day(row["paid_at"]) == day:
                yield _named(row, "payment", "number", "transaction_id", "paid_amount", "paid_at")
        for row in back:
            if _office_day(row["at"]) == day:
                yield _named(row, "refund", "number", "refund_no", "amount", "at")

    def behaviour(self, number: str) -> Words:
        """Return how to behave about an order: the usual, changed by what was told for all, then for this one."""
        told: Words = {}
        for name in ("", number):
            for row in self._rows("SELECT words FROM behaviour WHERE number = ?", name):
                told |= json.loads(row["words"])
        return {**USUAL, **told}

    def behave(self, number: str, words: Words) -> None:
        """Set how to behave about an order, or about all with an empty number, instead of what was told before."""
        text = json.dumps({name: value for name, value in words.items() if name in USUAL})
        self._rows("INSERT OR REPLACE INTO behaviour VALUES (?, ?)", number, text)

    def due(self) -> list[Letter]:
        """List the notices to be sent now."""
        rows = self._rows(
            "SELECT * FROM notices AS n WHERE done = 0 AND due <= ? AND (held = 0 OR EXISTS"
            " (SELECT 1 FROM notices AS later WHERE later.id > n.id AND later.done = 1)) ORDER BY due, id",
            clock.now().timestamp(),
        )
        return [Letter(row["id"], row["event"], row["body"], bool(row["forged"])) for row in rows]

    def sent(self, letter: Letter, *, acknowledged: bool) -> None:
        """Write down a try; an unanswered notice is due again after the schedule's next wait, until it runs out."""
        with self._lock:
            row = self._rows("SELECT tries FROM notices WHERE id = ?", letter.id)[0]
            given_up = row["tries"] >= len(SCHEDULE)
            wait = 0.0 if given_up else SCHEDULE[row["tries"]] * self._pace
            self._rows(
                "UPDATE notices SET tries = tries + 1, done = ?, due = ? WHERE id = ?",
                int(acknowledged or given_up),
                clock.now().timestamp() + wait,
                letter.id,
            )

    def shut(self) -> None:
        """Close the file."""
        with self._lock:
            self._file.close()

    def _announce(self, order: Words, manner: Words) -> None:
        event = f"ev-{secrets.token_hex(12)}"
        body = json.dumps(payment(order))
        due = clock.now().timestamp() + manner["delay"]
        for _ in range(manner["copies"]):
            self._rows(
                "INSERT INTO notices (event, number, body, forged, held, due) VALUES (?, ?, ?, ?, ?, ?)",
                event,
                order["number"],
                body,
                int(manner["forged"]),
                int(manner["held"]),
                due,
            )

    def _covers(self, asked: Words) -> bool:
        order = self.order(asked["out_trade_no"])
        if order is None or order["state"] != "paid" or order["transaction_id"] != asked["transaction_id"]:
            return False
        given = self._rows("SELECT coalesce(sum(amount), 0) AS fen FROM refunds WHERE number = ?", order["number"])
        return bool(0 < asked["amount"] <= order["paid_amount"] - given[0]["fen"])

    def _rows(self, statement: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._file.execute(statement, values).fetchall()


def payment(order: Words) -> Words:
    """Return what is told of a paid order, in notices and in answers alike."""
    return {
        "merchant": order["merchant"],
        "out_trade_no": order["number"],
        "transaction_id": order["transaction_id"],
        "amount": order["paid_amount"],
        "paid_at": order["paid_at"],
    }


def _named(row: sqlite3.Row, kind: str, number: str, reference: str, amount: str, at: str) -> Words:
    return {
        "kind": kind,
        "out_trade_no": row[number],
        "reference": row[reference],
        "amount": row[amount],
        "at": row[at],
    }


def _office_day(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(clock.OFFICE_ZONE).date().isoformat()
