"""What a webhook is: its address, its events (CloudEvents 1.0), its signature, and how often it is tried."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from onelane.kernel.refusal import Refused

EVENTS = (
    "submitted", "asked", "corrected", "approved", "refused", "withdrawn", "ready", "posted", "parcel-delivered",
    "parcel-held", "parcel-lost", "parcel-returned",
)  # fmt: skip
"""What a platform can be told: the same moments in which the applicant is."""
TYPE = "cn.onelane.case."
STATES = ("waiting", "sent", "given_up")
MOST_ENDPOINTS = 10
LONGEST_ADDRESS = 300
FORMER_FOR = timedelta(hours=24)
"""So long the former secret still signs beside the new one, so that nobody misses an event by a change."""
RETRIES = (
    timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2),
    timedelta(hours=6), timedelta(hours=12), timedelta(hours=24), timedelta(hours=24),
)  # fmt: skip
"""Pauses between attempts; after the last one a delivery is given up and can be replayed (about three days)."""
LONGEST_REST = timedelta(minutes=10)
LEASE = timedelta(minutes=2)
"""A delivery taken up by a worker that died is taken up again after this time."""


def checked_address(address: str, *, practice: bool) -> str:
    """Return the address of a webhook; refuse `platforms.bad_hook`: https to a named host, without a name and password.

    Where the name leads is looked at when something is sent, since it may lead elsewhere tomorrow.
    """
    told = address.strip()
    try:
        parts = urlsplit(told)
        fits = (
            parts.scheme in ({"https", "http"} if practice else {"https"})
            and bool(parts.hostname)
            and parts.username is None
            and not parts.fragment
            and parts.port != 0
        )
    except ValueError:
        fits = False
    if not fits or len(told) > LONGEST_ADDRESS or not told.isascii() or not told.isprintable() or " " in told:
        raise Refused("platforms.bad_hook")
    return told


def checked_events(events: Iterable[str]) -> list[str]:
    """Return the events in their order, all of them for none; refuse `platforms.no_such_event`."""
    asked = set(events)
    if strange := asked - set(EVENTS):
        raise Refused("platforms.no_such_event", events=sorted(one[:40] for one in strange))
    return [one for one in EVENTS if not asked or one in asked]


def event(
    *, id_: str, office: str, name: str, number: str, service: str, state: str, at: datetime
) -> dict[str, object]:
    """Return an event as CloudEvents 1.0 has it; nothing in it says whose case it is."""
    return {
        "specversion": "1.0",
        "id": id_,
        "source": f"/offices/{office}",
        "type": f"{TYPE}{name}",
        "subject": number,
        "time": at.isoformat(),
        "datacontenttype": "application/json",
        "data": {"number": number, "service": service, "event": name, "state": state},
    }


def signature(secret: bytes, id_: str, seconds: int, body: bytes) -> str:
    """Sign an event (HMAC-SHA256 over id, time and body), as the Standard Webhooks do."""
    told = hmac.new(secret, f"{id_}.{seconds}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(told).decode()}"


def signatures(secrets: Sequence[bytes], id_: str, seconds: int, body: bytes) -> str:
    """Sign with every secret that is good now, the newest first."""
    return " ".join(signature(one, id_, seconds, body) for one in secrets)


def written_secret(secret: bytes) -> str:
    """Return a secret as people and programs pass it on."""
    return f"whsec_{base64.b64encode(secret).decode()}"


def retry_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts, None when it is given up."""
    return RETRIES[attempts - 1] if attempts <= len(RETRIES) else None


def rest_after(fails: int) -> timedelta:
    """Return how long an endpoint is left alone after so many failures in a row, so that it holds up nobody else's."""
    return min(timedelta(seconds=5) * (1 << min(fails, 10)), LONGEST_REST)
