"""Time-based one-time codes (动态验证码) as authenticator apps show them: RFC 6238 with SHA-1, 30 s, six digits."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

PERIOD = 30
DIGITS = 6
# The app of all demonstration accounts: printed at each start, and refused by every office that is not for practice.
PRACTICE_SECRET = "ONELANEPRACTICEONELANEPRACTICEON"  # noqa: S105 - as above


def period_of(at: datetime) -> int:
    """Return the number of the half minute, counted from 1970."""
    return int(at.timestamp()) // PERIOD


def code(secret: str, period: int) -> str:
    """Return the six digits that belong to a Base32 secret in a half minute (RFC 4226, section 5.3)."""
    digest = hmac.new(base64.b32decode(secret), period.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def practice_code(at: datetime) -> str:
    """Return what the demonstration's app shows at a time."""
    return code(PRACTICE_SECRET, period_of(at))
