"""What an owner does himself, on the phone or at a machine: the bill and its code, the numbers on offer, the choice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from onelane.channels.shared import paying, wording
from onelane.channels.shared.composing import LONGEST_FORM, Composer
from onelane.channels.shared.drawing import qr, worded
from onelane.kernel import clock
from onelane.kernel.numbers.plate import display
from onelane.office.payments import queries as payments
from onelane.office.plates import queries as numbers
from onelane.office.stations import former_numbers

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.safestring import SafeString

    from onelane.kernel.refusal import Refused
    from onelane.office.cases.queries import CaseView
    from onelane.office.payments.queries import AttemptStatus

LIVE_CODES = ("created", "paying", "unknown")


@dataclass(frozen=True, slots=True)
class Former:
    """A former number as it is shown, and why it cannot be kept."""

    plate: str
    shown: str
    why_not: str


def _sentence(refused: Refused | None) -> str:
    return wording.say(refused.code, refused.facts, get_language() or "zh-hans") if refused else ""


class OwnBill:
    """The bill of one's case and the code to pay it; whoever inherits it says which case."""

    @property
    def case(self) -> CaseView:
        """Return the case."""
        raise NotImplementedError

    @cached_property
    def bill(self) -> Any:
        """Return the bill, or None before there is one."""
        return payments.bill_of(self.case.id)

    @property
    def bill_lines(self) -> list[tuple[str, int]]:
        """Return what the bill is made of, in fen."""
        return [(worded(line), line["fen"]) for line in self.bill.lines] if self.bill else []

    @cached_property
    def attempt(self) -> AttemptStatus | None:
        """Return the code that may be scanned now, or None."""
        found = payments.attempts_of(self.bill.pk) if self.bill else []
        return next((one for one in found if one.state in LIVE_CODES and one.seconds_left and one.code_url), None)

    @property
    def choices(self) -> list[paying.Choice]:
        """Return the providers that may be paid through, without the one whose code is shown."""
        shown = self.attempt.provider if self.attempt else ""
        return [one for one in paying.choices() if one.code != shown]

    @property
    def paying_with(self) -> str:
        """Return the name of the provider whose code is shown."""
        return paying.name(self.attempt.provider) if self.attempt else ""

    @property
    def attempt_qr(self) -> SafeString | str:
        """Draw the code to be scanned."""
        return qr(self.attempt.code_url) if self.attempt else ""


class OwnSteps(OwnBill):
    """Reads only what a page asks for; whoever inherits it says whose ticket and case it is."""

    ticket: Any

    @cached_property
    def at(self) -> datetime:
        """Return the moment for which everything is told."""
        return clock.now()

    @cached_property
    def offer(self) -> Any:
        """Return the numbers to choose from, or None when none are shown."""
        return numbers.candidates(self.case.id, at=self.at)

    @property
    def seconds(self) -> int:
        """Return how many seconds are left to choose."""
        return max(0, int((self.offer.until - self.at).total_seconds())) if self.offer else 0

    @cached_property
    def terms(self) -> Any:
        """Return how the office lets people choose."""
        return numbers.terms(self.ticket.office_id)

    @cached_property
    def plate(self) -> str:
        """Return the number that is the car's, or kept for it."""
        chosen = numbers.chosen(self.case.id)
        return chosen.plate if chosen else ""

    @cached_property
    def former(self) -> list[Former]:
        """Return the numbers the owner bore before, each with the sentence why he may not keep it, or none."""
        found = former_numbers.of_owner(self.case.answers, office=self.ticket.office_id, at=self.at)
        return [Former(one.plate, display(one.plate), _sentence(one.why_not)) for one in found]

    def may_choose(self, plate: str, *, former: bool) -> bool:
        """Tell whether a number is on the list before the owner, or is a former one that he may keep."""
        if former:
            return any(one.plate == plate and not one.why_not for one in self.former)
        return self.offer is not None and plate in self.offer.plates

    def composer(self, like: str = "") -> Composer:
        """Return what is needed to compose a number oneself."""
        return Composer(self.ticket.office_id, self.case.id, self.case.answers, self.at, like[:LONGEST_FORM])

    @cached_property
    def composed(self) -> bool:
        """Tell whether the number that is kept is one the owner composed."""
        return bool(self.plate) and numbers.was_composed(self.case.id, self.plate)

    @property
    def category(self) -> str:
        """Return the plate category, which decides how a plate looks."""
        return str(self.case.answers.get("plate_category", "02"))
