"""The QR code that proves a paper without a network: a signed CBOR token (RFC 8392, RFC 9052) written in digits.

The address of the verify page comes first, so any phone opens it; the digits follow in the fragment, which a browser
never sends to a server. Digits take a third of a byte's room in a QR code, so nothing is lost against raw bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import cbor2
import segno
from segno.consts import MODE_BYTE, MODE_NUMERIC

SIGN1, CWT = 18, 61
ALGORITHM, KEY_ID = 1, 4
ES256 = -7  # RFC 9053 section 2.1
EXPIRES, ISSUED = 4, 6  # RFC 8392 section 3.1
PAPER = -65537  # private use, RFC 8392 section 9.1
GREATEST_VERSION = 10
CAPACITY = 1728  # bits of data in version 10-M (ISO/IEC 18004 table 7)
_BYTES_HEAD, _DIGITS_HEAD = 4 + 16, 4 + 12
MOST_DIGITS = 600


class Key(Protocol):
    """A key that signs codes."""

    @property
    def key_id(self) -> bytes:
        """The key's short name."""

    def sign(self, told: bytes) -> bytes:
        """Return the ECDSA signature on P-256 with SHA-256 as r and s, 32 bytes each."""


class Altered(Exception):  # noqa: N818 - an answer, not an accident
    """What was read is no code of this office, or was changed."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a code proves: the paper's kind, its place in the list of states, its number, and masked values.

    Times are seconds of 1970; `expires` is 0 where the paper never does.
    """

    kind: int
    place: int
    serial: str
    facts: tuple[str, ...]
    issued: int
    expires: int = 0
    key_id: bytes = field(default=b"", compare=False)


def written(proof: Proof, key: Key, *, address: str) -> str:
    """Return the digits of a code that fits into version 10-M behind this address; long values are cut with …."""
    room = (CAPACITY - _BYTES_HEAD - 8 * len(address.encode()) - _DIGITS_HEAD) * 3 // 10
    facts = [*proof.facts]
    while True:
        told = signed(_claims(proof, facts), key)
        digits = str(int.from_bytes(b"\x01" + told))
        if len(digits) <= room:
            return digits
        longest = max(range(len(facts)), key=lambda place: len(facts[place].encode()), default=None)
        if longest is None or len(facts[longest]) <= 1:
            raise ValueError("the address of the verify page leaves no room for a code")
        facts[longest] = f"{facts[longest].rstrip('…')[:-1]}…"


def _claims(proof: Proof, facts: list[str]) -> dict[int, Any]:
    times = {EXPIRES: proof.expires} if proof.expires else {}
    return {**times, ISSUED: proof.issued, PAPER: [proof.kind, proof.place, proof.serial, facts]}


def signed(claims: dict[int, Any], key: Key, *, more: dict[int, Any] | None = None) -> bytes:
    """Return claims as COSE_Sign1 with the key's name in the protected header (RFC 9052 section 4.2)."""
    head = cbor2.dumps({ALGORITHM: ES256, KEY_ID: key.key_id, **(more or {})}, canonical=True)
    payload = cbor2.dumps(claims, canonical=True)
    signature = key.sign(to_be_signed(head, payload))
    return cbor2.dumps(cbor2.CBORTag(SIGN1, [head, {}, payload, signature]))


def to_be_signed(head: bytes, payload: bytes) -> bytes:
    """Return the bytes that a signature covers (Sig_structure, RFC 9052 section 4.4)."""
    return cbor2.dumps(["Signature1", head, b"", payload])


Verify = Callable[[bytes, bytes, bytes], bool]
"""Tells whether the key of this name signed these bytes: key's name, bytes, signature."""


def opened(told: bytes, verify: Verify) -> tuple[dict[int, Any], bytes]:
    """Return the claims of a signed token and its key's name; raise `Altered`."""
    try:
        found = cbor2.loads(told)
        head, unprotected, payload, signature = found.value
        header, claims = cbor2.loads(head), cbor2.loads(payload)
        sound = (
            found.tag == SIGN1 and unprotected == {} and header[ALGORITHM] == ES256
            and isinstance(header[KEY_ID], bytes) and isinstance(signature, bytes)
            and cbor2.dumps(found) == told and verify(header[KEY_ID], to_be_signed(head, payload), signature)
        )  # fmt: skip
    except Exception as trouble:  # the bytes come from anybody; a decoder may say no in many ways
        raise Altered from trouble
    if not sound or not isinstance(claims, dict):
        raise Altered
    return claims, header[KEY_ID]


def read(digits: str, verify: Verify) -> Proof:
    """Return what a code proves, after its signature was checked; raise `Altered`."""
    if not digits.isascii() or not digits.isdigit() or len(digits) > MOST_DIGITS or digits.startswith("0"):
        raise Altered
    number = int(digits)
    raw = number.to_bytes((number.bit_length() + 7) // 8)
    if raw[0] != 1:
        raise Altered
    claims, key_id = opened(raw[1:], verify)
    try:
        kind, place, serial, facts = claims[PAPER]
        return Proof(kind, place, serial, tuple(facts), claims[ISSUED], claims.get(EXPIRES, 0), key_id)
    except (KeyError, TypeError, ValueError) as trouble:
        raise Altered from trouble


def drawn(address: str, digits: str) -> segno.QRCode:
    """Return the QR code: the address in bytes, then the digits in the denser numeric mode."""
    content: Any = [(address, MODE_BYTE), (digits, MODE_NUMERIC)] if digits else address
    return segno.make(content, error="m", micro=False, boost_error=False)


def as_svg(address: str, digits: str) -> str:
    """Return the QR code as SVG without a border."""
    told = io.BytesIO()
    drawn(address, digits).save(told, kind="svg", border=0, xmldecl=False, svgns=True)
    return told.getvalue().decode()
