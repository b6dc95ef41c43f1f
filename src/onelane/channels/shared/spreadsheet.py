"""Tables for spreadsheets: UTF-8 that is recognised, and no cell that runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

BEGINS_A_FORMULA = tuple("=+-@\t\r\n")
MARK = "\ufeff"  # without it the usual spreadsheets take Chinese for another encoding


def cell(text: str) -> str:
    """Return a cell that a spreadsheet shows as it stands: what would run as a formula gets a quote before it."""
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([cell(one) for one in row] for row in rows)
    return f"{MARK}{out.getvalue()}".encode()
