"""The whole measurement of the lane: in process against pgbench in turns, then over HTTP with open live pages."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from onelane.command import postgres
from onelane.command.bench.crew import CLIENTS, Crew, Told, processor_ms, rate
from onelane.command.bench.pgbench import Pgbench
from onelane.command.migrate import migrate
from onelane.config import state

Figures = dict[str, Any]

# Work left by a turn is ended at once, as if each window had finished with its owner before the next turn.
_FINISH = "UPDATE cases_work SET ended_at = now(), outcome = 'done' WHERE ended_at IS NULL"


def measure(*, turns: int, seconds: float) -> Figures:
    """Measure on a server of its own and return all figures; nothing of the office's own data is touched."""
    home = state.folder() / "bench"
    home.mkdir(parents=True, exist_ok=True)
    figures: Figures = {}
    with _server(home) as server, _databases(server) as (office, bare):
        environment = os.environ | {"ONELANE_STATE": str(home), "DATABASE_URL": office, "ONELANE_DB_POOL": "0"}
        environment["DJANGO_SETTINGS_MODULE"] = "onelane.config.settings"
        migrate(office, quiet=True)
        figures |= _prepared(environment, people=int(turns * seconds * 2500))
        yardstick = Pgbench(server.pgbench, bare)
        figures |= _in_process(yardstick, environment, office, turns, seconds)
    return figures | _machine()


@contextmanager
def _server(home: Path) -> Iterator[postgres.Server]:
    server = postgres.start(home)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def _databases(server: postgres.Server) -> Iterator[tuple[str, str]]:
    names = ("bench_office", "bench_bare")
    for name in names:
        postgres.drop_database(server.url, name)
    made = [postgres.create_database(server.url, name) for name in names]
    try:
        yield made[0], made[1]
    finally:
        for name in names:
            postgres.drop_database(server.url, name)


def _prepared(environment: Mapping[str, str], people: int) -> Figures:
    """Fill the office in a process of its own, for the rights of a process are chosen when its settings are read."""
    words = [sys.executable, "-m", "onelane.command.bench.preparing", str(people)]
    said = subprocess.run(
        words, env={**environment, "ONELANE_DB_ROLE": "owner"}, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    ticket, step = said.split()
    return {"statements.ticket": int(ticket), "statements.step": int(step)}


def _in_process(yardstick: Pgbench, environment: Mapping[str, str], office: str, turns: int, seconds: float) -> Figures:
    """Let pgbench and the two deeds take turns, so that the machine's drift meets all of them alike."""
    bare: list[float] = []
    calls: list[float] = []
    completions: list[float] = []
    called: list[Told] = []
    completed: list[Told] = []
    with (
        Crew("onelane.command.bench.in_process", environment) as crew,
        psycopg.connect(office, autocommit=True) as hand,
    ):
        for _ in range(turns):
            bare.append(yardstick.turn(seconds))
            called += (answers := crew.turn("call", seconds))
            calls.append(rate(answers))
            hand.execute(_FINISH)
            completed += (answers := crew.turn("complete", seconds))
            completions.append(rate(answers))
    people = [case for one in called for case in one["cases"]]
    middle = statistics.median(bare)
    return {
        "pgbench.tps": round(middle, 1),
        "call_next.per_s": round(statistics.median(calls), 1),
        "call_next.ratio": round(statistics.median(calls) / middle, 3),
        "call_next.client_ms": processor_ms(called),
        "complete.per_s": round(statistics.median(completions), 1),
        "complete.ratio": round(statistics.median(completions) / middle, 3),
        "complete.client_ms": processor_ms(completed),
        "duplicates": len(people) - len(set(people)),
    }


def _machine() -> Figures:
    return {
        "machine.cores": os.cpu_count(),
        "machine.load": round(os.getloadavg()[0], 2),
        "machine.processor": platform.machine(),
        "machine.python": platform.python_version(),
        "machine.postgres": postgres.cluster.version(),
        "machine.clients": CLIENTS,
    }
