"""The embedded PostgreSQL: started by its first user, shared by all, stopped when the last one has gone."""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from onelane.command.postgres.cluster import OWNER, Cluster, DatabaseUnusable
from onelane.command.postgres.databases import create_database, database_exists, drop_database, on_database
from onelane.command.postgres.keeper import USERS

__all__ = [
    "Cluster",
    "DatabaseUnusable",
    "Server",
    "create_database",
    "database_exists",
    "drop_database",
    "on_database",
    "running",
    "start",
]

PATIENCE = 60.0  # seconds to wait for somebody else's start or stop
TRIES = 5  # more only while the dying helpers of a killed server still hold its memory


@dataclass
class Server:
    """A use of the embedded server; `stop` ends the use, and the server when it was the last one."""

    cluster: Cluster
    url: str
    _use: IO[bytes]

    @property
    def pid(self) -> int | None:
        """The process id of the server, None while it is dead."""
        return self.cluster.pid()

    @property
    def pgbench(self) -> Path:
        """The folder of pgbench, psql and the other binaries."""
        return self.cluster.binaries

    def is_ready(self) -> bool:
        """Tell whether the server takes connections."""
        return self.cluster.ready()

    def revive(self) -> None:
        """Start the server again if it died."""
        with _alone(self.cluster):
            _bring_up(self.cluster)

    def stop(self) -> None:
        """Leave; wait for the server to end if nobody else uses it."""
        self._use.close()
        deadline = time.monotonic() + PATIENCE
        while self.cluster.pid() is not None and time.monotonic() < deadline:
            if _still_used(self.cluster):
                return
            time.sleep(0.02)


def start(state: Path) -> Server:
    """Return a use of the server below `state`, starting it if it does not run."""
    cluster = Cluster(state)
    with _alone(cluster):
        cluster.prepare()
        use = _take(cluster.home / USERS, fcntl.LOCK_SH, "is still being stopped")
        try:
            _bring_up(cluster)
            if not database_exists(cluster.url("postgres"), OWNER):
                create_database(cluster.url("postgres"), OWNER)
        except BaseException:
            use.close()
            raise
    return Server(cluster, cluster.url(), use)


@contextmanager
def running(state: Path) -> Iterator[str]:
    """Give the address of the server below `state` for a while."""
    server = start(state)
    try:
        yield server.url
    finally:
        server.stop()


def _bring_up(cluster: Cluster) -> None:
    keeper = [sys.executable, "-m", "onelane.command.postgres.keeper", str(cluster.state)]
    log = cluster.home / "start.log"
    told, tries, deadline = "", 0, time.monotonic() + PATIENCE
    while not cluster.ready():
        if time.monotonic() > deadline or (tries >= TRIES and "still in use" not in told):
            last = told.strip().splitlines() or ["it says nothing"]
            raise DatabaseUnusable(f"PostgreSQL in {cluster.home} does not start: {last[-1]} (all of it: {log})")
        if cluster.pid() is None:  # else killed users left it starting or stopping, and its keeper sees to it
            tries += 1
            with log.open("wb") as out:
                subprocess.run(keeper, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
            told = log.read_text(encoding="utf-8", errors="replace")
        if not cluster.ready():
            time.sleep(0.3)


@contextmanager
def _alone(cluster: Cluster) -> Iterator[None]:
    with _take(_lock_file(cluster), fcntl.LOCK_EX, "is being started by another process") as lock:
        lock.truncate(0)
        lock.write(str(os.getpid()).encode())
        lock.flush()
        yield


def _lock_file(cluster: Cluster) -> Path:
    try:
        cluster.home.mkdir(parents=True, exist_ok=True)
    except PermissionError as error:
        raise DatabaseUnusable(f"{cluster.home} may not be written; choose another with ONELANE_STATE.") from error
    return cluster.home / "start.lock"


def _take(path: Path, kind: int, otherwise: str) -> IO[bytes]:
    """Open `path` and lock it, or say in one sentence who is in the way."""
    try:
        file = path.open("a+b")
    except PermissionError as error:
        raise DatabaseUnusable(f"The database in {path.parent} belongs to another user.") from error
    deadline = time.monotonic() + PATIENCE
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(file, kind | fcntl.LOCK_NB)
            return file
        if time.monotonic() > deadline:
            file.seek(0)
            holder = file.read().decode(errors="replace") or "unknown"
            file.close()
            raise DatabaseUnusable(f"The database in {path.parent} {otherwise} (process {holder}); end that one first.")
        time.sleep(0.02)


def _still_used(cluster: Cluster) -> bool:
    """Tell whether others use the server; if neither they nor a keeper do, stop it here (its keeper was killed)."""
    with (cluster.home / USERS).open("a+b") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)
                return True
            return False
        if pid := cluster.pid():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
            while cluster.pid() is not None:
                time.sleep(0.02)
    return False


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `postgres`."""
    parser = subparsers.add_parser("postgres", help="the embedded PostgreSQL, for developers")
    parser.add_argument("what", choices=["serve", "url", "psql", "status"])
    parser.set_defaults(handler=_word)


def _word(chosen: argparse.Namespace) -> int:
    from onelane.command.postgres import words

    return words.run(chosen.what)
