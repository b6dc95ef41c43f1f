"""Entries of the journal in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from onelane.channels.backoffice import way
from onelane.channels.shared.forms_from_catalogue import said
from onelane.channels.shared.roles import role_name
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from onelane.records.queries import Line

DEEDS: Mapping[str, str] = {
    "auth.signed_in": _("Signed in"),
    "auth.sat_down": _("Sat down at a counter"),
    "case.opened": _("Case opened"),
    "case.answered": _("Answers filed"),
    "case.cancelled": _("Case cancelled"),
    "case.investigated": _("Investigation begun"),
    "case.refused": _("Application refused"),
    "case.resumed": _("Went on with the case"),
    "case.suspended": _("Citizen asked"),
    "document.added": _("Picture added"),
    "document.shown": _("Picture read"),
    "document.withdrawn": _("Picture withdrawn"),
    "inspection.started": _("Inspection begun"),
    "inspection.marked": _("Item marked"),
    "inspection.concluded": _("Inspection concluded"),
    "journal.verified": _("Journal verified"),
    "lane.arrived": _("Car arrived"),
    "lane.called": _("Called"),
    "lane.recalled": _("Called again"),
    "lane.began": _("Began"),
    "paper.issued": _("Paper issued"),
    "paper.printed": _("Paper printed"),
    "paper.made_void": _("Paper made void"),
    "paper.sent_to_phone": _("Paper sent to a phone"),
    "blanks.counted_in": _("Blanks counted in"),
    "blank.spoiled": _("Blank spoiled"),
    "destruction.proposed": _("Destruction proposed"),
    "destruction.done": _("Blanks destroyed"),
    "destruction.dropped": _("Destruction taken back"),
    "personal_data.read": _("Personal data read"),
    "step.taken": _("Work taken up"),
    "step.completed": _("Step completed"),
    "step.sent_back": _("Sent back"),
    "step.undone": _("Taken back"),
    "step.released": _("Laid down"),
    "step.no_show": _("Did not come"),
    "ticket.issued": _("Ticket issued"),
    "ticket.reprinted": _("Ticket printed again"),
}
LOOK_UP = "case look-up"  # what somebody reads a case for whose post has no step of its own
PURPOSES = {LOOK_UP: _("Looking the case up")}
READ = frozenset({"personal_data.read", "document.shown"})


@dataclass(frozen=True, slots=True)
class Told:
    """One entry as a line of a table; `code` is the deed as the journal has it."""

    id: int
    at: datetime
    code: str
    deed: str
    who: str
    role: str
    counter: str
    chain: str
    seq: int
    about: str
    purpose: str
    fields: str
    detail: str
    reading: bool


def told(lines: Iterable[Line], names: Mapping[str, str]) -> list[Told]:
    """Return entries in the reader's words; `names` are those of the accounts."""
    return [
        Told(
            id=one.id,
            at=one.at,
            code=one.deed,
            deed=gettext(DEEDS[one.deed]) if one.deed in DEEDS else one.deed,
            who=names.get(one.actor, one.actor),
            role=role_name(one.role),
            counter=one.counter,
            chain=one.chain,
            seq=one.seq,
            about=way.step_name(one.subject) if one.subject != one.chain else "",
            purpose=gettext(PURPOSES[one.purpose]) if one.purpose in PURPOSES else way.step_name(one.purpose),
            fields=gettext(", ").join(_field(name) for name in one.fields),
            detail=one.detail,
            reading=one.deed in READ,
        )
        for one in lines
    ]


def _field(name: str) -> str:
    known = catalogue.current().vocabulary.fields.get(name)
    return said(known.name) if known is not None else name
