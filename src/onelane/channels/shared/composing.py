"""What somebody needs to compose a number (自编自选): how many tries are left, and what is still free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from onelane.kernel.numbers import plate
from onelane.office.plates import queries as numbers
from onelane.office.plates import rules
from onelane.office.plates.queries import PatternLeft
from onelane.registers.offices.queries import prefixes_of

MOST_SHOWN = 24
LONGEST_FORM = 10


@dataclass
class Composer:
    """One car's look at its pool; `like` is a form such as `鲁B?A##8` that somebody asks for."""

    office: str
    case_id: int
    answers: Mapping[str, object]
    at: datetime
    like: str = ""

    @cached_property
    def terms(self) -> rules.Terms:
        """Return how the office lets people choose."""
        return numbers.terms(self.office)

    @property
    def category(self) -> str:
        """Return the category, which decides how a plate looks."""
        return str(self.answers.get("plate_category") or "")

    @cached_property
    def pool(self) -> str:
        """Return the pool this car draws from; refuses when it is not known yet."""
        return rules.pool_for(self.category, str(self.answers.get("fuel_type") or ""))

    @cached_property
    def left(self) -> int:
        """Return how many numbers may still be tried."""
        return max(self.terms.tries - numbers.tries_used(self.case_id), 0)

    @property
    def lines(self) -> range:
        """Return a line for each wish that goes in one press."""
        return range(min(self.terms.wishes, self.left))

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Return what numbers of this office begin with."""
        return prefixes_of(self.office)

    @property
    def length(self) -> int:
        """Return how many characters a number has."""
        return plate.PREFIX + len(plate.FORMS[self.category].places)

    @cached_property
    def patterns(self) -> list[PatternLeft]:
        """Return the picture of what is still free."""
        return numbers.free_by_pattern(self.office, self.pool, opened_before=self.at - self.terms.random_only)

    @cached_property
    def found(self) -> list[str]:
        """Return free numbers of the form that was asked for."""
        if not self.like:
            return []
        before = self.at - self.terms.random_only
        return numbers.free_like(self.office, self.pool, self.like, most=MOST_SHOWN, opened_before=before)
