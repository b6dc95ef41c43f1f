"""Keys that tell nothing: of subjects instead of rows, and of places in a list."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

from django.utils.crypto import salted_hmac

from onelane.kernel.refusal import Refused

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
LARGEST = 2**63 - 1
LATEST = 4_102_444_800_000_000
"""The year 2100, in microseconds."""


def subject_key(person: int, subject: int | None) -> str:
    """Return the key of something to apply about; the same for good, and nobody can make another's."""
    return _key("subject", f"{person}:{subject}")


def entry_key(about: str, row: int) -> str:
    """Return the key of an entry of a register."""
    return _key("entry", f"{about}:{row}")


def _key(what: str, told: str) -> str:
    return salted_hmac(f"onelane.api.{what}", told, algorithm="sha256").hexdigest()[:32]


def place(at: datetime, row: int) -> str:
    """Write a place in a list that is sorted by time and row."""
    return base64.urlsafe_b64encode(f"{(at - EPOCH) // TICK}.{row}".encode()).decode().rstrip("=")


def placed(told: str) -> tuple[datetime, int] | None:
    """Read a place; None for the beginning; refuse `platforms.bad_place` for what is none."""
    if not told:
        return None
    try:
        at, _, row = base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)).decode("ascii").partition(".")
        ticks, key = int(at), int(row)
    except ValueError as reason:
        raise Refused("platforms.bad_place") from reason
    if not (0 <= ticks <= LATEST and 0 <= key <= LARGEST):
        raise Refused("platforms.bad_place")
    return EPOCH + ticks * TICK, key
