"""A case in the citizen's words: where it stands, who waits for whom, where the time went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from onelane.channels.shared.drawing import worded
from onelane.channels.shared.forms_from_catalogue import said
from onelane.channels.shared.paper_names import name_of
from onelane.kernel import clock
from onelane.office.cases import queries as cases
from onelane.office.cases.applications.rules import item_of
from onelane.office.cases.plans import path_of
from onelane.office.cases.queries import CaseView
from onelane.office.certificates import queries as certificates
from onelane.office.delivery import queries as parcels
from onelane.office.payments import queries as bills
from onelane.office.plates import queries as numbers
from onelane.office.stations import correcting, course, grounds
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from onelane.kernel.actor import Actor
    from onelane.office.cases.applications.timeline import Stretch
    from onelane.office.stations.applied import Mine

LABEL = "parcel-label"  # the post reads it, not the citizen
HIDDEN = frozenset({"record"})
"""Steps that nobody does: they are done in the moment in which they open."""


@dataclass(frozen=True, slots=True)
class Line:
    """One stretch of the case's time in words."""

    who: str
    title: str
    since: datetime
    until: datetime
    lasted: str


class CaseWords:
    """One case of the reader's own; what is not asked is not read."""

    mine: Mine
    actor: Actor

    def __init__(self, mine: Mine, actor: Actor) -> None:
        """Keep whose case it is."""
        self.mine, self.actor = mine, actor

    @cached_property
    def view(self) -> CaseView:
        """Return the case."""
        return cases.view(self.mine.case_id, self.actor)

    @cached_property
    def clocks(self) -> course.Clocks:
        """Return the clocks of the case."""
        return course.clocks_of(self.mine.case_id, clock.now())

    @cached_property
    def parcel(self) -> Any:
        """Return the parcel, or None; all clocks are read only where they are shown."""
        return parcels.parcel_of(self.mine.case_id)

    @property
    def parcel_state(self) -> str:
        """Return where the parcel is, in words."""
        return gettext(PARCEL[self.parcel.state]) if self.parcel else ""

    @property
    def path(self) -> list[dict[str, str]]:
        """Return the way with done, now and next; steps that were nothing to do are left out."""
        steps = [one for one in self.view.steps if one.code not in HIDDEN]
        return [
            {"title": step_name(one.code), "state": self._state(one.standing), "note": self._note(one)} for one in steps
        ]

    def _state(self, standing: str) -> str:
        stopped = standing == "now" and self.view.state not in {"open", "finished"}
        return "stopped" if stopped else standing

    def _note(self, step: Any) -> str:
        if step.standing == "done" and step.until:
            local = step.until.astimezone(clock.OFFICE_ZONE)
            return f"{local:%m-%d %H:%M}"
        return ""

    @property
    def standing(self) -> str:
        """Return in one sentence where the case stands and who waits for whom."""
        state = self.view.state
        if state == "open":
            now = next((one.code for one in self.view.steps if one.standing == "now"), "")
            station = catalogue.current().vocabulary.stations.get(now)
            return said(station.now) if station else ""
        if state == "finished":
            return self.parcel_state or gettext("It is done.")
        return gettext(STANDING[state])

    @property
    def waits_for_me(self) -> bool:
        """Tell whether the office waits for the citizen."""
        pays = any(one.code == "payment" and one.standing == "now" for one in self.view.steps)
        return self.view.state in {"suspended", "draft"} or (
            self.view.state == "open" and (pays or self.chooses_number)
        )

    @property
    def chooses_number(self) -> bool:
        """Tell whether a plate number is to be chosen now."""
        return any(one.code == "preselection" and one.standing == "now" for one in self.view.steps)

    @cached_property
    def held(self) -> Any:
        """Return the number that was preselected, or None."""
        return numbers.hold_of(self.mine.case_id) if self.has_step("preselection") else None

    def has_step(self, code: str) -> bool:
        """Tell whether the way of the case has this step."""
        return any(one.code == code for one in self.view.steps)

    @property
    def asked(self) -> bool:
        """Tell whether a correction is asked for."""
        return self.view.state == "suspended" and self.mine.asked_at is not None

    @property
    def refused_why(self) -> list[str]:
        """Return the grounds of a refusal, as they were written."""
        ended = [work.reasons for work in self.view.history if work.outcome == "refused"]
        return [str(one) for one in ended[-1]] if ended else []

    @property
    def can_withdraw(self) -> bool:
        """Tell whether the case may still be withdrawn."""
        return self.view.state in {"open", "suspended"} and self.mine.approved_at is None

    @property
    def issued(self) -> list[tuple[str, str]]:
        """Return what was issued, papers then slips: name, and the key of the file once it is sealed."""
        case_id = self.mine.case_id
        found = [*certificates.papers_of(case_id), *certificates.slips_of(case_id)]
        return [(name_of(one.kind), one.key if one.sealed_sha256 else "") for one in found if one.kind != LABEL]

    @cached_property
    def bill(self) -> Any:
        """Return the bill, or None for a service that costs nothing."""
        return bills.bill_of(self.mine.case_id) if self.has_step("payment") else None

    @property
    def lines(self) -> list[Line]:
        """Return where the time went."""
        return [_line(one) for one in self.clocks.stretches]

    @property
    def steps_in_plan(self) -> tuple[str, ...]:
        """Return the names of all steps."""
        return path_of(cases.plan_of(self.mine.case_id)).steps


PARCEL = {
    "packing": _("Your parcel is being packed."),
    "packed": _("Your parcel is packed and waits for the post."),
    "handed_over": _("Your parcel is with the post."),
    "on_the_way": _("Your parcel is on its way."),
    "held": _("Your parcel waits for you at the post office."),
    "delivered": _("Your parcel was delivered."),
    "lost": _("The post cannot find your parcel; the office looks into it and sends another."),
    "returned": _("Your parcel came back; the office will ask you for the address."),
    "void": _("Nothing was sent."),
}
STANDING = {
    "draft": _("Not sent yet."),
    "suspended": _("The office asks you to correct something; the clock stands still until you have."),
    "investigation": _("The case is being investigated."),
    "refused": _("The application was refused."),
    "cancelled": _("The application was withdrawn."),
}
WHAT = {
    "queue": _("Waited for its turn: %(step)s"),
    "work": _("Being worked on: %(step)s"),
    "asked": _("The office waited for your correction"),
    "own_step": _("The office waited for you: %(step)s"),
    "on_the_way": _("With the post"),
}


def step_name(step: str) -> str:
    """Return a station's name in the reader's language."""
    station = catalogue.current().vocabulary.stations.get(step)
    return worded(station.name) if station is not None else step


def _line(one: Stretch) -> Line:
    title = gettext(WHAT[one.what]) % {"step": step_name(one.step)}
    return Line(one.who, title, one.since, one.until, lasted(one.lasted))


def lasted(time: timedelta) -> str:
    """Return a length of time in words: minutes, hours, days."""
    minutes = int(time.total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        told = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
        return f"{told} {ngettext('%(n)d h', '%(n)d h', hours) % {'n': hours}}" if hours else told
    if hours:
        told = ngettext("%(n)d h", "%(n)d h", hours) % {"n": hours}
        return f"{told} {gettext('%(n)d min') % {'n': minutes}}" if minutes else told
    return gettext("%(n)d min") % {"n": minutes}


def asked_of(case_id: int) -> list[tuple[str, str]]:
    """Return each item that a citizen is asked to correct, with the reviewer's reasons in the reader's language."""
    return [(_name(one.item), _why(one.reasons, one.words)) for one in correcting.asked(case_id)]


def _name(item: str) -> str:
    words, one = catalogue.current().vocabulary, item_of(item)
    known = words.fields.get(one.code) if one.kind == "field" else words.materials.get(one.code)
    return said(known.name) if known is not None else one.code


def _why(codes: list[str], words: str) -> str:
    known = grounds.all_grounds()
    told = [said(known[code].words) for code in codes if code in known]
    return gettext("; ").join([*told, *([words] if words else [])])
