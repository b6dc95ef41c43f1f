"""Money as whole fen (1 CNY = 100 fen)."""

from __future__ import annotations

import re

from onelane.kernel.refusal import Refused

_WRITTEN = re.compile(r"(\d{1,10})(?:\.(\d{1,2}))?")


def from_yuan(text: str) -> int:
    """Return fen for an amount written in yuan (`"120"`, `"120.50"`); refuse anything else with `money.unreadable`."""
    found = _WRITTEN.fullmatch(text.strip().replace(",", "")) if text.isascii() else None
    if found is None:
        raise Refused("money.unreadable", given=text[:20])
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def in_yuan(fen: int) -> str:
    """Return an amount in fen as yuan with two decimals, `12000` -> `"120.00"`."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"
