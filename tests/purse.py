"""The accounts of practice providers, for pages that show a bill: an office that runs has them, a test makes them."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path


@cache
def accounts() -> str:
    """Return the file by which an office knows its providers; made once a process, its keys last as long."""
    from onelane.gateways.payment.loopback.keys import keys, write_accounts

    folder = Path(tempfile.mkdtemp(prefix="onelane-purse-"))
    keys(folder)
    return str(write_accounts(folder, "http://127.0.0.1:9"))
