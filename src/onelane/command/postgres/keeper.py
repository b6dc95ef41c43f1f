"""The process that holds PostgreSQL: it waits until no user is left, however they went, and then stops it.

Users hold a shared lock on one file for as long as they live, so a killed user leaves too; the keeper waits for the
exclusive lock. Started as a program, it answers 0 once the server takes connections and stays behind on its own.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from onelane.command.postgres.cluster import Cluster

USERS = "users.lock"
RECOVERY = 600.0  # seconds; a server that was killed under load replays its log before it takes connections


def keep(cluster: Cluster) -> None:
    """Run the server until its last user has gone."""
    server = cluster.launch()

    def leave(number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGTERM:
            server.send_signal(signal.SIGINT)
        elif server.poll() is not None:
            os._exit(1)

    signal.signal(signal.SIGCHLD, leave)
    signal.signal(signal.SIGTERM, leave)
    if server.poll() is not None:
        os._exit(1)
    with (cluster.home / USERS).open("rb") as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        stop(server, cluster)


def stop(server: subprocess.Popen[bytes], cluster: Cluster) -> None:
    """Let the server write down everything and end; clients still connected are disconnected."""
    if cluster.pid() == server.pid:
        server.send_signal(signal.SIGINT)
    server.wait()


def main(state: str) -> int:
    """Stay behind as the keeper of the server in `state`; return to the caller when the server is ready or failed."""
    cluster = Cluster(Path(state))
    kept = os.fork()
    if kept == 0:
        os.setsid()
        keep(cluster)
        os._exit(0)
    deadline = time.monotonic() + RECOVERY
    while time.monotonic() < deadline:
        if cluster.ready():
            return 0
        if os.waitpid(kept, os.WNOHANG)[0]:
            return 1
        time.sleep(0.02)
    os.kill(kept, signal.SIGTERM)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
