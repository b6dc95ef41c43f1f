"""Tell open pages that something changed: missable, after the commit, off the way of the deed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from onelane.records.messenger import messenger

Data = Mapping[str, str | int | bool | None]
Event = tuple[str, str, Data]

LARGEST = 1000  # bytes; a page that needs more asks for its fragment

_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def lane(office: str) -> str:
    """Name the topic of an office's lane: who waits."""
    return f"office:{office}:lane"


def station(office: str, step: str) -> str:
    """Name the topic of one station's work list."""
    return f"office:{office}:station:{step}"


def board(office: str) -> str:
    """Name the topic of the hall board: who is called where."""
    return f"office:{office}:board"


def counter(office: str, code: str) -> str:
    """Name the topic of one counter: who was called to it while it stood by."""
    return f"office:{office}:counter:{code}"


def ticket(case_id: int) -> str:
    """Name the topic of one visit: what its holder's phone shows."""
    return f"ticket:{case_id}"


def tell(topic: str, event: str, data: Data | None = None) -> None:
    """Send an event to everybody who listens to `topic`, once the transaction has been committed.

    Outside the transaction on purpose: a NOTIFY inside it makes all committing deeds queue for one lock.
    """
    tell_all([(topic, event, data or {})])


def tell_all(events: Iterable[Event]) -> None:
    """Send several events with one statement, also where no transaction gathers them."""
    payloads = [_payload(*one) for one in events]
    batch = _open_batch()
    if batch is None:
        transaction.on_commit(_Batch(payloads), robust=True)
    else:
        batch.payloads += [one for one in payloads if one not in batch.payloads]


def _payload(topic: str, event: str, data: Data) -> str:
    payload = _written({"t": topic, "e": event, "d": dict(data)})
    if len(payload.encode()) > LARGEST:
        raise ValueError(f"{event} is larger than {LARGEST} bytes: send a key, not the thing")
    return payload


class _Batch:
    """What one transaction tells; called by Django after the commit."""

    def __init__(self, payloads: list[str]) -> None:
        self.payloads = payloads
        self.__qualname__ = "live.tell"  # Django names what it calls after a commit when that fails

    def __call__(self) -> None:
        """Hand all of it to the messenger: the deed does not wait for it."""
        messenger.send(self.payloads)


def _open_batch() -> _Batch | None:
    """Return the batch of this transaction and savepoint; a savepoint rolled back takes its events with it."""
    database = connections[DEFAULT_DB_ALIAS]
    here = set(database.savepoint_ids)
    for hook in reversed(database.run_on_commit):
        savepoints, waiting = hook[0], hook[1]
        if isinstance(waiting, _Batch) and savepoints == here:
            return waiting
    return None
