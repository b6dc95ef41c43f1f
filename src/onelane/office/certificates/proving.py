"""What proves a paper: its signed code, and the signed list of those that are no longer valid."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from onelane.kernel import clock
from onelane.office.certificates import codes
from onelane.office.certificates.faces import proved
from onelane.office.certificates.gateway import SigningGateway
from onelane.office.certificates.kinds import SORTS, kind_of
from onelane.office.certificates.models import Paper
from onelane.registers.offices import catalogue

PAGE = "/v/"
TYPE, TYPE_OF_LIST = 16, "application/statuslist+cwt"  # draft-ietf-oauth-status-list section 5.2
SUBJECT, LIST, TIME_TO_LIVE = 2, 65533, 65534
BITS = 2
LIST_HOLDS = timedelta(days=2)  # signed daily; a day in reserve for a worker that stands still
LIST_RENEWED = timedelta(days=1)


@lru_cache(maxsize=4)
def _gateway(named: str) -> SigningGateway:
    gateway: SigningGateway = import_string(named)()
    return gateway


def gateway() -> SigningGateway:
    """Return what signs, as the settings name it."""
    return _gateway(settings.ONELANE["SIGNING_GATEWAY"])


def verify_address() -> str:
    """Return the address that stands at the head of each QR code; the digits follow in the fragment."""
    return f"{str(settings.ONELANE['ADDRESS']).rstrip('/')}{PAGE}#"


def states_address(office: str) -> str:
    """Return the address that names an office's list of states."""
    return f"{verify_address()[:-1]}states/{office}"


def word(table: str, code: str) -> str:
    """Return the Chinese word for a code; where several letters may hold, each is put into words."""
    known = catalogue.current().vocabulary.codes[table]
    if code in known.rows:
        return known.rows[code].zh
    if known.most > 1 and code and all(letter in known.rows for letter in code):
        return "/".join(known.rows[letter].zh for letter in code)
    return code


def code_for(paper: Paper) -> str:
    """Return the digits of a paper's QR code, signed now by its office's key."""
    kind = kind_of(paper.kind)
    proof = codes.Proof(
        kind=SORTS[kind].number,
        place=paper.pk,
        serial=paper.serial,
        facts=proved(kind, serial=paper.serial, data=paper.data, words=word),
        issued=int(paper.issued_at.timestamp()),
        expires=int(_end_of(paper).timestamp()) if paper.valid_to else 0,
    )
    return codes.written(proof, gateway().code_key(paper.office_id), address=verify_address())


def _end_of(paper: Paper) -> datetime:
    """Return the moment after a paper's last day at the office: it holds to that day's end."""
    if paper.valid_to is None:
        raise ValueError("a paper that holds without end has no last day")
    return datetime.combine(paper.valid_to + timedelta(days=1), time.min, tzinfo=clock.OFFICE_ZONE)


def list_of_states(office: str, states: Iterable[tuple[int, int]], *, at: datetime) -> bytes:
    """Return the signed list (Token Status List as CWT): two bits a paper, packed by DEFLATE.

    `states` gives places and values of those that are no longer valid; every place not named is valid.
    """
    told: dict[int, int] = dict(states)
    bits = bytearray(max(told, default=0) // (8 // BITS) + 1)
    for place, state in told.items():
        bits[place // (8 // BITS)] |= state << (place % (8 // BITS) * BITS)
    claims: dict[int, Any] = {
        SUBJECT: states_address(office),
        codes.ISSUED: int(at.timestamp()),
        codes.EXPIRES: int((at + LIST_HOLDS).timestamp()),
        TIME_TO_LIVE: int(LIST_RENEWED.total_seconds()),
        LIST: {"bits": BITS, "lst": zlib.compress(bytes(bits), 9)},
    }
    return codes.signed(claims, gateway().code_key(office), more={TYPE: TYPE_OF_LIST})


def state_at(claims: dict[int, Any], place: int) -> int:
    """Return the state of a place in a list; a place behind its end is valid."""
    bits = zlib.decompress(claims[LIST]["lst"])
    index = place // (8 // BITS)
    return bits[index] >> (place % (8 // BITS) * BITS) & 3 if index < len(bits) else 0
