"""What this machine's PostgreSQL can do at this moment: pgbench's simple update with 8 clients."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

SCALE, CLIENTS, THREADS = 10, 8, 2


class Pgbench:
    """pgbench on a database of its own."""

    def __init__(self, binaries: Path, url: str) -> None:
        self._program, self._url = binaries / "pgbench", url
        self._run("-i", "-q", "-s", str(SCALE))

    def turn(self, seconds: float) -> float:
        """Return the transactions a second of `pgbench -N -c 8 -j 2`, connecting not included."""
        said = self._run("-N", "-n", "-c", str(CLIENTS), "-j", str(THREADS), "-T", str(max(1, round(seconds))))
        found = re.search(r"^tps = ([\d.]+)", said, re.MULTILINE)
        if found is None:
            raise RuntimeError(f"pgbench said no rate: {said[-200:]}")
        return float(found[1])

    def _run(self, *words: str) -> str:
        return subprocess.run([self._program, *words, self._url], check=True, capture_output=True, text=True).stdout
