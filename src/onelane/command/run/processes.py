"""Which processes an office on one machine is made of."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from onelane.command.run.supervisor import Child
from onelane.command.sentence import Sentence
from onelane.config import state

HOST = "127.0.0.1"
A_YEAR = "31536000"


def first_port() -> int:
    """Return the port of the pages; live events and the practice gateway of payments have the two after it."""
    told = os.environ.get("ONELANE_PORT", "8000")
    if not told.isascii() or not told.isdigit() or not 0 < int(told) < 65534:  # noqa: PLR2004 - two more follow
        raise Sentence(f"ONELANE_PORT is {told!r}, and a port is a number from 1 to 65533.")
    return int(told)


def check_ports(first: int) -> None:
    """Refuse to start when somebody else listens on one of our ports."""
    for port in (first, first + 1, first + 2):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, port))
            except OSError as error:
                raise Sentence(
                    f"Port {port} is taken by another program; choose three others in a row: "
                    f"ONELANE_PORT={first + 100} make run"
                ) from error


def children(port: int, static: Path) -> list[Child]:
    """Return pages, live events, worker and the practice gateway of payments, in the order they are started."""
    environment = os.environ | {"ONELANE_STATIC": "hashed", "ONELANE_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    granian = [sys.executable, "-m", "granian", "--host", HOST, "--log-level", "warning", "--respawn-failed-workers"]
    granian += ["--respawn-interval", "0.1", "--workers-kill-timeout", "3"]
    pages = [*granian, "--port", str(port), "--interface", "wsgi", "--workers", "2", "--blocking-threads", "1"]
    pages += ["--no-ws", "--static-path-mount", str(static), "--static-path-expires", A_YEAR]
    live = [*granian, "--port", str(port + 1), "--interface", "asgi", "--workers", "1"]
    practice = [sys.executable, "-m", "onelane.gateways.payment.loopback.server", "--port", str(port + 2)]
    practice += ["--state", str(state.folder() / "payment" / "book.sqlite"), "--notify", f"http://{HOST}:{port}"]
    return [
        Child("page server", [*pages, "onelane.config.wsgi:application"], {**environment, "ONELANE_DB_POOL": "2"}),
        Child("live server", [*live, "onelane.config.asgi:live"], environment),
        Child("worker", [sys.executable, "-m", "onelane.command", "worker"], {**environment, "ONELANE_DB_POOL": "8"}),
        Child("payment gateway", practice, environment),
    ]
