"""What the office expects of a carrier (承运人), whoever it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class NoticeRefused(Exception):  # noqa: N818 - an answer, not an error
    """A notice that is forged, for somebody else or unreadable; `why` is for the log, never for the sender."""

    def __init__(self, why: str) -> None:
        """Keep the reason."""
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Consignment:
    """What the carrier is told of a parcel: number and address, nothing of what is in it."""

    number: str
    recipient: str
    mobile: str
    address: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened to a parcel, read from the carrier's signed word."""

    carrier_id: str
    number: str
    event: str
    at: datetime
    place: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """The carrier knows the parcel."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer, or none that can be trusted: ask again."""

    why: str


class Carrier(Protocol):
    """A carrier; no method raises, except `read_notice`."""

    name: str

    def announce(self, consignment: Consignment) -> Taken | Unknown:
        """Tell the carrier of a parcel; told again it is the same parcel."""
        ...

    def ask(self, number: str) -> tuple[Notice, ...] | Unknown:
        """Ask what happened to a parcel so far, for notices that got lost."""
        ...

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """Read a notice; raise NoticeRefused unless the carrier signed it for us."""
        ...
