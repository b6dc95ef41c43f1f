from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import Any

import psycopg
import pytest
from django.db import connection

from onelane.records import outbox
from onelane.records.models import Message

pytestmark = pytest.mark.django_db(transaction=True)
MESSAGES = 120


@pytest.fixture(autouse=True)
def handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_handlers", {"test.effect": effect})


@pytest.fixture(autouse=True)
def effects(owner: psycopg.Connection) -> psycopg.Connection:
    """A table in which a second effect of the same message is not refused but seen."""
    owner.execute("CREATE TABLE test_effect (key text)")
    owner.execute("GRANT ALL ON test_effect TO onelane_app")
    return owner


def effect(payload: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO test_effect VALUES (%s)", [payload["key"]])


def carry_out_all() -> None:
    try:
        while outbox.carry_out(10):
            pass
    finally:
        connection.close()


def test_four_workers_carry_out_each_message_exactly_once(effects: psycopg.Connection) -> None:
    for number in range(MESSAGES):
        outbox.put("test.effect", f"m{number}", {"key": f"m{number}"})

    workers = [threading.Thread(target=carry_out_all) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    counted = effects.execute("SELECT count(*), count(DISTINCT key) FROM test_effect").fetchone()
    assert counted == (MESSAGES, MESSAGES)
    assert not Message.objects.filter(done_at__isnull=True).exists()


def test_without_the_row_lock_two_workers_carry_out_the_same_message(monkeypatch: pytest.MonkeyPatch) -> None:
    both = threading.Barrier(2, timeout=10)
    carried: list[str] = []

    def meet(payload: dict[str, Any]) -> None:
        carried.append(payload["key"])
        both.wait()

    monkeypatch.setitem(outbox._handlers, "test.effect", meet)
    monkeypatch.setattr(type(Message.objects.all()), "select_for_update", lambda query, **_: query)
    outbox.put("test.effect", "m", {"key": "m"})

    workers = [threading.Thread(target=carry_out_all) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert carried == ["m", "m"]


def test_a_worker_waits_for_nobody_who_holds_another_message(effects: psycopg.Connection) -> None:
    outbox.put("test.effect", "held", {"key": "held"})
    outbox.put("test.effect", "free", {"key": "free"})

    with effects.transaction():
        effects.execute("SELECT * FROM records_outbox WHERE key = 'held' FOR UPDATE")
        assert outbox.carry_out() == 1

    assert effects.execute("SELECT key FROM test_effect").fetchall() == [("free",)]


KILLED = """
import os, signal, django
django.setup()
from django.db import connection
from onelane.records import outbox

@outbox.handler("test.effect")
def effect(payload):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO test_effect VALUES (%s)", [payload["key"]])
    os.kill(os.getpid(), signal.SIGKILL)

outbox.carry_out(1)
"""


def test_a_worker_killed_between_effect_and_mark_leaves_neither(server_url: str, effects: psycopg.Connection) -> None:
    from onelane.command import postgres

    outbox.put("test.effect", "m", {"key": "m"})
    url = postgres.on_database(server_url, str(connection.settings_dict["NAME"]))
    killed = subprocess.run([sys.executable, "-c", KILLED], env={**os.environ, "DATABASE_URL": url}, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert effects.execute("SELECT count(*) FROM test_effect").fetchone() == (0,)

    while not outbox.carry_out():  # the dead worker's lock goes when the server notices
        assert Message.objects.filter(done_at__isnull=True).exists()

    assert effects.execute("SELECT key FROM test_effect").fetchall() == [("m",)]
    assert Message.objects.get().done_at is not None
