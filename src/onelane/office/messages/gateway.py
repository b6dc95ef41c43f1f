"""What the office expects of whoever carries messages: an SMS provider, a mail server, WeChat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from onelane.office.messages.rules import Channel

PRACTICE = "practice:messages"
"""The topic of pages that play a citizen's phone in a practice office."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as it leaves; `key` lets the other side know a repetition."""

    key: str
    channel: Channel
    address: str
    template: str
    words: str


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side has taken it, under this reference."""

    reference: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer, or none that can be trusted: try again."""

    why: str


class Sender(Protocol):
    """Carries messages; the method never raises."""

    def send(self, message: Outgoing) -> Sent | Unknown:
        """Send one message; the same key again is the same message."""
        ...
