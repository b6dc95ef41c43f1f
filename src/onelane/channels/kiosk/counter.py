"""Whoever stands at the number machine: what the owner can do here now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString

from onelane.channels.kiosk.machines import qr, worded
from onelane.kernel import clock
from onelane.office.cases import queries as cases
from onelane.office.payments import queries as payments
from onelane.office.plates import queries as numbers
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from onelane.kernel.actor import Actor
    from onelane.office.cases.queries import CaseView
    from onelane.office.payments.queries import AttemptStatus

LIVE_CODES = ("created", "paying", "unknown")


@dataclass
class Seat:
    """One visit at the machine; what is not asked is not read."""

    ticket: Any
    actor: Actor

    @cached_property
    def case(self) -> CaseView:
        """Return the case."""
        return cases.view(self.ticket.case_id, self.actor)

    @property
    def open(self) -> set[str]:
        """Return the steps that are open now."""
        return {step.code for step in self.case.steps if step.standing == "now"}

    @property
    def scene(self) -> str:
        """Return which page this is: pay, choose, or see how it stands."""
        if self.case.state == "open" and "payment" in self.open:
            return "payment"
        if self.case.state == "open" and "number-choice" in self.open:
            return "choice"
        return "standing"

    @property
    def now(self) -> list[str]:
        """Return what is being done at this moment."""
        stations = catalogue.current().vocabulary.stations
        if self.case.state != "open":
            return []
        return [worded(stations[step.code].now) for step in self.case.steps if step.standing == "now"]

    @cached_property
    def bill(self) -> Any:
        """Return the bill, or None before there is one."""
        return payments.bill_of(self.case.id)

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Return what the bill is made of, in fen."""
        return [(worded(line), line["fen"]) for line in self.bill.lines] if self.bill else []

    @cached_property
    def attempt(self) -> AttemptStatus | None:
        """Return the code that may be scanned now, or None."""
        found = payments.attempts_of(self.bill.pk) if self.bill else []
        return next((one for one in found if one.state in LIVE_CODES and one.seconds_left and one.code_url), None)

    @property
    def attempt_qr(self) -> SafeString:
        """Draw the code to be scanned."""
        return qr(self.attempt.code_url) if self.attempt else SafeString("")

    @cached_property
    def offer(self) -> Any:
        """Return the numbers to choose from, or None when none are shown."""
        return numbers.candidates(self.case.id)

    @property
    def seconds(self) -> int:
        """Return how many seconds are left to choose."""
        return max(0, int((self.offer.until - clock.now()).total_seconds())) if self.offer else 0

    @cached_property
    def terms(self) -> Any:
        """Return how the office lets people choose."""
        return numbers.terms(self.ticket.office_id)

    @cached_property
    def plate(self) -> str:
        """Return the number that is the car's, or kept for it."""
        chosen = numbers.chosen(self.case.id)
        return chosen.plate if chosen else ""

    @property
    def category(self) -> str:
        """Return the plate category, which decides how a plate looks."""
        return str(self.case.answers.get("plate_category", "02"))
