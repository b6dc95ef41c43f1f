"""A lane in which visits can be brought to any point of their way, by the office's own deeds."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from onelane.kernel.actor import Actor

OFFICE = "qingdao"
ROLES = {"W": "clerk", "B": "inspector", "P": "cashier", "R": "reviewer", "M": "plate_maker",
         "Z": "certificate_printer", "H": "hand_over"}  # fmt: skip
WAY = ("acceptance", "inspection", "photograph", "review", "payment", "number-choice", "plate-making",
       "certificate-making", "hand-over")  # fmt: skip
AT = {"acceptance": "W1", "inspection": "B1", "photograph": "B1", "review": "R1", "payment": "P1",
      "number-choice": "P1", "plate-making": "M1", "certificate-making": "Z1", "hand-over": "H1"}  # fmt: skip


def at(counter: str) -> Actor:
    """Whoever sits at this counter."""
    return Actor(id=f"person-{counter}", role=ROLES[counter[0]], office=OFFICE, counter=counter)


def vin(number: int) -> str:
    """A car of its own for each visit, with a right check digit."""
    from onelane.kernel.numbers import vin as vins

    draft = f"LSVAU2180TN{number % 10**6:06d}"
    return f"{draft[:8]}{vins.check_digit(draft)}{draft[9:]}"


@dataclass
class Lane:
    """The office of Qingdao with its queue."""

    presses: Any = field(default_factory=lambda: count(1))
    guide: Actor = field(default_factory=lambda: Actor(id="guide", role="guide", office=OFFICE))

    def ticket(self, *, issued: bool = True, priority: str = "") -> Any:
        """Give somebody the one ticket."""
        from onelane.office.lane import actions as lane
        from onelane.office.lane.actions.tickets import Claim

        claim = Claim(priority="priority", reason=priority) if priority else Claim()
        ticket = lane.take_ticket(
            service="first-registration", actor=self.guide, request_key=f"press-{next(self.presses):06d}",
            medium="paper", claim=claim,
        )  # fmt: skip
        return lane.mark_issued(ticket_id=ticket.pk, actor=self.guide) if issued else ticket

    def call(self, step: str, counter: str) -> Any:
        """Press Next at a counter."""
        from onelane.office.lane import actions as lane

        return lane.call_next(step=step, actor=at(counter))

    def begin(self, called: Any) -> None:
        """Note that the called owner is here."""
        from onelane.office.lane import actions as lane

        lane.begin(work_id=called.work_id, actor=at(called.counter))

    def bring(self, ticket: Any, to: str) -> Any:
        """Do every step before `to` for a ticket, whoever waits before it."""
        from onelane.office.cases.models import Case
        from onelane.office.cases.path import open_steps

        for step in WAY[: WAY.index(to)] if to in WAY else WAY:
            case = Case.objects.get(pk=ticket.case_id)
            if step in open_steps(frozenset(case.marking)):
                self.do(ticket, step)
        ticket.refresh_from_db()
        return ticket

    def do(self, ticket: Any, step: str) -> None:
        """Complete one step; payment and number choice leave their traces as at the real desks."""
        from onelane.office.cases import actions as cases
        from onelane.office.lane import actions as lane
        from onelane.registers.offices import catalogue

        example = catalogue.current().service("first-registration").example
        told = {**example, "plate_category": "02", "vin": vin(ticket.case_id)}
        answers = told if step == "review" else {}
        if step == "payment":
            self.settle(ticket)
        elif step == "number-choice":
            self.choose(ticket)
        else:
            moved = cases.complete(case_id=ticket.case_id, step=step, actor=at(AT[step]), answers=answers)
            if step == "review":
                self.bill(ticket)
            if moved.ended:
                from onelane.kernel import clock

                lane.finish(case_id=ticket.case_id, at=clock.now())

    def bill(self, ticket: Any) -> Any:
        """Make the bill as the payment desk does when it opens."""
        from onelane.office.cases.models import Case
        from onelane.office.cases.plans import snapshot_of
        from onelane.office.payments import actions as payments

        fees = snapshot_of(Case.objects.get(pk=ticket.case_id).plan_id)["fees"]
        return payments.make_bill(case_id=ticket.case_id, lines=fees, actor=at("P1"))

    def settle(self, ticket: Any) -> None:
        """Pay in cash; the step is completed as the worker does it."""
        from onelane.office.payments import actions as payments
        from onelane.office.payments import queries as bills
        from onelane.office.stations import tasks

        bill = bills.bill_of(ticket.case_id)
        payments.pay_at_desk(bill_id=bill.pk, means="cash", amount=bill.amount, actor=at("P1"))
        tasks.paid({"case_id": ticket.case_id})

    def choose(self, ticket: Any) -> str:
        """Draw and take the first number."""
        from onelane.office.stations import choosing

        owner = Actor(id=f"ticket:{ticket.pk}", role="citizen", office=OFFICE)
        plate = choosing.draw(case_id=ticket.case_id, actor=owner).plates[0]
        choosing.choose(case_id=ticket.case_id, plate=plate, actor=owner)
        return str(plate)


def release_numbers() -> None:
    """Release a segment, so that there are numbers to draw."""
    from onelane.office.plates import actions as plates

    maker, checker = (Actor(id=one, role="manager", office=OFFICE) for one in ("li", "wang"))
    made = plates.propose_segment(
        office=OFFICE, category="02", prefix="鲁B", pattern="LNNNN", first="K0000", last="K0149", actor=maker
    )
    plates.release_segment(segment_id=made.pk, actor=checker)
