"""The closed vocabulary of the catalogue: stations, fields, code tables, materials, fees, papers, rules, settings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar, get_args

from onelane.catalogue.reading import Table
from onelane.catalogue.spec import (
    Amount,
    CodeTable,
    Confidence,
    Fee,
    Field,
    FieldType,
    MaskKind,
    Material,
    MaterialKind,
    Paper,
    RuleRef,
    RuleVersion,
    Setting,
    SettingType,
    SettingValue,
    Station,
    StationKind,
    Words,
)
from onelane.kernel.actor import Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Entry = TypeVar("Entry")
Spans = list[tuple[date, date | None]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All names that a service may use."""

    stations: dict[str, Station]
    codes: dict[str, CodeTable]
    fields: dict[str, Field]
    materials: dict[str, Material]
    fees: dict[str, Fee]
    papers: dict[str, Paper]
    rules: dict[str, RuleRef]
    settings: dict[str, Setting]


def read(root: Path, fallback: Path) -> Vocabulary:
    """Read the vocabulary files of `root`; a file that it lacks is taken from `fallback`."""

    def each(name: str, reader: Callable[[str, Table], Entry]) -> dict[str, Entry]:
        place = root if (root / name).is_file() else fallback
        found: dict[str, Entry] = {}
        for code, table in Table.of_file(place, name).tables():
            found[code] = reader(code, table)
            table.done()
        return found

    stations = each("stations.toml", _station)
    codes = each("codes.toml", _code_table)
    return Vocabulary(
        stations=stations,
        codes=codes,
        fields=each("fields.toml", lambda code, table: _field(code, table, codes, stations)),
        materials=each("materials.toml", _material),
        fees=each("fees.toml", _fee),
        papers=each("papers.toml", lambda code, table: _paper(code, table, stations)),
        rules=each("rules.toml", _rule),
        settings=each("settings.toml", _setting),
    )


def _station(code: str, table: Table) -> Station:
    roles: tuple[Role, ...] = get_args(Role)
    kinds: tuple[StationKind, ...] = get_args(StationKind)
    return Station(
        code=code,
        name=table.own_words(),
        role=table.one_of("role", roles),
        kind=table.one_of("kind", kinds),
        owner_present=table.flag("owner_present", default=False),
        now=table.words("now"),
    )


def _code_table(code: str, table: Table) -> CodeTable:
    name, rows = table.own_words(), table.inner("rows")
    read_rows: dict[str, Words] = {}
    for letter, row in rows.raw().items():
        if not (isinstance(row, list) and len(row) == 2 and all(isinstance(w, str) and w for w in row)):  # noqa: PLR2004 - zh, en
            raise rows.wrong(letter, "must be [zh, en]")
        read_rows[letter] = Words(*row)
    return CodeTable(code, name, read_rows, table.integer("most", 1))


def _field(code: str, table: Table, codes: dict[str, CodeTable], stations: dict[str, Station]) -> Field:
    types: tuple[FieldType, ...] = get_args(FieldType)
    masks: tuple[MaskKind, ...] = get_args(MaskKind)
    field = Field(
        code=code,
        name=table.own_words(),
        type=table.one_of("type", types),
        required=table.flag("required", default=True),
        set_by=table.text("set_by", ""),
        hint=table.words_or_none("hint"),
        mask=table.one_of("mask", masks, ""),
        options=_options(table),
        codes=_codes_of(table, codes),
        depends=table.text("depends", ""),
        longest=table.integer("longest", 0),
        least=table.whole_or_none("least"),
        most=table.whole_or_none("most"),
        default=table.take("default", None),
        when=_when(table),
        prefill=table.text("prefill", ""),
        fixed=table.flag("fixed", default=False),
    )
    _check_field(field, table, stations)
    return field


def _options(table: Table) -> dict[str, Words]:
    if table.take("options", None) is None:
        return {}
    options = table.inner("options")
    return {name: options.words(name) for name in options.raw()}


def _when(table: Table) -> tuple[str, str] | None:
    if table.take("when", None) is None:
        return None
    when = table.inner("when")
    pair = (when.text("field"), when.text("is"))
    when.done()
    return pair


def _codes_of(table: Table, codes: dict[str, CodeTable]) -> CodeTable | None:
    name = table.text("table", "")
    if name and name not in codes:
        raise table.wrong("table", f'unknown code table "{name}"')
    return codes.get(name)


def _check_field(field: Field, table: Table, stations: dict[str, Station]) -> None:
    if field.set_by and field.set_by not in stations:
        raise table.wrong("set_by", f'unknown station "{field.set_by}"')
    if (field.type == "code") != (field.codes is not None):
        raise table.wrong("table", "is needed by type code, and by no other")
    if (field.type == "identity") != bool(field.depends):
        raise table.wrong("depends", "is needed by type identity, and by no other")
    if (field.type == "enum") != bool(field.options):
        raise table.wrong("options", "are needed by type enum, and by no other")
    if field.fixed and not field.prefill:
        raise table.wrong("fixed", "needs prefill: what nobody types the register must know")


def _material(code: str, table: Table) -> Material:
    kinds: tuple[MaterialKind, ...] = get_args(MaterialKind)
    return Material(
        code=code,
        name=table.own_words(),
        how=table.one_of("how", kinds),
        required=table.flag("required", default=True),
        when=table.words_or_none("when"),
    )


def _fee(code: str, table: Table) -> Fee:
    name, amounts = table.own_words(), []
    for row in table.list_of_tables("amounts"):
        amounts.append(Amount(row.day("since"), row.day_or_none("until"), row.integer("fen"), row.text("source")))
        row.done()
        if amounts[-1].fen < 0:
            raise row.wrong("fen", "must not be negative")
    _check_dates(table, "amounts", [(one.since, one.until) for one in amounts])
    return Fee(code, name, tuple(amounts), _due_when(table))


def _due_when(table: Table) -> dict[str, tuple[str, ...]]:
    if table.take("when", None) is None:
        return {}
    when = table.inner("when")
    return {name: when.names(name) for name in when.raw()}


def _rule(code: str, table: Table) -> RuleRef:
    name, versions = table.own_words(), []
    for row in table.list_of_tables("versions"):
        versions.append(RuleVersion(row.day("since"), row.day_or_none("until"), row.text("article")))
        row.done()
    _check_dates(table, "versions", [(one.since, one.until) for one in versions])
    return RuleRef(code, name, tuple(versions))


def _check_dates(table: Table, key: str, spans: Spans) -> None:
    if not spans:
        raise table.wrong(key, "needs one entry at least")
    for index, (earlier, later) in enumerate(pairwise(spans)):
        if earlier[1] is None or not earlier[0] <= earlier[1] < later[0]:
            raise table.wrong(f"{key}[{index}].until", "must lie before the next entry's since")


def _paper(code: str, table: Table, stations: dict[str, Station]) -> Paper:
    one = isinstance(table.take("made_at"), str)
    made_at = (table.one_of("made_at", list(stations)),) if one else table.names("made_at", stations, "station")
    if not made_at:
        raise table.wrong("made_at", "names no station")
    return Paper(code, table.own_words(), made_at, table.integer("copies", 1))


def _setting(code: str, table: Table) -> Setting:
    types: tuple[SettingType, ...] = get_args(SettingType)
    marks: tuple[Confidence, ...] = get_args(Confidence)
    setting = Setting(
        key=code,
        type=table.one_of("type", types),
        default=0,
        unit=table.text("unit", ""),
        confidence=table.one_of("confidence", marks),
        name=table.own_words(),
        least=table.whole_or_none("least"),
        most=table.whole_or_none("most"),
    )
    return replace(setting, default=setting_value(setting, table, "default"))


def setting_value(setting: Setting, table: Table, key: str) -> SettingValue:
    """Read a value that fits the setting."""
    if setting.type == "flag":
        return table.flag(key, default=False)
    if setting.type == "text":
        return table.text(key)
    if setting.type == "names":
        return table.names(key)
    found = table.integer(key)
    low, high = setting.least, setting.most
    if (low is not None and found < low) or (high is not None and found > high):
        raise table.wrong(key, f"{found} must lie between {low} and {high}")
    return found
