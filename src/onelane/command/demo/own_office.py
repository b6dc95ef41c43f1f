"""An office of the demonstration's own: its own folder, ports and database, gone when it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onelane.command.sentence import Sentence
from onelane.config import state

HOST = "127.0.0.1"
READY = "Ctrl-C closes it"
PATIENCE = 30  # seconds to close


@contextmanager
def own_office(**environment: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Open an office with a fresh database and give its address and environment; close it and forget it at the end."""
    state.folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="own-", dir=state.folder()) as folder:
        Path(folder).chmod(0o711)  # the database's own user must be able to walk in
        port = _free_ports()
        own = {**os.environ, "ONELANE_STATE": folder, "ONELANE_PORT": str(port), **environment}
        own.pop("DATABASE_URL", None)
        office = subprocess.Popen(
            [sys.executable, "-m", "onelane.command", "run"],
            env=own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        try:
            _wait(office)
            yield f"http://{HOST}:{port}", own
        finally:
            office.send_signal(signal.SIGTERM)
            try:
                office.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                office.kill()


def _wait(office: subprocess.Popen[str]) -> None:
    said: list[str] = []
    for line in office.stdout or ():
        said.append(line)
        if READY in line:
            return
    raise Sentence("The office did not open:\n" + "".join(said[-20:]))


def _free_ports() -> int:
    """Return the first of three free ports in a row."""
    for first in range(18000, 19000, 10):
        try:
            for port in range(first, first + 3):
                with socket.socket() as trial:
                    trial.bind((HOST, port))
        except OSError:
            continue
        return first
    raise Sentence("No three free ports in a row between 18000 and 19000.")
