"""How one value of the random function fixes a list: what goes in, and the order in which numbers come out."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256, sha512

_WORDS = 2**64


def input_of(*, publication: str, case: str, turn: int, commitment: str) -> bytes:
    """Return what the random function is asked: published account, case, turn and the applicant's commitment."""
    return f"onelane draw 1\n{publication}\n{case}\n{turn}\n{commitment}\n".encode()


def commitment_to(nonce: bytes) -> str:
    """Return what an applicant's device hands over before the draw; it keeps the nonce to itself."""
    return sha256(b"onelane nonce\n" + nonce).hexdigest()


def claim_of(proof: bytes) -> str:
    """Return by what name other receipts cite a draw that has a number; only whoever has its receipt can resolve it."""
    return sha256(b"onelane claim\n" + proof).hexdigest()


def link_of(proof: bytes) -> str:
    """Return the secret part of the address where the applicant finds his receipt; no claim leads to it."""
    return sha256(b"onelane link\n" + proof).hexdigest()[:32]


def order(output: bytes, size: int) -> Iterator[int]:
    """Yield all places from 0 to size - 1, each once, in the order that the output of the random function fixes.

    Each place is one of those that are left with the same chance: a shuffle by Fisher and Yates that keeps only what it
    moved, so that the first fifty of half a million cost fifty steps.
    """
    moved: dict[int, int] = {}
    words = _words(output)
    for left in range(size, 0, -1):
        pick, last = _below(left, words), moved.pop(left - 1, left - 1)
        if pick == left - 1:
            yield last
        else:
            yield moved.get(pick, pick)
            moved[pick] = last


def _below(limit: int, words: Iterator[int]) -> int:
    """Return a number below `limit`; words beyond the last whole multiple are rejected, so that none is likelier."""
    whole = _WORDS - _WORDS % limit
    return next(word for word in words if word < whole) % limit


def _words(output: bytes) -> Iterator[int]:
    """Yield 64-bit words, eight for each SHA-512 of the output and a counter of 8 bytes, both big-endian."""
    count = 0
    while True:
        block = sha512(output + count.to_bytes(8, "big")).digest()
        yield from (int.from_bytes(block[at : at + 8], "big") for at in range(0, 64, 8))
        count += 1
