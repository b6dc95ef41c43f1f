"""Who read whose data, and why (PIPL art. 6 and 44; GB/T 22239: every reading of personal data is recorded)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.records import journal

DEED = "personal_data.read"
LONGEST_PURPOSE = 200

# The words of the partial index journal_readings; another spelling of the condition would not use it.
READINGS = """
SELECT at, body FROM records_entry
WHERE deed = 'personal_data.read' AND (body::jsonb ->> 'subject') = ANY(%s)
ORDER BY at, id
"""


ENTRIES = "SELECT seq, at, body FROM records_entry WHERE chain = %s ORDER BY seq"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a chain as people read it; `told` is its subject, purpose and detail."""

    seq: int
    at: datetime
    deed: str
    actor: str
    role: str
    counter: str
    told: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading: when, by whom in which role, what for, and which fields (names of fields, never their values)."""

    at: datetime
    subject: str
    actor: str
    role: str
    office: str
    counter: str
    purpose: str
    fields: tuple[str, ...]


def note_reading(actor: Actor, subject: str, purpose: str, fields: Iterable[str], *, chain: str = "") -> None:
    """Note that `actor` reads these fields of `subject` (`person:17`); `chain` is the case it is read for, if any."""
    reason = " ".join(purpose.replace("\x00", " ").split())[:LONGEST_PURPOSE]
    if not reason:
        raise Refused("records.purpose_missing", subject=subject)
    journal.note(
        actor, DEED, chain=chain or subject, subject=subject, purpose=reason, detail={"fields": sorted(set(fields))}
    )


def readings_of(*subjects: str) -> list[Reading]:
    """List all readings of these subjects, oldest first, for the auditor and for the person concerned."""
    with connection.cursor() as cursor:
        cursor.execute(READINGS, [list(subjects)])
        return [_reading(at, json.loads(body)) for at, body in cursor.fetchall()]


def entries_of(chain: str) -> list[Entry]:
    """List a chain's entries in order; whoever shows them to staff notes that reading first."""
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, [chain])
        return [_entry(seq, at, json.loads(body)) for seq, at, body in cursor.fetchall()]


def _entry(seq: int, at: datetime, body: dict[str, object]) -> Entry:
    detail = json.dumps(body["detail"], ensure_ascii=False) if body["detail"] else ""
    told = " ".join(str(part) for part in (body["subject"], body["purpose"], detail) if part)
    named = {name: str(body[name]) for name in ("deed", "actor", "role", "counter")}
    return Entry(seq=seq, at=at.astimezone(clock.OFFICE_ZONE), told=told, **named)


def _reading(at: datetime, body: dict[str, object]) -> Reading:
    detail = body["detail"]
    fields = detail.get("fields", []) if isinstance(detail, dict) else []
    told = {name: str(body[name]) for name in ("subject", "actor", "role", "office", "counter", "purpose")}
    return Reading(at=at, fields=tuple(map(str, fields)), **told)
