"""A snapshot, read for printing: everything as text, codes in words, what is missing as a dash."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from onelane.kernel.money import in_yuan
from onelane.kernel.numbers import plate as plates

Words = Callable[[str, str], str]
"""Gives the word for a code of a table, such as ("fuel", "A") -> 汽油; an unknown code as itself."""

Row = tuple[str, str, str]  # Chinese label, English label or number, value
Face = dict[str, object]
NOTHING = "—"
LONG_TERM = "长期"
TEMPORARY_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Said:
    """Reads a snapshot: everything as text, what is missing as a dash."""

    data: Mapping[str, object]
    serial: str
    words: Words

    def text(self, key: str, unit: str = "") -> str:
        """Return a value with its unit, or a dash."""
        value = self.data.get(key)
        return NOTHING if value is None or value == "" else f"{value}{unit}"

    def code(self, table: str, key: str) -> str:
        """Return the word for a code; letters of which several may hold are joined."""
        value = str(self.data.get(key) or "")
        return self.words(table, value) or NOTHING

    def plate(self) -> str:
        """Return the plate number as it is written; a temporary plate bears the end of its own running number."""
        if self.data.get("temporary_prefix"):
            return plates.display(f"{self.data['temporary_prefix']}{self.serial[-TEMPORARY_DIGITS:]}临")
        return plates.display(str(self.data.get("plate") or "")) if self.data.get("plate") else NOTHING

    def model(self) -> str:
        """Return brand and model joined (品牌型号)."""
        return "".join(str(self.data.get(key) or "") for key in ("brand_zh", "vehicle_model")) or NOTHING

    def size(self) -> str:
        """Return length, width and height as printed: 4670×1806×1474mm."""
        value = self.text("dims_mm")
        return value if value == NOTHING else f"{value.replace('x', '×')}mm"

    def engine_size(self) -> str:
        """Return displacement and power, as far as known: 1395ml / 110kW."""
        known = (self.text("displacement_ml", "ml"), self.text("power_kw", "kW"))
        return " / ".join(part for part in known if part != NOTHING) or NOTHING

    def owner(self) -> str:
        """Return name, kind of document and its number, as field 1 of the certificate joins them."""
        return " / ".join(
            (self.text("owner_name"), self.code("id_doc_type", "owner_id_type"), self.text("owner_id_no"))
        )

    def origin(self) -> str:
        """Return whether the car is home-made or imported."""
        return {"domestic": "国产", "import": "进口"}.get(self.text("domestic_or_import"), NOTHING)

    def inspected_until(self) -> date | None:
        """Return the last day of the inspection mark."""
        value = self.data.get("inspection_valid_to")
        return date.fromisoformat(str(value)) if value else None

    def inspection(self) -> str:
        """Return the record as it is stamped: 检验有效期至2028年11月鲁B."""
        until = self.inspected_until()
        if until is None:
            return NOTHING
        return f"检验有效期至{until.year}年{until.month:02d}月{self.plate()[: plates.PREFIX]}"

    def day(self, key: str) -> str:
        """Return a date as people write it: 2026年11月22日; 长期 stays."""
        value = str(self.data.get(key) or "")
        try:
            told = date.fromisoformat(value[:10])
        except ValueError:
            return value or NOTHING
        return f"{told.year}年{told.month}月{told.day}日"

    def yuan(self, key: str) -> str:
        """Return an amount of fen in yuan."""
        value = self.data.get(key)
        return f"¥{in_yuan(value)}" if isinstance(value, int) else NOTHING

    def items(self, key: str) -> list[str]:
        """Return a list of sentences."""
        found = self.data.get(key)
        return [str(one) for one in found] if isinstance(found, list | tuple) else []

    def table(self, key: str, width: int) -> list[list[str]]:
        """Return a table of texts, each row of this width."""
        found = self.data.get(key)
        rows = found if isinstance(found, list | tuple) else []
        return [[str(cell) for cell in row][:width] + [""] * (width - len(row)) for row in rows]


Field = tuple[str, str, Callable[[Said], str]]


def rows(fields: tuple[Field, ...], said: Said) -> list[Row]:
    """Return the printed rows of some fields."""
    return [(chinese, english, read(said)) for chinese, english, read in fields]
