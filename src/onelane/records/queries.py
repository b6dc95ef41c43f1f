"""Questions about the journal for those who audit it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from onelane.kernel import clock
from onelane.records.models import Checkpoint, Entry
from onelane.records.reading import DEED

UNTOLD = frozenset({"fields", "value", "sha256"})  # told apart, perhaps a VIN, and of no use to a reader
SHORT_LIST = 8
READINGS = (DEED, "document.shown", "vehicle.shown")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as people read it; `fields` are names of fields read, never their values."""

    id: int
    chain: str
    seq: int
    at: datetime
    deed: str
    actor: str
    role: str
    counter: str
    subject: str
    purpose: str
    fields: tuple[str, ...]
    detail: str


@dataclass(frozen=True, slots=True)
class Seal:
    """The newest signed checkpoint, and how many entries have come since."""

    seq: int
    at: datetime
    key_id: str
    root: str
    after: int


def lines(
    office: str,
    *,
    chain: str = "",
    actor: str = "",
    day: date | None = None,
    readings: bool = False,
    before: int | None = None,
    limit: int = 50,
) -> list[Line]:
    """Return an office's entries, newest first, below the key `before`; one statement however long the journal is."""
    found = Entry.objects.filter(office=office)
    if chain:
        found = found.filter(chain=chain)
    if actor:
        found = found.filter(actor=actor)
    if day is not None:
        start = datetime.combine(day, time(), clock.OFFICE_ZONE)
        found = found.filter(at__gte=start, at__lt=start + timedelta(days=1))
    if readings:
        found = found.filter(deed__in=READINGS)
    if before is not None:
        found = found.filter(pk__lt=before)
    return [_line(entry) for entry in found.defer("previous", "hash").order_by("-pk")[:limit]]


def newest_seal() -> Seal | None:
    """Return the newest checkpoint, or None before the first."""
    last = Checkpoint.objects.order_by("-seq").first()
    if last is None:
        return None
    after = Entry.objects.filter(pk__gt=last.upto).count()
    return Seal(last.seq, last.at, last.key_id, bytes(last.root).hex(), after)


def last_of(office: str, deed: str) -> Line | None:
    """Return the newest entry of a deed in an office."""
    entry = Entry.objects.filter(office=office, deed=deed).order_by("-at").first()
    return None if entry is None else _line(entry)


def _line(entry: Entry) -> Line:
    body = json.loads(entry.body)
    detail = body["detail"] if isinstance(body["detail"], dict) else {}
    rest = {key: one for key, one in detail.items() if key not in UNTOLD and one not in ("", None, [])}
    return Line(
        id=entry.pk,
        chain=entry.chain,
        seq=entry.seq,
        at=entry.at,
        deed=entry.deed,
        actor=entry.actor,
        role=str(body["role"]),
        counter=str(body["counter"]),
        subject=str(body["subject"]),
        purpose=str(body["purpose"]),
        fields=tuple(map(str, detail.get("fields", []))),
        detail=", ".join(f"{key} {_plain(one)}" for key, one in rest.items()),
    )


def _plain(told: object) -> str:
    if isinstance(told, list):
        return "、".join(map(str, told)) if len(told) <= SHORT_LIST else f"({len(told)})"
    return str(told)
