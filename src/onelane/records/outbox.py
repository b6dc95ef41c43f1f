"""The outbox: effects put down in the deed's own transaction and carried out by the worker.

Nobody is woken by NOTIFY: PostgreSQL takes one lock for the whole database at the commit of every transaction that
notified, so a trigger on this table would make all deeds wait for each other. The worker looks every 0.3 s instead,
and at once when a message was put down in its own process (`woken`).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from psycopg.types.json import Jsonb

from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.records.models import Message

Payload = dict[str, Any]
Handler = Callable[[Payload], None]

FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(hours=1)
STUCK_AFTER = 5  # attempts; about a minute of trouble
STUCK_LATE = timedelta(minutes=10)

woken = threading.Event()
_log = logging.getLogger(__name__)
_handlers: dict[str, Handler] = {}

PUT = """
INSERT INTO records_outbox (topic, key, payload, due_at, attempts, last_trouble)
VALUES (%s, %s, %s, %s, 0, '') ON CONFLICT (key) DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Stuck:
    """A message that somebody should look at: tried often, or late because no worker or no handler is there."""

    id: int
    topic: str
    key: str
    due_at: datetime
    attempts: int
    trouble: str


def put(topic: str, key: str, payload: Payload, *, due_at: datetime | None = None) -> bool:
    """Put an effect down in the current transaction; the same key put down again is the same effect (False)."""
    told: list[Any] = [topic, key, Jsonb(payload), due_at or clock.now()]
    with connection.cursor() as cursor:
        cursor.execute(PUT, told)
        fresh = cursor.fetchone() is not None
    if fresh:
        transaction.on_commit(woken.set)
    return fresh


def handler(topic: str) -> Callable[[Handler], Handler]:
    """Register the function that carries out a topic, in a room's or gateway's `tasks.py`.

    It gets the payload and runs inside the transaction that marks the message done: what it writes to the database
    happens exactly once; what it does outside happens at least once and needs a key that the other side knows again.
    """

    def register(carry: Handler) -> Handler:
        known = _handlers.get(topic)
        if known is not None and (known.__module__, known.__qualname__) != (carry.__module__, carry.__qualname__):
            raise ValueError(f"the topic {topic} has two handlers: {known.__qualname__} and {carry.__qualname__}")
        _handlers[topic] = carry
        return carry

    return register


def carry_out(limit: int = 100) -> int:
    """Carry out up to `limit` due messages, each in a transaction of its own, and return how many were tried."""
    for tried in range(limit):
        if not _carry_out_one():
            return tried
    return limit


def stuck() -> list[Stuck]:
    """List undone messages that were tried often or are long overdue, oldest first; they are never given up."""
    late = clock.now() - STUCK_LATE
    found = Message.objects.filter(Q(attempts__gte=STUCK_AFTER) | Q(due_at__lt=late), done_at__isnull=True)
    return [
        Stuck(m.pk, m.topic, m.key, m.due_at, m.attempts, m.last_trouble or _no_trouble(m.topic))
        for m in found.order_by("pk")
    ]


def retry_after(attempts: int) -> timedelta:
    """Tell how long to wait after so many failed attempts: 2 s, 4 s, 8 s ... one hour."""
    return min(FIRST_RETRY * (1 << min(attempts - 1, 20)), LONGEST_RETRY)


@transaction.atomic
def _carry_out_one() -> bool:
    # Ordered by the time due, and a failed message is due later: poison waits, it does not stand in the way.
    message = (
        Message.objects.select_for_update(skip_locked=True)
        .filter(done_at__isnull=True, due_at__lte=clock.now(), topic__in=list(_handlers))
        .order_by("due_at", "pk")
        .first()
    )
    if message is None:
        return False
    trouble = _attempt(message)
    message.attempts += 1
    message.last_trouble = trouble
    if trouble:
        message.due_at = clock.now() + retry_after(message.attempts)
        _log.warning("outbox message %s (%s), attempt %s: %s", message.pk, message.topic, message.attempts, trouble)
    else:
        message.done_at = clock.now()
        message.payload = {}  # it may hold personal data, which are kept no longer than the effect needs
    message.save(update_fields=["attempts", "last_trouble", "due_at", "done_at", "payload"])
    return True


def _attempt(message: Message) -> str:
    """Run the handler in a savepoint and return what went wrong, without the words of the exception."""
    try:
        with transaction.atomic():
            _handlers[message.topic](message.payload)
    except (OperationalError, InterfaceError):
        if not connection.is_usable():
            raise  # the whole transaction is lost; the message stays as it was
        return "the database refused the handler's statement"
    except DatabaseError as trouble:
        return type(trouble).__name__
    except Refused as refusal:
        return f"refused: {refusal.code}"[:200]
    except Exception as trouble:  # noqa: BLE001 - whatever a handler throws must not stop the others
        return f"{type(trouble).__module__}.{type(trouble).__qualname__}"[:200]
    return ""


def _no_trouble(topic: str) -> str:
    return "" if topic in _handlers else "no handler is registered in this process"
