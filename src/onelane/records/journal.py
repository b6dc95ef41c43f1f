"""Note who did what and who read what; a note belongs to the transaction of its deed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.records import statements

Detail = Mapping[str, object]

NOTE = (
    "records_note(%(chain)s::text, %(office)s::text, %(at)s::timestamptz,"
    " %(actor)s::text, %(deed)s::text, %(body)s::text)"
)


_NOTE = f"SELECT {NOTE}"

_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str).encode


def parameters(
    actor: Actor,
    deed: str,
    *,
    chain: str,
    subject: str = "",
    purpose: str = "",
    detail: Detail | None = None,
    at: datetime,
) -> dict[str, Any]:
    """Return the named parameters of `NOTE`, for the few deeds that are one statement of their own.

    `chain` names the thing the note is about (`case:17`); `subject` is what was done to or read
    (a key, never personal data); `purpose` is why personal data were read (PIPL art.6).
    """
    return {
        "chain": chain,
        "office": actor.office,
        "at": at,
        "actor": actor.id,
        "deed": deed,
        "body": body(actor, deed, subject=subject, purpose=purpose, detail=detail, at=at),
    }


def body(actor: Actor, deed: str, *, subject: str, purpose: str, detail: Detail | None, at: datetime) -> str:
    """Return the canonical JSON that is hashed: sorted keys, no spaces, UTC time with microseconds."""
    return _canonical(
        {
            "actor": actor.id,
            "at": at.isoformat(timespec="microseconds"),
            "counter": actor.counter,
            "deed": deed,
            "detail": detail or {},
            "office": actor.office,
            "purpose": purpose,
            "role": actor.role,
            "subject": subject,
        }
    )


def note(
    actor: Actor,
    deed: str,
    *,
    chain: str,
    subject: str = "",
    purpose: str = "",
    detail: Detail | None = None,
    at: datetime | None = None,
) -> None:
    """Write one entry at the end of `chain`, in the current transaction; one statement."""
    told = parameters(actor, deed, chain=chain, subject=subject, purpose=purpose, detail=detail, at=at or clock.now())
    statements.one(_NOTE, told)
