"""`onelane postgres`: the embedded server for developers."""

from __future__ import annotations

import signal
import subprocess

from onelane.command import postgres
from onelane.config import state


def run(what: str) -> int:
    """Serve until Ctrl-C, open psql, or tell the address or the state."""
    cluster = postgres.Cluster(state.folder())
    if what == "url":
        print(cluster.url())
        return 0
    if what == "status":
        print(f"runs as process {cluster.pid()}" if cluster.ready() else "does not run")
        return 0 if cluster.ready() else 3
    with postgres.running(state.folder()) as url:
        if what == "psql":
            return subprocess.run([cluster.binaries / "psql", url], check=False).returncode
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        print(f"DATABASE_URL={url}\nCtrl-C stops it.", flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    return 0
