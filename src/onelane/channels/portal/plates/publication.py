"""The publication of segments (号牌号段公布): public, before any of their numbers can be chosen (R164 art.43)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from onelane.channels.shared.access import public
from onelane.channels.shared.forms_from_catalogue import said
from onelane.channels.shared.spreadsheet import written
from onelane.kernel import clock
from onelane.office.plates import queries
from onelane.registers.offices import catalogue
from onelane.registers.offices import queries as offices

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.office.plates.queries import Row


@dataclass(frozen=True)
class Asked:
    """What somebody looks for: a category, a prefix, a time of publication."""

    category: str = ""
    prefix: str = ""
    since: date | None = None
    until: date | None = None

    def fits(self, row: Row) -> bool:
        """Tell whether a segment is among what was asked for."""
        on = timezone.localtime(row.segment.released_at).date() if row.segment.released_at else date.max
        return (
            self.category in {"", row.segment.category}
            and self.prefix in {"", row.segment.prefix}
            and (self.since or date.min) <= on <= (self.until or date.max)
        )


class Page:
    """What is published."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.now = asked, clock.now()
        self.office = next(iter(catalogue.current().offices))  # as the home page has it

    @cached_property
    def every(self) -> list[Row]:
        """Return every released segment."""
        return queries.book(self.office, released=True)

    @cached_property
    def rows(self) -> list[Row]:
        """Return the segments that were asked for."""
        return [row for row in self.every if self.asked.fits(row)]

    @cached_property
    def categories(self) -> list[tuple[str, str]]:
        """Return the categories of which there are segments."""
        words = catalogue.current().vocabulary.codes["plate_category"].rows
        return [(code, said(words[code])) for code in sorted({row.segment.category for row in self.every})]

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Return what numbers of the office begin with."""
        return offices.prefixes_of(self.office)

    @cached_property
    def notices(self) -> list[Any]:
        """Return the notices on numbers kept back, with their reasons."""
        return queries.notices(self.office)

    @cached_property
    def returned(self) -> list[Any]:
        """Return the preselected numbers that were given out or fell back lately."""
        return queries.returned_holds(self.office)

    @cached_property
    def accounts(self) -> list[Any]:
        """Return the newest published account of each pool."""
        newest: dict[str, Any] = {}
        for one in queries.publications(self.office):
            newest.setdefault(one.pool, one)
        return list(newest.values())

    @cached_property
    def random_only(self) -> timedelta:
        """Return how long a new segment is for drawn lists alone."""
        return queries.terms(self.office).random_only


@require_GET
@public
def segments(request: HttpRequest) -> HttpResponse:
    """Show the published segments, notices, accounts and what became of preselected numbers."""
    return render(request, "portal/segments.html", {"page": Page(_asked(request))})


@require_GET
@public
def table(request: HttpRequest) -> HttpResponse:
    """Give the published segments as a table."""
    page = Page(_asked(request))
    head = [
        gettext("Category"), gettext("Prefix"), gettext("Pattern"), gettext("First"), gettext("Last"),
        gettext("Numbers"), gettext("Free"), gettext("Published"), gettext("May be chosen from"),
        gettext("May be composed from"),
    ]  # fmt: skip
    rows = [
        [
            one.segment.category, one.segment.prefix, one.segment.pattern, one.segment.first, one.segment.last,
            str(one.segment.quantity), str(one.free), _moment(one.segment.released_at), _moment(one.segment.opens_at),
            _moment(one.segment.opens_at, page.random_only),
        ]
        for one in page.rows
    ]  # fmt: skip
    response = HttpResponse(written([head, *rows]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="segments.csv"'
    return response


def _moment(at: datetime | None, later: timedelta = timedelta()) -> str:
    return formats.date_format(timezone.localtime(at + later), "Y-m-d H:i") if at else ""


def _asked(request: HttpRequest) -> Asked:
    given = request.GET
    return Asked(
        given.get("category", "")[:2], given.get("prefix", "")[:2], _day(given.get("since", "")),
        _day(given.get("until", "")),
    )  # fmt: skip


def _day(text: str) -> date | None:
    """Read a day; what is none is as if it had not been asked for."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
