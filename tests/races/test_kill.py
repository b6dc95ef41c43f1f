"""Processes are killed under load: what was acknowledged is there exactly once, and the office goes on by itself."""

from __future__ import annotations

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
from tests.races.pressing import Clerk, Guide, Maker, Person

from onelane.command import postgres
from onelane.command.bench import serving
from onelane.command.migrate import migrate

pytestmark = pytest.mark.slow

GUIDES, OTHERS = 3, 2  # people who give tickets; people who call, and who complete
CASES = 3000  # owners who wait, and as many cases to complete
ENOUGH = 6  # acknowledged deeds of each after the kill
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
from onelane.command.bench import counting, filling
from onelane.registers.people import second_factor, staff
filling.load()
filling.fill({CASES})
filling.fill({CASES}, done=counting.BEFORE_PLATES, mark="M")
signs = filling.seat({OTHERS}, steps=["acceptance"])
people = [("guide", "guide", place, "") for place in range({GUIDES})]
people += [("clerk", "clerk", place, sign) for place, sign in enumerate(signs)]
people += [("maker", "plate_maker", place, "") for place in range({OTHERS})]
for name, role, place, sign in people:
    post = staff.appoint(
        username=f"bench-{{name}}-{{place}}", name=name, office=filling.OFFICE, role=role, counter=sign,
        password=os.environ["BENCH_PASSWORD"],
    )
    second_factor.give_practice(account=post.account_id)
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


def people(port: int, url: str) -> list[Person]:
    """Sign in guides, clerks and plate makers; each maker has cases of his own."""
    with psycopg.connect(url) as office:
        made = office.execute("SELECT id FROM cases_case WHERE number LIKE 'M%' ORDER BY id").fetchall()
    keys = [int(row[0]) for row in made]
    found: list[Person] = [Guide(port, f"bench-guide-{place}") for place in range(GUIDES)]
    found += [Clerk(port, f"bench-clerk-{place}") for place in range(OTHERS)]
    return found + [Maker(port, f"bench-maker-{place}", iter(keys[place::OTHERS])) for place in range(OTHERS)]


def work_through(port: int, url: str, kill: Callable[[], None]) -> list[Person]:
    """Let people work, kill something in the midst of it, and wait until all of them go on."""
    pressing = people(port, url)
    for person in pressing:
        person.start()
    try:
        wait_until(lambda: all(len(person.acknowledged) >= 3 for person in pressing))
        kill()
        before = [len(person.acknowledged) for person in pressing]
        wait_until(
            lambda: all(len(one.acknowledged) >= had + ENOUGH for one, had in zip(pressing, before, strict=True))
        )
    finally:
        for person in pressing:
            person.enough.set()
        for person in pressing:
            person.join()
            person.page.close()
    return pressing


def wait_until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    pause = threading.Event()
    while not reached():
        assert time.monotonic() < deadline, "the office did not go on"
        pause.wait(0.02)


def check(url: str, pressing: list[Person]) -> None:
    """No acknowledged deed of any kind is lost or doubled, and the journal is whole."""
    check_tickets(url, acknowledged(pressing, Guide))
    check_calls(url, acknowledged(pressing, Clerk))
    check_completions(url, acknowledged(pressing, Maker))
    assert not [case for one in pressing for case in one.refused]
    verify = [sys.executable, "-m", "onelane.command", "journal"]
    assert subprocess.run([*verify, "seal"], check=False, capture_output=True).returncode == 0
    verified = subprocess.run([*verify, "verify", "--json"], check=False, capture_output=True, text=True)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def acknowledged(pressing: list[Person], kind: type[Person]) -> list[str]:
    """Return the keys of the acknowledged deeds of one kind of people; nobody was told of one deed twice."""
    keys = [key for one in pressing if isinstance(one, kind) for key in one.acknowledged]
    assert len(keys) == len(set(keys))
    return keys


def check_tickets(url: str, keys: list[str]) -> None:
    """Each acknowledged press is one ticket, one case and one entry of the journal."""
    with psycopg.connect(url) as office:
        there = [row[0] for row in office.execute("SELECT request_key FROM lane_ticket WHERE series = 'A'")]
        numbers = [row[0] for row in office.execute("SELECT number FROM lane_ticket WHERE series = 'A'")]
        opened = office.execute(
            "SELECT count(*), count(DISTINCT e.chain) FROM records_entry e JOIN lane_ticket t"
            " ON e.chain = 'case:' || t.case_id WHERE e.deed = 'case.opened' AND t.series = 'A'"
        ).fetchone()
    assert set(keys) <= set(there)
    assert len(there) == len(set(there))
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert opened == (len(there), len(there))


def check_calls(url: str, keys: list[str]) -> None:
    """Each acknowledged call is one work and one entry, and nobody was ever called to two windows at once."""
    with psycopg.connect(url) as office:
        works = {str(row[0]) for row in office.execute("SELECT id FROM cases_work WHERE step = 'acceptance'")}
        entries = office.execute("SELECT count(*) FROM records_entry WHERE deed = 'lane.called'").fetchone()
        at_once = office.execute(
            "SELECT count(*) FROM cases_work one JOIN cases_work other USING (case_id, step)"
            " WHERE one.id < other.id AND one.step = 'acceptance'"
            " AND coalesce(one.ended_at, 'infinity') > other.taken_at"
        ).fetchone()
    assert set(keys) <= works
    assert entries == (len(works),)
    assert at_once == (0,)


def check_completions(url: str, keys: list[str]) -> None:
    """Each acknowledged completion is one work done and one entry, and the case has gone on."""
    with psycopg.connect(url) as office:
        done = [
            str(row[0])
            for row in office.execute(
                "SELECT case_id FROM cases_work WHERE step = 'plate-making' AND outcome = 'done' ORDER BY id"
            )
        ]
        entries = office.execute(
            "SELECT count(*), count(DISTINCT chain) FROM records_entry"
            " WHERE deed = 'step.completed' AND body::jsonb ->> 'subject' = 'plate-making'"
        ).fetchone()
        still = office.execute(
            "SELECT count(*) FROM cases_case WHERE id = ANY(%s) AND 'plate-making' = ANY(ready_steps)",
            [[int(key) for key in keys]],
        ).fetchone()
    assert set(keys) <= set(done)
    assert len(done) == len(set(done))
    assert entries == (len(done), len(done))
    assert still == (0,)


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
    killed: list[int] = []

    def kill() -> None:
        killed.append(workers(port)[0])
        os.kill(killed[0], signal.SIGKILL)

    with office(fresh_database, home, monkeypatch) as port:
        pressing = work_through(port, fresh_database, kill)

        assert killed[0] not in workers(port)
    check(fresh_database, pressing)


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
        pressing = work_through(port, server.url, kill)

    assert server.pid not in {killed, None}  # a press may have waited for the new one and been answered all the same
    check(server.url, pressing)
