"""What the pages of the number pool show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from onelane.channels.shared.forms_from_catalogue import said
from onelane.kernel import clock
from onelane.kernel.numbers import plate
from onelane.office.plates import fairness, queries
from onelane.office.plates.rules import STATES, publish_from
from onelane.registers.offices import catalogue
from onelane.registers.offices.queries import prefixes_of, settings_of

if TYPE_CHECKING:
    from datetime import datetime

    from onelane.office.plates.queries import Account, Row

OF_SEGMENT = ("category", "prefix", "pattern", "first", "last")
WATCHED = timedelta(days=30)


def category_name(code: str) -> str:
    """Return what a category of plates is called."""
    words = catalogue.current().vocabulary.codes["plate_category"].rows.get(code)
    return said(words) if words else code


def category_choices() -> list[tuple[str, str]]:
    """Return every category whose numbers have a form (GA 36)."""
    return [(code, category_name(code)) for code in plate.FORMS]


@dataclass(frozen=True)
class Category:
    """The account of one category: every number counted."""

    code: str
    account: Account

    @property
    def name(self) -> str:
        """Return its name."""
        return category_name(self.code)

    @property
    def states(self) -> list[int]:
        """Return the numbers by state, in the order of the columns."""
        return [self.account.by_state[state] for state in STATES]


@dataclass
class Pool:
    """The whole pool of an office, as somebody of it sees it."""

    office: str
    reader: str

    @cached_property
    def categories(self) -> list[Category]:
        """Return the account of each category."""
        return [Category(code, queries.account(self.office, code)) for code in queries.categories(self.office)]

    @cached_property
    def rows(self) -> list[Row]:
        """Return every segment."""
        return queries.book(self.office)

    @property
    def proposed(self) -> list[Row]:
        """Return the segments that wait for a second person."""
        return [row for row in self.rows if row.segment.state == "proposed"]

    @property
    def released(self) -> list[Row]:
        """Return the segments that are out."""
        return [row for row in self.rows if row.segment.state == "released"]

    @property
    def opens_at(self) -> datetime:
        """Return from when a segment that is released now may be chosen from, by the office's rule."""
        return publish_from(clock.now(), settings_of(self.office))

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Return what numbers of this office begin with."""
        return prefixes_of(self.office)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Return the categories to choose from."""
        return category_choices()


@dataclass
class Notices:
    """The numbers kept back, and the notices that wait."""

    office: str
    reader: str

    @cached_property
    def waiting(self) -> list[Any]:
        """Return what waits for a second person."""
        return queries.open_notices(self.office)

    @cached_property
    def published(self) -> list[Any]:
        """Return what was carried out."""
        return queries.notices(self.office)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Return the categories of which there are numbers."""
        return [(code, category_name(code)) for code in queries.categories(self.office)]


@dataclass
class Fairness:
    """The daily tests, and the alarm for many holds."""

    office: str
    limit: float = fairness.SUSPICIOUS

    @cached_property
    def checks(self) -> list[object]:
        """Return the tests, the newest first."""
        return [
            {"check": one, "suspicious": one.least_p is not None and one.least_p < fairness.SUSPICIOUS}
            for one in queries.checks(self.office)
        ]

    @property
    def least(self) -> int:
        """Return from how many holds on somebody is named."""
        return settings_of(self.office).integer("plate.alarm.holds")

    @cached_property
    def holders(self) -> list[tuple[str, int]]:
        """Return who preselected many numbers in thirty days."""
        return queries.holders_of_many(self.office, clock.now() - WATCHED, least=self.least)
