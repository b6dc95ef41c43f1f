"""What a door decides: the order of those who came in time, how many are let in, and when to look again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from typing import Literal

State = Literal["early", "gathering", "waiting", "turn", "over"]
WALKING_IN = timedelta(seconds=20)  # so long after being let in somebody still counts as about to take a list
NEAR = 300  # people: whoever has fewer before him looks every few seconds, or the lists would wait for him
NEXT_LOOK = (5, 60)  # seconds between two looks of a page, at least and at most
LOOKS_A_SECOND = 100  # of all who wait together, so that looking never crowds out choosing
QUIET = timedelta(minutes=10)  # without anybody waiting, a door is taken away


def commitment_to(seed: str) -> str:
    """Return what is shown of a door's seed before it opens: its SHA-256, so that nobody can change it afterwards."""
    return sha256(f"onelane door\n{seed}\n".encode()).hexdigest()


def lot(seed: str, key: str) -> str:
    """Return the lot of a place: fixed when it was taken, readable by anybody once the seed is shown."""
    return sha256(f"{seed}\n{key}".encode()).hexdigest()


def order(seed: str, keys: Iterable[str]) -> list[str]:
    """Return the places of all who came before the lots were drawn, in the order in which they are let in."""
    return sorted(keys, key=lambda key: lot(seed, key))


def to_let_in(*, waiting: int, free: int, size: int, walking_in: int, pace: int) -> int:
    """Return how many are let in now: one for each list that is free and not yet wanted, at most the pace."""
    return max(0, min(waiting, -(-free // size) - walking_in, pace))


def next_look(*, waiting: int, ahead: int, pace: int) -> int:
    """Return after how many seconds a page looks again: soon when the turn is near, and all together bearably."""
    least, most = NEXT_LOOK
    if ahead < NEAR:
        return least
    return max(least, min(most, max(waiting // LOOKS_A_SECOND, ahead // max(pace, 1) // 2)))


def look_for_lots(key: str, *, seconds: float, people: int) -> int:
    """Return after how many seconds somebody looks who waits for the lots: a little after, and not all at once."""
    least, most = NEXT_LOOK
    apart = max(least, min(most, people // LOOKS_A_SECOND))
    return max(least, min(int(seconds) + 2 + int(lot("", key)[:4], 16) % apart, most))
