"""The days off that the State Council has announced (国务院办公厅节假日安排), as `chinesecalendar` carries them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import chinese_calendar
from chinese_calendar.constants import Holiday

from onelane.kernel.calendar import SATURDAY, Kind

FIRST_YEAR = 2024  # no case of this system is older


@dataclass(frozen=True, slots=True)
class Announced:
    """One day that does not follow the week, with the holiday it belongs to."""

    day: date
    kind: Kind
    name_zh: str
    name_en: str


def days() -> Iterator[Announced]:
    """Give every announced day from Monday to Friday that is off, and every weekend day that is worked."""
    tables: tuple[tuple[Kind, dict[date, str]], ...] = (
        ("off", chinese_calendar.holidays),
        ("work", chinese_calendar.workdays),
    )
    for kind, table in tables:
        for day, name in table.items():
            if day.year >= FIRST_YEAR and (day.weekday() < SATURDAY) == (kind == "off"):
                yield Announced(day, kind, Holiday(name).chinese, name)
