"""PostgreSQL and clients are killed while numbers are taken: nobody has two, no taken number is lost, all adds up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from onelane.command import postgres
from onelane.command.migrate import migrate

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc"),
]

CLIENTS, CASES, KILLS, PATIENCE = 4, 4000, 4, 60.0

PREPARE = f"""
import django; django.setup()
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.cases.models import Case, File, Plan
from onelane.office.plates import actions as plates
from onelane.registers.offices.models import Office
Office.objects.create(
    code="q", name_zh="q", name_en="q", area_code="3702", prefixes=["鲁B"],
    settings={{"plate.segment.random_only_days": 0}},
)
made = plates.propose_segment(
    office="q", category="02", prefix="鲁B", pattern="LNNNN", first="A0000", last="B9999",
    actor=Actor("a", "manager", "q"),
)
plates.release_segment(segment_id=made.pk, actor=Actor("b", "manager", "q"))
plan, at = Plan.objects.create(digest="0" * 64, service="s", snapshot={{}}), clock.now()
for number in range({CASES}):
    case = Case.objects.create(
        office_id="q", number=str(number), plan=plan, state="open", marking=[], rank_at=at, opened_at=at
    )
    File.objects.create(case=case, answers={{"plate_category": "02", "fuel_type": "A"}})
"""

# Says "case plate" once a take has been answered; after an error it asks anew with another case.
CLIENT = """
import sys, time, django; django.setup()
from django.db import Error, connection
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import Case
from onelane.office.plates import actions as plates
place, every = int(sys.argv[1]), int(sys.argv[2])
machine = Actor(f"m{place}", "machine", "q")
pretty = ["鲁BA8888", "鲁BA6666", "鲁BB8888", "鲁BB6666"]
for number, case in enumerate(list(Case.objects.order_by("pk"))[place::every]):
    try:
        if number % 2:
            taken = plates.compose(case_id=case.pk, wishes=[pretty[number // 2 % 4], f"鲁BA{number:04}"], actor=machine)
        else:
            offer = plates.draw(case=case, actor=machine)
            taken = plates.take(case_id=case.pk, plate=offer.plates[number % 50], actor=machine)
        if taken is not None:
            print(case.pk, taken.plate, flush=True)
    except Refused:
        pass
    except Error:
        connection.close()
        time.sleep(0.2)  # as a person who presses again; a server that is away is not asked thousands of times
"""


@pytest.fixture
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL of this test alone, with a state folder that its user may enter."""
    with tempfile.TemporaryDirectory(prefix="onelane-plates-kill-") as name:
        Path(name).chmod(0o755)
        server = postgres.start(Path(name))
        yield server
        server.stop()


class Client(threading.Thread):
    """A process that takes numbers, and what it was told."""

    def __init__(self, place: int) -> None:
        super().__init__()
        words = [sys.executable, "-c", CLIENT, str(place), str(CLIENTS + KILLS)]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.told: list[tuple[int, str]] = []
        self.start()

    def run(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                case, plate = line.split()
                self.told.append((int(case), plate))

    def kill(self) -> None:
        """End the process at once and read what it still said."""
        self.process.kill()
        self.process.wait()
        self.join()


def test_killed_again_and_again_no_number_is_lost_or_has_two_holders(
    server: postgres.Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    migrate(server.url, quiet=True)
    for name, value in {"ONELANE_STATE": str(tmp_path), "DATABASE_URL": server.url, "ONELANE_DB_POOL": "0"}.items():
        monkeypatch.setenv(name, value)
    subprocess.run([sys.executable, "-c", PREPARE], check=True)
    clients = [Client(place) for place in range(CLIENTS)]
    try:
        for kill in range(KILLS):
            more_is_taken(clients)
            clients[kill % CLIENTS].kill()
            clients.append(Client(CLIENTS + kill))
            kill_postgresql(server)
        more_is_taken(clients)
    finally:
        for client in clients:
            client.kill()

    check(server.url, [told for client in clients for told in client.told])


def more_is_taken(clients: list[Client]) -> None:
    """Wait until the clients have taken forty numbers more."""
    had = sum(len(client.told) for client in clients)
    wait_until(lambda: sum(len(client.told) for client in clients) > had + 40)


def check(url: str, told: list[tuple[int, str]]) -> None:
    with psycopg.connect(url) as office:
        rows = office.execute("SELECT case_id, chosen FROM plates_hand WHERE chosen <> ''").fetchall()
        states = dict(office.execute("SELECT state, count(*) FROM plates_number GROUP BY state").fetchall())
        every = office.execute("SELECT sum(quantity) FROM plates_segment WHERE state = 'released'").fetchone()
    assert set(told) <= set(rows)
    assert len({plate for _, plate in told}) == len(told)
    assert len({case for case, _ in rows}) == len(rows)
    assert every == (sum(states.values()),)


def kill_postgresql(server: postgres.Server) -> None:
    """Kill all its processes, and bring it up as the supervisor of `onelane run` does."""
    postmaster = server.pid
    assert postmaster is not None
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="ascii").split()
    for pid in [postmaster, *map(int, children)]:
        os.kill(pid, signal.SIGKILL)
    while server.pid == postmaster:
        threading.Event().wait(0.01)
    server.revive()


def wait_until(reached: Callable[[], bool]) -> None:
    deadline, pause = time.monotonic() + PATIENCE, threading.Event()
    while not reached():
        assert time.monotonic() < deadline, "the clients did not go on"
        pause.wait(0.05)
