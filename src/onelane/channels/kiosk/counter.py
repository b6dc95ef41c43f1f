"""Whoever stands at the number machine: what the owner can do here now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from onelane.channels.shared.drawing import qr, worded
from onelane.channels.shared.own_steps import OwnSteps
from onelane.office.cases import queries as cases
from onelane.office.plates import queries as numbers
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from onelane.kernel.actor import Actor
    from onelane.office.cases.queries import CaseView


@dataclass
class Seat(OwnSteps):
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

    @property
    def receipt_qr(self) -> SafeString:
        """Draw the address of the receipt of the draw, or nothing when there was none."""
        link = numbers.link_of(self.case.id)
        address = f"{settings.ONELANE['ADDRESS']}{reverse('verify:receipt', args=[link])}" if link else ""
        return qr(address) if address else SafeString("")
