"""Processes are killed under load: what was acknowledged is there exactly once, and the office goes on by itself."""

from __future__ import annotations

import http.client
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from onelane.command import postgres
from onelane.command.bench import over_http, serving
from onelane.command.migrate import migrate

pytestmark = pytest.mark.slow

PEOPLE = 4
ENOUGH = 12  # acknowledged tickets of each guide after the kill
PATIENCE = 60.0


@pytest.fixture
def home() -> Iterator[Path]:
    """A state folder of this test alone, where another user's server may enter."""
    with tempfile.TemporaryDirectory(prefix="onelane-kill-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def server(home: Path) -> Iterator[postgres.Server]:
    """A PostgreSQL of this test alone."""
    server = postgres.start(home)
    yield server
    server.stop()


PREPARE = f"""
import os, django; django.setup()
from onelane.command.bench import filling
from onelane.registers.people import staff
filling.load()
for place in range({PEOPLE}):
    staff.appoint(
        username=f"bench-guide-{{place}}", name="guide", office=filling.OFFICE, role="guide",
        password=os.environ["BENCH_PASSWORD"],
    )
"""


@contextmanager
def office(url: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The page server of an office on that database, started as `onelane run` starts it."""
    first = serving.free_ports()
    told = {
        "ONELANE_STATE": str(home), "DATABASE_URL": url, "ONELANE_PORT": str(first), "ONELANE_DB_POOL": "2",
        "BENCH_PASSWORD": secrets.token_urlsafe(16),
    }  # fmt: skip
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    prepare = [sys.executable, "-c", PREPARE]
    subprocess.run(prepare, env=os.environ | {"ONELANE_DB_ROLE": "owner"}, check=True)
    with serving.servers(first, "page server"):
        yield first


class Guide(threading.Thread):
    """Somebody who gives tickets and presses again, with the same key, until the office has answered."""

    def __init__(self, port: int, place: int) -> None:
        super().__init__()
        self.port, self.place = port, place
        self.acknowledged: list[str] = []
        self.unanswered = 0
        self.enough = threading.Event()
        self.page = over_http.signed_in(port, f"bench-guide-{place}")

    def run(self) -> None:
        while not self.enough.is_set():
            key = secrets.token_urlsafe(12)
            while not self._given(key) and not self.enough.is_set():
                self.unanswered += 1

    def _given(self, key: str) -> bool:
        try:
            status, where = self.page.post(
                "/lane/entry/tickets/", service=over_http.SERVICE, request_key=key, medium="screen"
            )
        except (OSError, http.client.HTTPException):
            self.page.close()  # and connect anew, as a browser does
            return False
        if status == http.client.FOUND and "/tickets/" in where:
            self.acknowledged.append(key)
            return True
        return False


def tickets_through(port: int, kill: Callable[[], None]) -> list[Guide]:
    """Let guides give tickets, kill something in the midst of it, and wait until all of them go on."""
    guides = [Guide(port, place) for place in range(PEOPLE)]
    for guide in guides:
        guide.start()
    wait_until(lambda: all(len(guide.acknowledged) >= 3 for guide in guides))
    kill()
    before = [len(guide.acknowledged) for guide in guides]
    try:
        wait_until(lambda: all(len(one.acknowledged) >= had + ENOUGH for one, had in zip(guides, before, strict=True)))
    finally:
        for guide in guides:
            guide.enough.set()
        for guide in guides:
            guide.join()
            guide.page.close()
    return guides


def wait_until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    pause = threading.Event()
    while not reached():
        assert time.monotonic() < deadline, "the office did not go on"
        pause.wait(0.02)


def check(url: str, guides: list[Guide]) -> None:
    """Each acknowledged press is one ticket, one case and one entry of the journal; and the journal is whole."""
    keys = [key for guide in guides for key in guide.acknowledged]
    with psycopg.connect(url) as office:
        there = [row[0] for row in office.execute("SELECT request_key FROM lane_ticket WHERE series = 'A'")]
        numbers = [row[0] for row in office.execute("SELECT number FROM lane_ticket WHERE series = 'A'")]
        opened = office.execute(
            "SELECT count(*), count(DISTINCT e.chain) FROM records_entry e JOIN lane_ticket t"
            " ON e.chain = 'case:' || t.case_id WHERE e.deed = 'case.opened' AND t.series = 'A'"
        ).fetchone()
    assert len(keys) == len(set(keys))
    assert set(keys) <= set(there)
    assert len(there) == len(set(there))
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert opened == (len(there), len(there))
    verify = [sys.executable, "-m", "onelane.command", "journal"]
    assert subprocess.run([*verify, "seal"], check=False, capture_output=True).returncode == 0
    verified = subprocess.run([*verify, "verify", "--json"], check=False, capture_output=True, text=True)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def children_of(pid: int) -> list[int]:
    """Return the processes that a process has started and that live."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(one) for one in told.split()]


def workers(port: int) -> list[int]:
    """Return the processes that answer requests: the children of the page server of this test."""
    mine = [pid for pid in children_of(os.getpid()) if f"\0{port}\0" in Path(f"/proc/{pid}/cmdline").read_text()]
    return [worker for pid in mine for worker in children_of(pid)]


@pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")
def test_a_killed_web_process_loses_and_doubles_nothing(
    fresh_database: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office(fresh_database, home, monkeypatch) as port:
        killed = workers(port)[0]

        guides = tickets_through(port, lambda: os.kill(killed, signal.SIGKILL))

        assert killed not in workers(port)
    check(fresh_database, guides)


@pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")
def test_a_killed_postgresql_loses_and_doubles_nothing(
    server: postgres.Server, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill() -> None:
        postmaster = server.pid
        assert postmaster is not None
        for pid in [postmaster, *children_of(postmaster)]:
            os.kill(pid, signal.SIGKILL)
        while server.pid == postmaster:  # a signal takes its time on a busy machine
            threading.Event().wait(0.01)
        server.revive()  # as the supervisor of `onelane run` does when it finds it gone

    migrate(server.url, quiet=True)
    killed = server.pid
    with office(server.url, home, monkeypatch) as port:
        guides = tickets_through(port, kill)

    assert server.pid not in {killed, None}  # a press may have waited for the new one and been answered all the same
    check(server.url, guides)
