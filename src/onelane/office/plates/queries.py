"""Questions about numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum

from onelane.kernel import clock
from onelane.office.plates.models import Draw, Number, Segment
from onelane.office.plates.rules import STATES, State, Terms
from onelane.office.plates.rules import terms as terms_of
from onelane.registers.offices.queries import settings_of


@dataclass(frozen=True, slots=True)
class Offer:
    """The numbers a case may choose from until a moment, in drawn order, and how many draws it has left."""

    plates: tuple[str, ...]
    until: datetime
    turn: int
    draws_left: int


@dataclass(frozen=True, slots=True)
class Account:
    """Every number of a category by state; `every` is what the released segments hold."""

    every: int
    by_state: dict[State, int]

    @property
    def adds_up(self) -> bool:
        """Tell whether no number is missing and none too many."""
        return sum(self.by_state.values()) == self.every


def terms(office: str) -> Terms:
    """Return the office's terms of choosing."""
    return terms_of(settings_of(office))


def candidates(case_id: int, *, at: datetime | None = None) -> Offer | None:
    """Return what a case has before it to choose from, or None when nothing is held or the time is over."""
    at = at or clock.now()
    held = list(
        Number.objects.filter(held_for=case_id, state="held", chosen=False, held_until__gt=at)
        .order_by("shuffle")
        .values_list("plate", "held_until")
    )
    last = Draw.objects.filter(case=case_id).order_by("-turn").first()
    if not held or last is None:
        return None
    plates, ends = zip(*held, strict=True)
    left = max(terms(last.office_id).draws - last.turn, 0)
    return Offer(plates=plates, until=min(end for end in ends if end is not None), turn=last.turn, draws_left=left)


def chosen(case_id: int) -> Number | None:
    """Return the number a case has chosen or been given, or None."""
    return Number.objects.filter(held_for=case_id, chosen=True).first()


def account(office: str, category: str) -> Account:
    """Return how many numbers of a category are free, held, issued, withheld and retired, and how many there are."""
    counted = Number.objects.filter(office=office, category=category).values_list("state").annotate(Count("plate"))
    found = dict(counted)
    released = Segment.objects.filter(office=office, category=category, state="released")
    return Account(
        every=released.aggregate(every=Sum("quantity"))["every"] or 0,
        by_state={state: found.get(state, 0) for state in STATES},
    )


def overdue(at: datetime) -> list[tuple[str, int]]:
    """Return office and case of every hold whose time is over."""
    held = Number.objects.filter(state="held", held_until__lte=at)
    return list(held.order_by().values_list("office_id", "held_for_id").distinct())


def segments(office: str) -> list[Segment]:
    """Return the office's segments, the newest first."""
    return list(Segment.objects.filter(office=office).order_by("-made_at", "-id"))
