"""What the office expects of other authorities' systems, whichever they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from onelane.office.checks.rules import Kind


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the kind, and the number of the vehicle or person; nothing else leaves the office."""

    kind: Kind
    number: str
    on: date


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no, the day until or on which it holds, and the authority's own words."""

    holds: bool
    until: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer, or none that can be read."""

    why: str


class Authorities(Protocol):
    """Insurers, tax offices, hospitals, the traffic police's own register; the method never raises."""

    def ask(self, question: Question) -> Answer | Unknown:
        """Ask one question and wait no longer than a few seconds."""
        ...
