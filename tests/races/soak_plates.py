"""Clients wish for few pretty and many plain numbers over HTTP while web process and PostgreSQL are killed.

`make soak-plates` runs it with 32 clients and a million attempts; `test_plates_kill.py` runs it small.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import psycopg

from onelane.command import postgres
from onelane.command.compile_messages import compile_messages
from onelane.command.migrate import migrate
from onelane.command.run import processes
from onelane.command.run.supervisor import Child

PATIENCE = 120.0
KILLED = ("pages", "postgresql")
PRETTY = [f"鲁B{letter}{serial}" for letter in "ABC" for serial in ("1111", "1234", "5678", "6666", "8888", "9999")]
PREPARE = """
import sys, json, django; django.setup()
from django.db import connection
from onelane.command.bench import counting, filling, plates_preparing
from onelane.kernel.actor import Actor
from onelane.office.lane.models import Ticket
from onelane.office.plates import actions as plates
from onelane.registers.offices.models import Office
from onelane.registers.offices.queries import forget
filling.load()
Office.objects.filter(pk="qingdao").update(settings={
    "plate.segment.random_only_days": 0, "plate.self.per_submit": 20, "plate.self.tries": 100,
})
forget()
made = plates.propose_segment(
    office="qingdao", category="02", prefix="鲁B", pattern="LNNNN", first="A0000", last=sys.argv[2],
    actor=Actor("a", "manager", "qingdao"),
)
plates.release_segment(segment_id=made.pk, actor=Actor("b", "manager", "qingdao"))
filling.fill(int(sys.argv[1]), done=counting.BEFORE_PLATES[:-1], mark="T")
with connection.cursor() as cursor:
    cursor.execute(plates_preparing.ANSWERS, ["^T"])
    cursor.execute(plates_preparing.SIT, ["^T"])
    cursor.execute("VACUUM ANALYZE")
print(json.dumps(list(Ticket.objects.filter(series="T").order_by("pk").values_list("case_id", "key"))))
"""
ACCOUNT = """
import json, django; django.setup()
from onelane.office.plates import queries
told = queries.account("qingdao", "02")
print(json.dumps({"every": told.every, **told.by_state, "in_hands": told.in_hands, "adds_up": told.adds_up}))
"""


@dataclass
class Office:
    """A PostgreSQL and a page server that can be killed and come back."""

    server: postgres.Server
    port: int
    pages: Child
    tickets: list[tuple[int, str]]

    def kill_postgresql(self) -> None:
        """Kill all its processes, and bring it up as the supervisor of `onelane run` does."""
        postmaster = self.server.pid
        assert postmaster is not None
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="ascii").split()
        for pid in [postmaster, *map(int, children)]:
            os.kill(pid, signal.SIGKILL)
        while self.server.pid == postmaster:
            threading.Event().wait(0.01)
        self.server.revive()

    def kill_pages(self) -> None:
        """Kill the page server with its workers, and start it again."""
        assert self.pages.process is not None
        self.pages.send(signal.SIGKILL)
        self.pages.process.wait()
        self.pages.start()


@contextmanager
def office(people: int, last: str) -> Iterator[Office]:
    """Run an office of its own with so many owners who may choose, on loopback, in a folder that goes away again."""
    with tempfile.TemporaryDirectory(prefix="onelane-soak-") as name:
        home = Path(name)
        home.chmod(0o755)
        server = postgres.start(home)
        try:
            port = _own_ports()
            os.environ |= {"ONELANE_STATE": name, "DATABASE_URL": server.url, "ONELANE_PORT": str(port)}
            migrate(server.url, quiet=True)
            words = [sys.executable, "-c", PREPARE, str(people), last]
            environment = os.environ | {"ONELANE_DB_ROLE": "owner", "ONELANE_DB_POOL": "0"}
            said = subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE).stdout
            pages = _pages(port, home / "static")
            try:
                yield Office(server, port, pages, [(case, key) for case, key in json.loads(said)])
            finally:
                pages.send(signal.SIGKILL)
                if pages.process is not None:
                    pages.process.wait()
        finally:
            server.stop()


def _own_ports() -> int:
    """Return three ports that no other measurement looks for: while our page server is dead, its port is free."""
    port = 21_000 + os.getpid() % 3_000 * 3
    processes.check_ports(port)
    return port


def _pages(port: int, static: Path) -> Child:
    compile_messages()
    words = [sys.executable, "-m", "django", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(words, env=os.environ | {"ONELANE_STATIC": "hashed"}, check=True)
    pages = next(one for one in processes.children(port, static) if one.name == "page server")
    pages.start()
    return pages


class Client(threading.Thread):
    """An owner after the other who presses until the office has answered, and what each was told."""

    def __init__(
        self, port: int, tickets: list[tuple[int, str]], plain: Iterator[str], chance: np.random.Generator
    ) -> None:
        super().__init__(daemon=True)
        self.port, self.tickets, self.plain, self.chance = port, tickets, plain, chance
        self.enough = threading.Event()
        self.told: dict[int, list[str]] = {}  # case: its wishes, for each press that was answered with a number
        self.attempts = self.unanswered = self.refused = 0
        self.token = ""
        self.page: http.client.HTTPConnection | None = None

    def run(self) -> None:
        for case, key in self.tickets:
            pretty = self.chance.permutation(PRETTY)[: self.chance.integers(len(PRETTY) // 2, len(PRETTY) + 1)]
            wishes = [*map(str, pretty), next(self.plain)]
            while not self.enough.is_set():
                status = self._press(key, wishes)
                if status in {http.client.FOUND, http.client.CONFLICT}:
                    self.attempts += len(wishes)
                    self.refused += status == http.client.CONFLICT
                    if status == http.client.FOUND:
                        self.told[case] = wishes
                    break
                self.unanswered += 1
                self.enough.wait(0.1)  # as a person who presses again
            if self.enough.is_set():
                break
        if self.page is not None:
            self.page.close()

    def _press(self, key: str, wishes: list[str]) -> int:
        """Send the wishes; 0 when the office did not answer."""
        try:
            if not self.token:
                self.token = self._ask("GET", f"/t/{key}/compose/", {})[1]
            headers = {
                "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.token,
                "Cookie": f"csrftoken={self.token}",
            }  # fmt: skip
            body = urlencode({"wish": wishes}, doseq=True)
            return self._ask("POST", f"/t/{key}/compose/", headers, body)[0]
        except (OSError, http.client.HTTPException):
            if self.page is not None:
                self.page.close()
            self.page = None
            return 0

    def _ask(self, method: str, path: str, headers: dict[str, str], body: str = "") -> tuple[int, str]:
        if self.page is None:
            self.page = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        self.page.request(method, path, body or None, headers)
        answer = self.page.getresponse()
        answer.read()
        cookie = answer.headers.get("Set-Cookie") or ""
        token = cookie.split("csrftoken=")[1].split(";")[0] if "csrftoken=" in cookie else ""
        return answer.status, token


@dataclass
class Soak:
    """How much is asked of the office, and what it is asked by."""

    clients: int
    attempts: int
    kills: int
    seed: int = 1
    say: Callable[[str], object] = str
    figures: dict[str, Any] = field(default_factory=dict)

    def run(self) -> dict[str, Any]:
        """Run it, and return what was found."""
        chance = np.random.default_rng(self.seed)
        people = self.attempts // 13 + 60 * self.clients  # a press has 14.5 wishes on average
        letters = -(-people // 10_000) + 4  # the first four are the pretty ones' own
        last = f"{'ABCDEFGHJKLMNPQRSTUVWXYZ'[letters - 1]}9999"
        with office(people, last) as running:
            plain = iter([f"鲁B{letter}{n:04}" for letter in "EFGHJKLMNPQRSTUVWXYZ" for n in range(10_000)])
            clients = [
                Client(
                    running.port,
                    running.tickets[place :: self.clients],
                    plain,
                    np.random.default_rng(self.seed + place),
                )
                for place in range(self.clients)
            ]
            began = time.monotonic()
            for client in clients:
                client.start()
            try:
                self._kill(running, clients, chance)
                _until(
                    clients, lambda: _attempts(clients) >= self.attempts or not any(one.is_alive() for one in clients)
                )
            finally:
                for client in clients:
                    client.enough.set()
                for client in clients:
                    client.join(60)
            self.figures["seconds"] = round(time.monotonic() - began, 1)
            return self.figures | _found(running, clients)

    def _kill(self, running: Office, clients: list[Client], chance: np.random.Generator) -> None:
        """Kill one or the other at random moments, each time after more has been taken than before."""
        self.figures |= {f"killed.{which}": 0 for which in KILLED}
        every = self.attempts // (self.kills + 1)
        for kill in range(self.kills):
            goal = every * kill + int(chance.integers(every // 2, every))
            _until(clients, partial(_reached, clients, goal))
            which = KILLED[kill if kill < len(KILLED) else int(chance.integers(len(KILLED)))]
            (running.kill_pages if which == "pages" else running.kill_postgresql)()
            self.figures[f"killed.{which}"] += 1
            self.say(f"{_attempts(clients)} attempts, {which} killed")


def _reached(clients: list[Client], goal: int) -> bool:
    return _attempts(clients) >= goal


def _attempts(clients: list[Client]) -> int:
    return sum(client.attempts for client in clients)


def _until(clients: list[Client], reached: Callable[[], bool]) -> None:
    """Wait, as long as somebody is answered at least every so often."""
    pause, had, since = threading.Event(), -1, time.monotonic()
    while not reached():
        if _attempts(clients) != had:
            had, since = _attempts(clients), time.monotonic()
        elif time.monotonic() - since > PATIENCE:
            raise TimeoutError("the office did not go on")
        pause.wait(0.05)


def _found(running: Office, clients: list[Client]) -> dict[str, Any]:
    told = {case: wishes for client in clients for case, wishes in client.told.items()}
    with psycopg.connect(running.server.url) as hand:
        chosen = dict(hand.execute("SELECT case_id, chosen FROM plates_hand WHERE chosen <> ''").fetchall())
        held = hand.execute("SELECT plate, case_id FROM plates_holding").fetchall()
        noted = hand.execute(
            "SELECT count(*) FROM plates_hand h WHERE chosen <> '' AND NOT EXISTS (SELECT FROM records_entry e"
            " WHERE e.chain = 'case:' || h.case_id AND e.deed = 'plates.composed')"
        ).fetchone()
    said = subprocess.run([sys.executable, "-c", ACCOUNT], check=True, stdout=subprocess.PIPE).stdout
    return {
        "attempts": _attempts(clients),
        "acknowledged": len(told),
        "refused": sum(client.refused for client in clients),
        "unanswered": sum(client.unanswered for client in clients),
        "lost": sum(chosen.get(case) not in wishes for case, wishes in told.items()),
        "two_holders": len(held) - len({plate for plate, _ in held}) + len(chosen) - len(set(chosen.values())),
        "held_by_another": sum(chosen.get(case) != plate for plate, case in held),
        "not_noted": (noted or (1,))[0],
        "account": json.loads(said),
    }


def main() -> int:
    """Run it at full size, print what was found, and say by the exit code whether all of it holds."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--clients", type=int, default=32)
    words.add_argument("--attempts", type=int, default=1_000_000)
    words.add_argument("--kills", type=int, default=12)
    words.add_argument("--seed", type=int, default=1)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that its office is stopped with it
    found = Soak(**vars(words.parse_args()), say=lambda line: sys.stderr.write(f"{line}\n")).run()
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    return 0 if holds(found) else 1


def holds(found: dict[str, Any]) -> bool:
    """Tell whether nothing was lost or doubled and the account adds up."""
    nothing = all(found[name] == 0 for name in ("lost", "two_holders", "held_by_another", "not_noted"))
    return nothing and found["account"]["adds_up"] and found["acknowledged"] > 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onelane.config.settings")
    sys.exit(main())
