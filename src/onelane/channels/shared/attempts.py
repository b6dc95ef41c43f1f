"""Wrong passwords in a row: five close a name for 15 minutes, whether the name exists or not."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.crypto import salted_hmac

from onelane.kernel import clock

if TYPE_CHECKING:
    from datetime import datetime

ALLOWED = 5
CLOSED_FOR = timedelta(minutes=15)

# One statement counts the try before the password is looked at: guesses made at the same moment cannot slip through.
COUNT = """
    INSERT INTO shared_sign_in_attempt AS a (name_key, tries, last_at) VALUES (%(key)s, 1, %(now)s)
    ON CONFLICT (name_key) DO UPDATE SET
        tries = CASE WHEN a.last_at < %(edge)s THEN 1 ELSE a.tries + 1 END,
        last_at = CASE WHEN a.tries >= %(allowed)s AND a.last_at >= %(edge)s THEN a.last_at ELSE %(now)s END
    RETURNING tries, last_at
"""


def minutes_closed(username: str) -> int:
    """Count one try for this name; return 0 when it may be made, else the minutes until the name opens again."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": _key(username), "now": now, "edge": now - CLOSED_FOR, "allowed": ALLOWED})
        tries, last_at = cursor.fetchone()
    return 0 if tries <= ALLOWED else _left(last_at, now)


def forget(username: str) -> None:
    """Start again from nothing, after the right password."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM shared_sign_in_attempt WHERE name_key = %s", [_key(username)])


def _left(last_at: datetime, now: datetime) -> int:
    return max(1, math.ceil((last_at + CLOSED_FOR - now) / timedelta(minutes=1)))


def _key(username: str) -> str:
    """Return a keyed digest: people type ID numbers and passwords into the wrong field, which must not be kept."""
    return salted_hmac("onelane.sign-in", username.strip().casefold(), algorithm="sha256").hexdigest()
