"""A visit as its owner sees it: where to go, what is being done now, what he does himself, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext

from onelane.channels.portal import estimate
from onelane.channels.shared.access import holder
from onelane.channels.shared.drawing import worded
from onelane.channels.shared.own_steps import OwnSteps
from onelane.channels.shared.paper_names import name_of
from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.cases import queries as cases
from onelane.office.cases.plans import snapshot_of
from onelane.office.certificates import queries as papers
from onelane.office.lane import queries as queue
from onelane.office.plates import queries as numbers
from onelane.office.stations import visits
from onelane.registers.offices import catalogue
from onelane.registers.offices import queries as offices

if TYPE_CHECKING:
    from onelane.kernel.actor import Actor
    from onelane.office.cases.queries import CaseView, Step
    from onelane.twin.forecast.queue_length import Minutes

KEY_DAYS = 1  # a key shows the summary until the end of the day after the visit


@dataclass(frozen=True, slots=True)
class Leg:
    """One thing that goes on at this moment: called, served, waiting for a call, in the back office, or one's own."""

    code: str
    title: str
    state: str
    sign: str
    now: str
    ahead: int
    call: Minutes | None
    kind: str


def find(key: str) -> Visit:
    """Return the visit behind a key; refuse `lane.no_such_ticket` for one unknown or long over."""
    visit = Visit(queue.ticket_by_key(key))
    days = timedelta(days=KEY_DAYS)
    if visit.ticket.case.ended_at is not None and clock.today() > visit.ticket.day + days:
        raise Refused("lane.no_such_ticket")
    return visit


class Visit(OwnSteps):
    """Everything a page may ask about one visit; what is not asked is not read."""

    @property
    def pay_at(self) -> str:
        """Return where a press on a provider's button goes."""
        return reverse("portal:pay", args=[self.ticket.key])

    def __init__(self, ticket: Any) -> None:
        self.ticket = ticket
        self.now = clock.now()

    @cached_property
    def actor(self) -> Actor:
        """Return the owner as an actor."""
        return holder(office=self.ticket.office_id, ticket_id=self.ticket.pk)

    @cached_property
    def office(self) -> str:
        """Return the office's name."""
        place = self.ticket.office
        return worded({"zh": place.name_zh, "en": place.name_en})

    @cached_property
    def case(self) -> CaseView:
        """Return the case."""
        return cases.view(self.ticket.case_id, self.actor)

    @cached_property
    def plan(self) -> dict[str, object]:
        """Return what the case copied from the catalogue when it opened."""
        return snapshot_of(self.ticket.case.plan_id)

    @property
    def title(self) -> str:
        """Return the service's name."""
        return worded(self.case.title)

    @cached_property
    def path(self) -> list[Any]:
        """Return the path as nested lists."""
        found = self.plan["path"]
        return found if isinstance(found, list) else []

    @cached_property
    def draw_link(self) -> str:
        """Return the secret part of the address of the draw's receipt, or nothing before a draw."""
        return numbers.link_of(self.case.id)

    # ------------------------------------------------------------ what goes on now
    @cached_property
    def legs(self) -> list[Leg]:
        """Return what goes on at this moment, in the order of the path."""
        if self.case.state != "open":
            return []
        return [self._leg(step) for step in self.case.steps if step.standing == "now"]

    def _leg(self, step: Step) -> Leg:
        station = catalogue.current().vocabulary.stations[step.code]
        state = self._state(step, station.kind)
        waits = state == "waiting"
        return Leg(
            code=step.code,
            title=worded(station.name),
            state=state,
            sign=self._sign(step.counter) if step.in_hand else "",
            now=worded(station.now),
            ahead=self.mine.ahead.get(step.code, 0),
            call=estimate.to_call(step.code, self.mine) if waits and self.ticket.state == "waiting" else None,
            kind=station.kind,
        )

    def _state(self, step: Step, kind: str) -> str:
        if step.code in self._called:
            return "called"
        if step.in_hand:
            return "serving"
        return {"machine": "own", "back": "inside"}.get(kind, "waiting")

    def _sign(self, code: str) -> str:
        if not code:
            return ""
        place = offices.counter(self.ticket.office_id, code)
        return worded({"zh": place.name_zh, "en": place.name_en})

    @cached_property
    def _called(self) -> frozenset[str]:
        """Return the steps to which the owner is called and where he has not yet shown up."""
        live = [work for work in self.case.history if work.ended_at is None and work.counter_id is not None]
        return frozenset(work.step for work in live if work.began_at is None and work.last_called_at is not None)

    @property
    def called(self) -> list[Leg]:
        """Return where the owner should go at once."""
        return [leg for leg in self.legs if leg.state == "called"]

    @property
    def others(self) -> list[Leg]:
        """Return what goes on beside the calls."""
        return [leg for leg in self.legs if leg.state != "called"]

    @cached_property
    def mine(self) -> estimate.Mine:
        """Return where the owner stands in each queue."""
        ready = [step.code for step in self.case.steps if step.standing == "now" and not step.in_hand]
        ahead = {step: queue.place_of(self.ticket, [step]).ahead for step in ready if self.case.state == "open"}
        rank = self.ticket.case.rank_at
        return estimate.Mine(
            self.ticket.office_id, self.now, rank_at=rank, case_id=self.case.id, ahead=ahead, called=self._called
        )

    @cached_property
    def end(self) -> Minutes | None:
        """Return the minutes to the end of the visit, or None when it does not go on by itself."""
        going = self.case.state == "open" and self.ticket.state == "waiting"
        return estimate.to_end(self.path, self.case, self.mine) if going else None

    @cached_property
    def ahead(self) -> list[tuple[str, Minutes]]:
        """Return the steps that are still to come with the minutes until each begins, or none when it stands still."""
        if self.end is None:
            return []
        told, stations = estimate.to_begins(self.path, self.case, self.mine), catalogue.current().vocabulary.stations
        return [(worded(stations[step].name), minutes) for step, minutes in told.items()]

    @cached_property
    def scene(self) -> str:
        """Return the one thing this page is about now."""
        if self.case.state != "open":
            return self.case.state
        if self.ticket.state in {"made", "away", "absent"}:
            return str(self.ticket.state)
        if self.called:
            return "called"
        own = next((leg.code for leg in self.legs if leg.state == "own"), "")
        if own:
            return own
        return "waiting" if any(leg.state == "waiting" for leg in self.legs) else "inside"

    # ------------------------------------------------------------ what was, what comes
    @property
    def sent_back(self) -> list[str]:
        """Return why the case was sent back, while what was asked for is not done again."""
        last = next((work for work in reversed(self.case.history) if work.outcome == "sent_back"), None)
        if last is None or last.ended_at is None:
            return []
        done_again = any(
            work.outcome == "done" and work.step == last.step and work.taken_at >= last.ended_at
            for work in self.case.history
        )
        return [] if done_again or self.case.step(last.step).standing == "now" else [str(one) for one in last.reasons]

    @property
    def why(self) -> list[str]:
        """Return what the owner was asked for, or why the case was refused."""
        if self.case.state == "suspended":
            return [pause.why for pause in cases.pauses(self.case.id) if pause.until is None]
        return [str(one) for work in self.case.history if work.outcome == "refused" for one in work.reasons]

    @cached_property
    def way(self) -> list[Any]:
        """Return the path as it is drawn."""
        return drawn(self.path, {step.code: step for step in self.case.steps}, self._sign)

    @cached_property
    def pauses_left(self) -> int:
        """Return how often the owner may still step aside."""
        return visits.pauses_left(case_id=self.case.id, office=self.ticket.office_id)

    @property
    def may_leave(self) -> bool:
        """Tell whether the owner can still end the visit himself."""
        paid = self.bill is not None and self.bill.state != "open"
        return self.case.state == "open" and not paid and not any(leg.sign for leg in self.legs)

    @property
    def minutes(self) -> int:
        """Return how long the whole visit took, from the lane entry."""
        ended = self.case.ended_at or self.now
        spent: timedelta = ended - self.ticket.arrived_at
        return max(1, round(spent / timedelta(minutes=1)))

    @property
    def papers(self) -> list[str]:
        """Return what the owner takes home."""
        known, listed = catalogue.current().vocabulary.papers, self.plan["papers"]
        return [worded(known[str(code)].name) for code in listed] if isinstance(listed, list) else []

    @cached_property
    def slips(self) -> list[tuple[str, str]]:
        """Return the slips and notices of the visit: name, and the key of the file once it is sealed."""
        return [(name_of(one.kind), one.key if one.sealed_sha256 else "") for one in papers.slips_of(self.case.id)]

    @property
    def in_the_tab(self) -> str:
        """Return what the browser's tab says: a call must be seen from another tab."""
        if self.called:
            return gettext("Please go to %(sign)s") % {"sign": self.called[0].sign}
        return str(self.ticket.label)


def drawn(path: list[Any], steps: Mapping[str, Step], sign: Any = None) -> list[Any]:
    """Return a path for the tag that draws it; without steps everything is still to come."""
    found: list[Any] = []
    for part in path:
        if not isinstance(part, str):
            found.append(drawn(part, steps, sign))
            continue
        station, step = catalogue.current().vocabulary.stations[part], steps.get(part)
        note = sign(step.counter) if sign and step is not None and step.counter and step.standing != "next" else ""
        found.append({"title": worded(station.name), "state": step.standing if step else "next", "note": note})
    return found
