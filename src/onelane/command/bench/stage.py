"""Where a measurement takes place: a server of its own, two databases, and what machine it was."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from onelane.command import postgres
from onelane.command.bench.crew import CLIENTS
from onelane.config import state

Figures = dict[str, Any]


def home() -> Path:
    """Return the folder of measurements, beside the office's own data."""
    folder = state.folder() / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def server(folder: Path) -> Iterator[postgres.Server]:
    """Run a PostgreSQL that nobody else uses."""
    started = postgres.start(folder)
    try:
        yield started
    finally:
        started.stop()


@contextmanager
def databases(of: postgres.Server) -> Iterator[tuple[str, str]]:
    """Make an empty database for the office and one for pgbench; both are removed afterwards."""
    names = ("bench_office", "bench_bare")
    for name in names:
        postgres.drop_database(of.url, name)
    made = [postgres.create_database(of.url, name) for name in names]
    try:
        yield made[0], made[1]
    finally:
        for name in names:
            postgres.drop_database(of.url, name)


def machine() -> Figures:
    """Return on what the figures were measured."""
    return {
        "machine.cores": os.cpu_count(),
        "machine.load": round(os.getloadavg()[0], 2),
        "machine.processor": platform.machine(),
        "machine.python": platform.python_version(),
        "machine.postgres": postgres.cluster.version(),
        "machine.clients": CLIENTS,
    }
