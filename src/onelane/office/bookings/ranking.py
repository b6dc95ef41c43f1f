"""Who gets a place: ranked, not raced. Pure, so that anybody can work the published result out again.

Wishes are served in the order of their key (the latest of acceptance, last lost test and last cancellation, earliest
first), then of the permit's date, then of a drawn value. Each gets the first of his sessions that still has a place.
So nobody's outcome depends on anybody ranked below him: one wish withdrawn changes nothing above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

NEVER = date.max


@dataclass(frozen=True, slots=True)
class Entry:
    """One wish as it is ranked: `name` is the serial under which it is published, `sessions` in the order wished."""

    name: str
    key: datetime
    permit_on: date | None
    sessions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A wish in its place of the list, and the session it got, or None."""

    rank: int
    entry: Entry
    draw: str
    session: int | None


def key_of(accepted: datetime, lost: datetime | None, cancelled: datetime | None) -> datetime:
    """Return the moment that ranks a learner: the latest of acceptance, last lost test and last cancellation."""
    return max(one for one in (accepted, lost, cancelled) if one is not None)


def draw_of(seed: bytes, name: str) -> str:
    """Return the drawn value of one wish, in hex; the seed is fixed by the verifiable random function."""
    return sha256(b"onelane allotment 1\n" + seed + name.encode()).hexdigest()


def allot(entries: Iterable[Entry], places: Mapping[int, int], seed: bytes) -> list[Ranked]:
    """Rank the entries and give out `places` (free places by session); one pass over the ranked list."""
    drawn = [(one, draw_of(seed, one.name)) for one in entries]
    drawn.sort(key=lambda pair: (pair[0].key, pair[0].permit_on or NEVER, pair[1]))
    left = dict(places)
    result = []
    for rank, (entry, draw) in enumerate(drawn, 1):
        got = next((one for one in entry.sessions if left.get(one, 0) > 0), None)
        if got is not None:
            left[got] -= 1
        result.append(Ranked(rank, entry, draw, got))
    return result


def question(root: str) -> bytes:
    """Return what the verifiable random function is asked for an allotment (RFC 9381)."""
    return f"onelane allotment 1\n{root}\n".encode()


def root_of(entries: Sequence[Entry], places: Mapping[int, int]) -> str:
    """Return the digest of everything that goes into an allotment; it is fixed before the draw."""
    digest = sha256(b"onelane allotment root 1\n")
    for session in sorted(places):
        digest.update(f"{session} {places[session]}\n".encode())
    for one in sorted(entries, key=lambda entry: entry.name):
        permit = one.permit_on.isoformat() if one.permit_on else "-"
        sessions = ",".join(map(str, one.sessions))
        digest.update(f"{one.name} {one.key.isoformat()} {permit} {sessions}\n".encode())
    return digest.hexdigest()
