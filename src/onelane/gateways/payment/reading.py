"""Reading what providers write: numbers of ours, amounts, moments, and what is too odd to be believed."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from onelane.kernel import clock
from onelane.office.payments.gateway import VerifiedFact

Words = dict[str, Any]

PATIENCE = (2.0, 5.0)  # seconds to connect, to wait for each piece of an answer
WINDOW = 300  # seconds that a signature is good for, either way: clocks differ
MOST = 64 * 1024  # bytes of a notice
NUMBER = re.compile(r"[A-Za-z0-9_-]{6,32}")  # goes into paths unescaped, so nothing else is ever sent
REFUND_NUMBER = re.compile(r"[A-Za-z0-9_-]{6,64}")
YUAN = re.compile(r"-?(\d{1,9})(?:\.(\d{1,2}))?")
LOCAL = "%Y-%m-%d %H:%M:%S"
LONGEST = 64  # of what we keep in a column


class Unbelievable(Exception):  # noqa: N818 - an answer that is none
    """What came cannot be read, or is not about what was asked."""


def is_fresh(timestamp: str, *, window: int = WINDOW) -> bool:
    """Tell whether a time in whole seconds lies within the window around now."""
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):  # noqa: PLR2004 - enough until the year 33000
        return False
    return abs(int(timestamp) - clock.now().timestamp()) <= window


def words_of(text: object) -> Words:
    """Read a JSON object."""
    try:
        found = json.loads(text) if isinstance(text, str | bytes) else text
    except (ValueError, RecursionError) as unreadable:
        raise Unbelievable("unreadable") from unreadable
    if not isinstance(found, dict):
        raise Unbelievable("unreadable")
    return found


def fen_of(yuan: object) -> int:
    """Return fen for an amount in yuan as providers write it; a minus is dropped, for kinds are told apart by name."""
    found = YUAN.fullmatch(str(yuan).strip()) if isinstance(yuan, str | int) else None
    if found is None:
        raise Unbelievable("an amount that cannot be read")
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def local_time(text: object) -> datetime:
    """Read a time as providers write it without a zone: it is Beijing's."""
    try:
        return datetime.strptime(str(text).strip(), LOCAL).replace(tzinfo=clock.OFFICE_ZONE)
    except ValueError as odd:
        raise Unbelievable("a time that cannot be read") from odd


def zoned_time(text: object) -> datetime:
    """Read a time that tells its zone."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as odd:
        raise Unbelievable("a time that cannot be read") from odd
    if moment.tzinfo is None:
        raise Unbelievable("a time without a zone")
    return moment


def fact(
    *, provider: str, merchant: object, number: object, transaction: object, amount: int, at: datetime, event: str = ""
) -> VerifiedFact:
    """Return a payment whose particulars fit our columns."""
    for text in (merchant, number, transaction):
        if not isinstance(text, str) or not 0 < len(text) <= LONGEST or not text.isprintable():
            raise Unbelievable("a payment with odd particulars")
    return VerifiedFact(provider, str(merchant), str(number), str(transaction), amount, at, event)
