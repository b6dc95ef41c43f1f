"""What the office expects of whoever carries events to platforms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Answered:
    """The other side answered with this HTTP status; 2xx means taken."""

    status: int


@dataclass(frozen=True, slots=True)
class Silent:
    """No answer, or none was asked for: `why` is a short code, never words of the other side."""

    why: str


class Poster(Protocol):
    """Posts one event; the method never raises and never follows a redirect."""

    def post(self, address: str, headers: Mapping[str, str], body: bytes) -> Answered | Silent:
        """Post a body to an address that is safe to connect to."""
        ...
