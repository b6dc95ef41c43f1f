"""How people write numbers: full-width digits, spaces and hyphens in between, small letters."""

from __future__ import annotations

import unicodedata

_JOINTS = " \t\u00a0\u3000-\u2010\u2011\u2013\u00b7\u2022\u30fb\u2027"


def plain(text: str, *, joints: str = _JOINTS) -> str:
    """Return the number in capitals without joints, full-width characters made narrow."""
    narrow = unicodedata.normalize("NFKC", text).upper()
    return "".join(mark for mark in narrow if mark not in joints)
