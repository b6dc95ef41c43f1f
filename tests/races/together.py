"""Do deeds at the same moment on connections of their own, and look at who waits for whom."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connection


def at_once(deeds: list[Callable[[], object]]) -> list[object]:
    """Do all deeds at the same moment; return what each gave or raised, in their order."""
    start = threading.Barrier(len(deeds))
    gave: list[object] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], object]) -> None:
        try:
            start.wait(timeout=60)
            gave[place] = deed()
        except Exception as error:  # noqa: BLE001 - the test says what may go wrong
            gave[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=told) for told in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return gave


def errors(gave: list[object]) -> list[BaseException]:
    """Return what went wrong."""
    return [one for one in gave if isinstance(one, BaseException)]


def one_after_the_other(server_url: str, statement: str, first: Any, second: Any) -> tuple[object, object, bool]:
    """Run a statement in a transaction, and again in another before the first commits.

    Return what the first and the second gave or raised, and whether the second had to wait.
    """
    name = connection.settings_dict["NAME"]
    gave: list[object] = []
    with psycopg.connect(server_url, dbname=name) as one, psycopg.connect(server_url, dbname=name) as two:
        early = one.execute(statement, first).fetchone()

        def too() -> None:
            try:
                gave.append(two.execute(statement, second).fetchone())
                two.commit()
            except psycopg.Error as error:
                gave.append(error)
                two.rollback()

        thread = threading.Thread(target=too)
        thread.start()
        waited = stands_before_a_lock(thread, two.info.backend_pid)
        one.commit()
        thread.join()
    return early, gave[0], waited


def stands_before_a_lock(thread: threading.Thread, backend: int) -> bool:
    """Watch until the thread has ended (False) or its database process waits for another (True)."""
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while thread.is_alive() and time.monotonic() < deadline:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [backend])
            if cursor.fetchone()[0]:
                return True
    return False


def holds_up_somebody(backend: int, thread: threading.Thread) -> bool:
    """Watch until the thread has ended (False) or a database process waits for `backend` (True)."""
    told = connection.get_connection_params()
    address = {name: told[name] for name in ("dbname", "user", "host", "port") if name in told}
    with psycopg.connect(**address, autocommit=True) as watch:  # a transaction would see who was there at its start
        while thread.is_alive():
            row = watch.execute("SELECT count(*) FROM pg_locks WHERE %s = ANY(pg_blocking_pids(pid))", [backend])
            if row.fetchone() != (0,):
                return True
    return False
