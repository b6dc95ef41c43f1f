"""The whole giving-out of places measured: 50,000 wishes over 2,000 sessions, from the database and back into it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from onelane.command.bench import stage
from onelane.command.bench.stage import Figures
from onelane.command.migrate import migrate


def measure(*, wishes: int, sessions: int) -> Figures:
    """Measure on a server of its own and return all figures; nothing of the office's own data is touched."""
    home = stage.home()
    with stage.server(home) as server, stage.databases(server) as (office, _):
        os.environ |= {
            "ONELANE_STATE": str(home), "DATABASE_URL": office, "DJANGO_SETTINGS_MODULE": "onelane.config.settings",
        }  # fmt: skip
        migrate(office, quiet=True)
        words = [sys.executable, "-m", "onelane.command.bench.bookings_allotting", str(wishes), str(sessions)]
        environment = os.environ | {"ONELANE_DB_ROLE": "owner", "ONELANE_DB_POOL": "0"}
        said = subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE).stdout
    figures: Figures = json.loads(said)
    return figures | stage.machine()
