from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from onelane.command import postgres, worker
from onelane.kernel.refusal import Refused
from onelane.records import outbox
from onelane.records.models import Checkpoint, Message

WORKER = """
import sys, django
django.setup()
from onelane.command.__main__ import main
from onelane.records import outbox

@outbox.handler("test.effect")
def effect(payload):
    pass

sys.exit(main(["worker"]))
"""


def until(happened: Callable[[], bool], *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        threading.Event().wait(0.02)


@pytest.fixture
def running(server_url: str, own_state: Path) -> Iterator[subprocess.Popen[bytes]]:
    url = postgres.on_database(server_url, str(connection.settings_dict["NAME"]))
    environment = {**os.environ, "DATABASE_URL": url, "ONELANE_STATE": str(own_state), "ONELANE_DB_POOL": "4"}
    process = subprocess.Popen([sys.executable, "-c", WORKER], env=environment, stderr=subprocess.PIPE)
    yield process
    process.kill()
    process.communicate()


def is_done(key: str) -> bool:
    return Message.objects.filter(key=key, done_at__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_the_worker_carries_out_seals_survives_a_lost_database_and_ends_when_asked(
    running: subprocess.Popen[bytes], owner: psycopg.Connection, note: Callable[..., None]
) -> None:
    note("case.opened")
    outbox.put("test.effect", "before", {})
    until(lambda: is_done("before") and Checkpoint.objects.exists())

    owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND pid <> %s",
        [connection.connection.info.backend_pid],
    )
    outbox.put("test.effect", "after", {})
    until(lambda: is_done("after"))

    running.send_signal(signal.SIGTERM)
    _, told = running.communicate(timeout=20)
    assert running.returncode == 0, told.decode()


def test_a_job_in_trouble_says_so_once_and_when_it_works_again(caplog: pytest.LogCaptureFixture) -> None:
    troubles = [ValueError("张三 370299"), ValueError("李四 370299")]
    stop = threading.Event()

    def work() -> float:
        if troubles:
            raise troubles.pop()
        stop.set()
        return 0.0

    job = worker.Job("outbox", work, stop)
    while not stop.is_set():
        job._once()

    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 2
    assert lines[0].startswith("outbox: ValueError at test_worker.py:")
    assert lines[1] == "outbox: works again"


def test_a_trouble_is_told_without_its_words() -> None:
    assert worker.told(Refused("plates.taken", plate="鲁B·12345")) == "Refused plates.taken"
    assert worker.told(ValueError("张三")) == "ValueError"


def test_a_periodic_task_is_done_and_waits_for_its_time() -> None:
    done: list[str] = []

    def expire() -> None:
        done.append("expired")

    job = worker.periodic_job(timedelta(minutes=1), expire, threading.Event())

    assert job.work() == 60.0
    assert done == ["expired"]
    assert job.name.endswith("expire")


def test_every_room_tells_its_periodic_tasks_in_the_same_form() -> None:
    tasks = worker.periodic_tasks()

    assert tasks
    assert all(every > timedelta(0) and callable(task) for every, task in tasks)


def test_a_message_put_down_in_the_workers_own_process_wakes_it() -> None:
    stop, woken, turns = threading.Event(), threading.Event(), list[int]()

    def work() -> float:
        turns.append(1)
        return 600.0

    thread = threading.Thread(target=worker.Job("outbox", work, stop, woken).run, daemon=True)
    thread.start()
    until(lambda: bool(turns))
    woken.set()
    until(lambda: len(turns) == 2)

    stop.set()
    woken.set()
    thread.join(10)
    assert not thread.is_alive()
