"""Waivers of fees (减免项目), read from their own file beside the fees."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from onelane.catalogue.reading import Table
from onelane.catalogue.spec import Confidence

if TYPE_CHECKING:
    from datetime import date

HOME = Path(__file__).parent
FILE = "waivers.toml"


@dataclass(frozen=True, slots=True)
class Waiver:
    """Fees that are not asked for between two dates (both included), and who said so."""

    code: str
    zh: str
    en: str
    fees: tuple[str, ...]
    since: date
    until: date | None
    source: str
    sure: Confidence

    @property
    def line_code(self) -> str:
        """Return the code of its line on a bill."""
        return f"waiver:{self.code}"

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@cache
def load(root: Path | None = None) -> dict[str, Waiver]:
    """Load the waivers below `root`, else the ones shipped; the first mistake names file and key."""
    place = root if root is not None and (root / FILE).exists() else HOME
    return {code: _waiver(code, table) for code, table in Table.of_file(place, FILE).tables()}


def _waiver(code: str, table: Table) -> Waiver:
    name = table.own_words()
    waiver = Waiver(
        code=code,
        zh=name.zh,
        en=name.en,
        fees=table.names("fees"),
        since=table.day("since"),
        until=table.day_or_none("until"),
        source=table.text("source"),
        sure=table.one_of("sure", get_args(Confidence)),
    )
    table.done()
    return waiver
