"""The parts of my affairs: each a list with plain words for its states, and an honest sentence where it is empty.

A room that has more to show adds one function to `SECTIONS`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from onelane.channels.portal.bookings import words
from onelane.channels.shared.drawing import worded
from onelane.kernel import clock
from onelane.kernel.numbers import plate
from onelane.office.bookings import queries as bookings
from onelane.office.stations import own_affairs
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from onelane.catalogue.spec import JsonValue

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it is, a detail, how it stands (a look and a word), when, and where it leads."""

    title: str
    detail: str = ""
    look: str = ""
    word: str = ""
    at: datetime | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page; `rows` empty shows `nothing`."""

    code: str
    icon: str
    title: str
    nothing: str
    rows: list[Row] = field(default_factory=list)
    more: tuple[str, str] | None = None  # words and address of the page that has all of it


@dataclass
class Own:
    """Whose affairs are shown, with his cases read once for all parts."""

    person: int
    cases: list[own_affairs.OwnCase]

    @cached_property
    def things(self) -> list[tuple[str, int, bool, dict[str, JsonValue]]]:
        """Return licence, learner's files and vehicles, read once."""
        return own_affairs.things(self.person, clock.today())

    @property
    def case_ids(self) -> list[int]:
        """Return the keys of the cases."""
        return [one.id for one in self.cases]


# What `state` of the frame draws, and what it says.
WORDS = {
    "draft": ("waiting", gettext_noop("Draft")),
    "open": ("now", gettext_noop("In progress")),
    "suspended": ("suspended", gettext_noop("Waits for you")),
    "investigation": ("waiting", gettext_noop("Being looked into")),
    "finished": ("done", gettext_noop("Done")),
    "refused": ("suspended", gettext_noop("Refused")),
    "cancelled": ("waiting", gettext_noop("Withdrawn")),
    "paid": ("done", gettext_noop("Paid")),
    "to_pay": ("suspended", gettext_noop("To pay")),
    "refunding": ("now", gettext_noop("Money goes back")),
    "refunded": ("done", gettext_noop("Money went back")),
    "packing": ("now", gettext_noop("Being packed")),
    "packed": ("now", gettext_noop("Packed")),
    "handed_over": ("now", gettext_noop("With the post")),
    "on_the_way": ("now", gettext_noop("On the way")),
    "delivered": ("done", gettext_noop("Delivered")),
    "returned": ("suspended", gettext_noop("Came back to us")),
    "lost": ("suspended", gettext_noop("Lost; we take care of it")),
    "valid": ("done", gettext_noop("Valid")),
    "void": ("waiting", gettext_noop("No longer valid")),
    "live": ("now", gettext_noop("Held for you")),
    "used": ("done", gettext_noop("Taken")),
    "over": ("waiting", gettext_noop("Time is over")),
}


def of(person: int) -> list[Section]:
    """Return all parts for a person; the number of statements does not grow with his cases."""
    own = Own(person, own_affairs.cases(person))
    return [section(own) for section in SECTIONS]


def _cases(own: Own) -> Section:
    rows = [
        Row(
            _service(one.service),
            one.number,
            *_stands(one.state),
            at=one.begun_at,
            href=_address("cases:page", one.number),
        )
        for one in own.cases
    ]
    nothing = _("You have applied for nothing yet.")
    return Section("cases", "files", _("My cases"), nothing, rows)


def _licences(own: Own) -> Section:
    rows = []
    for about, _key, _own, facts in own.things:
        if about == "driver":
            until = facts.get("driver.valid_to")
            detail = _("valid until %(day)s") % {"day": until} if until else _("valid without an end")
            rows.append(Row(_("Driving licence %(classes)s") % {"classes": facts.get("driver.classes", "")}, detail))
        elif about == "learner":
            rows.append(Row(_("Learner's file %(classes)s") % {"classes": facts.get("learner.class", "")}))
    return Section("licences", "id", _("My licences"), _("The office knows no driving licence of yours."), rows)


def _vehicles(own: Own) -> Section:
    rows = []
    for about, _key, is_own, facts in own.things:
        if about == "vehicle":
            detail = _("inspection valid until %(day)s") % {"day": facts.get("vehicle.inspection_valid_to")}
            number = plate.display(str(facts.get("vehicle.plate", "")))
            rows.append(Row(number, detail if is_own else _("bound, not your own"), "", ""))
    return Section("vehicles", "car", _("My vehicles"), _("The office knows no vehicle of yours."), rows)


def _papers(own: Own) -> Section:
    rows = [
        Row(_paper(one.kind), one.serial, *_stands("void" if one.is_void else "valid"), at=one.issued_at)
        for one in own_affairs.papers(own.case_ids)
    ]
    return Section("papers", "certificate", _("My papers"), _("No paper was issued to you online yet."), rows)


def _holds(own: Own) -> Section:
    now = clock.now()
    rows = [
        Row(
            plate.display(one.plate),
            "",
            *_stands("over" if one.state == "live" and one.until < now else one.state),
            at=one.until,
        )
        for one in own_affairs.holds(own.case_ids)
    ]
    return Section("holds", "number", _("My numbers"), _("No plate number is held for you."), rows)


def _bookings(own: Own) -> Section:
    href = reverse("bookings:home")
    rows = [
        Row(
            words.title(one.kind, one.subject), f"{words.when(one.session)} · {words.site(one.session.site)}",
            *words.state(one), href=reverse("bookings:booking", args=[one.pk]),
        )
        for one in bookings.bookings_of(own.person)
    ]  # fmt: skip
    nothing = _("You have no place of a test or an inspection.")
    return Section(
        "bookings", "calendar", _("My appointments"), nothing, rows, more=(_("Book and see my bookings"), href)
    )


def _bills(own: Own) -> Section:
    rows = [
        Row(
            f"¥{one.amount / 100:.2f}",
            one.number,
            *_stands("to_pay" if one.state == "open" else one.state),
            at=one.made_at,
        )
        for one in own_affairs.bills(own.case_ids)
    ]
    return Section("bills", "receipt", _("My payments"), _("You had nothing to pay."), rows)


def _parcels(own: Own) -> Section:
    rows = [
        Row(one.number or _("not yet numbered"), "", *_stands(one.state), at=one.opened_at)
        for one in own_affairs.parcels(own.case_ids)
    ]
    return Section("parcels", "package", _("My parcels"), _("Nothing is on its way to you."), rows)


SECTIONS: tuple[Callable[[Own], Section], ...] = (
    _cases, _licences, _vehicles, _papers, _holds, _bookings, _bills, _parcels,
)  # fmt: skip


def _stands(code: str) -> tuple[str, str]:
    look, word = WORDS.get(code, ("now", gettext_noop("In progress")))
    return look, _(word)


def _service(code: str) -> str:
    found = catalogue.current().services.get(code)
    return worded(found.title) if found else code


def _paper(kind: str) -> str:
    found = catalogue.current().vocabulary.papers.get(kind)
    return worded(found.name) if found else kind


def _address(name: str, number: str) -> str:
    try:
        return reverse(name, args=[number])
    except NoReverseMatch:
        return ""
