"""Where an office keeps what must outlive a run: the database, uploads, keys, collected static files."""

from __future__ import annotations

import os
from pathlib import Path


def folder() -> Path:
    """Return the state folder: ONELANE_STATE, or the machine's when root, or the user's own."""
    told = os.environ.get("ONELANE_STATE")
    if told:
        return Path(told).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/lib/onelane")
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "onelane"
