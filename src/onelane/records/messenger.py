"""The process's own messenger: what is told within a moment leaves with one NOTIFY, off the way of the deeds."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterable
from queue import Empty, SimpleQueue
from time import sleep

from django.db import DatabaseError, InterfaceError, connection

from onelane.records import statements

CHANNEL = "onelane_live"
GATHER = 0.1  # seconds in which notices are gathered; pages gather for 200 ms themselves
IDLE = 5.0  # seconds after which a connection that nobody needs is given back
MOST = 2000  # events of one statement
NOTE = 7900  # bytes of one NOTIFY; PostgreSQL takes less than 8,000

_log = logging.getLogger(__name__)


class Messenger:
    """One thread a process, started with the first notice; a notice that cannot be sent is lost, as pages expect."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[list[str]] = SimpleQueue()
        self._starting = threading.Lock()
        self._process = 0

    def send(self, payloads: list[str]) -> None:
        """Take payloads along and return at once."""
        self._waiting.put(payloads)
        if self._process != os.getpid():  # also after a fork, which copies the queue and not the thread
            with self._starting:
                if self._process != os.getpid():
                    self._process = os.getpid()
                    threading.Thread(target=self._work, name="live notices", daemon=True).start()

    def _work(self) -> None:
        while True:
            try:
                first = self._waiting.get(timeout=IDLE)
            except Empty:
                connection.close()
                first = self._waiting.get()
            _notify(self._gathered(first))

    def _gathered(self, first: list[str]) -> list[str]:
        """Return what has come when the moment is over, without what was said twice.

        It sleeps instead of waiting at the queue: a thread woken by each notice would take the deeds' processor.
        """
        sleep(GATHER)
        gathered = dict.fromkeys(first)
        while len(gathered) < MOST:
            try:
                gathered |= dict.fromkeys(self._waiting.get_nowait())
            except Empty:
                break
        return list(gathered)


def notes(payloads: Iterable[str]) -> list[str]:
    """Join events to lists, each as long as one NOTIFY may be: the server's work is by the note, not by the event."""
    found: list[str] = []
    room = 0
    for payload in payloads:
        size = len(payload.encode()) + 1
        if size > room:
            found.append(payload)
            room = NOTE - 1
        else:
            found[-1] = f"{found[-1]},{payload}"
        room -= size
    return [f"[{one}]" for one in found]


def _notify(payloads: list[str]) -> None:
    """Send; a connection found broken is made anew once."""
    for last in (False, True):
        try:
            statements.one("SELECT pg_notify(%s, told) FROM unnest(%s::text[]) AS told", [CHANNEL, notes(payloads)])
        except (DatabaseError, InterfaceError):
            connection.close()
            if last:
                _log.warning("%d live notices were not sent", len(payloads))
        except Exception:  # noqa: BLE001 - whatever it was, a messenger that ends would silence every page
            _log.warning("%d live notices were not sent", len(payloads))
            return
        else:
            return


messenger = Messenger()
