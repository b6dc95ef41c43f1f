"""What the office expects of the devices of a kiosk, whichever they are; their classes stand below `gateways`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Protocol

from onelane.catalogue.spec import JsonValue
from onelane.office.kiosks.rules import PartState


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a slip: head, title, rows of name and value, a link as QR code, and a last line."""

    office: str
    title: str
    rows: tuple[tuple[str, str], ...]
    number: str
    link: str = ""
    foot: str = ""

    def to_json(self) -> dict[str, JsonValue]:
        """Return it as a plain object."""
        found: dict[str, JsonValue] = asdict(self)
        return {**found, "rows": [[name, value] for name, value in self.rows]}


def sheet_of(told: dict[str, JsonValue]) -> Sheet:
    """Read a sheet as it is kept."""
    listed = told.get("rows")
    rows = (
        tuple((str(one[0]), str(one[1])) for one in listed if isinstance(one, list)) if isinstance(listed, list) else ()
    )
    text = {name: str(told.get(name) or "") for name in ("office", "title", "number", "link", "foot")}
    return Sheet(rows=rows, **text)


class NotPrinted(Exception):  # noqa: N818 - the paper is
    """The paper did not come out whole: `why` is `away`, `out`, or `torn` when a part of it may hang in the printer."""

    def __init__(self, why: str) -> None:
        """Keep why."""
        super().__init__(why)
        self.why = why


class Printer(Protocol):
    """A receipt printer."""

    def state(self) -> PartState:
        """Tell how it stands; never raises."""
        ...

    def put_out(self, sheet: Sheet, *, after_torn: bool = False) -> None:
        """Print one whole slip and cut it, or raise NotPrinted; what an earlier try left half is made void first."""
        ...


@dataclass(frozen=True, slots=True)
class IdCard:
    """What a resident's card (居民身份证) says; the picture in it is not taken over."""

    name: str
    sex: str
    born: date
    address: str
    id_no: str
    issuer: str
    valid_from: date
    valid_to: date | None  # None: 长期


class CardReader(Protocol):
    """A reader of identity cards."""

    def state(self) -> PartState:
        """Tell how it stands; never raises."""
        ...

    def read(self) -> IdCard | None:
        """Return the card that lies on the reader, or None; raises `ValueError` for one that cannot be read."""
        ...


class Devices(Protocol):
    """The devices of one machine."""

    def printer(self, *, office: str, kiosk: str, address: str) -> Printer:
        """Return the printer of a machine."""
        ...
