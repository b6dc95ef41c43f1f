"""What the office expects of whoever measures an ID photo, whichever library finds the face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from onelane.office.photos.rules import Frame, Measures


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured, and the picture cut to size as a JPEG (empty without exactly one face)."""

    measures: Measures
    picture: bytes


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """No answer: the picture took too long, or the measuring process died of it."""

    why: str


class Studio(Protocol):
    """Somebody who measures a picture and cuts it; the method never raises and never keeps anything."""

    def measure(self, picture: bytes, frame: Frame) -> Measured | Unmeasured:
        """Measure one picture within a few seconds and cut it to the frame."""
        ...
