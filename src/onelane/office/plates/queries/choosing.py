"""What a case has before it, has chosen, has tried; and what is still free to compose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from onelane.kernel import clock
from onelane.kernel.calendar import WorkingCalendar
from onelane.kernel.numbers.written import plain
from onelane.office.plates import holds
from onelane.office.plates.holds import OwnerAndVehicle
from onelane.office.plates.models import (
    Composing,
    Hand,
    Holding,
    Number,
    Preselection,
)
from onelane.office.plates.rules import CATEGORY, Terms
from onelane.office.plates.rules import terms as terms_of
from onelane.registers.offices import days
from onelane.registers.offices.queries import settings_of


@dataclass(frozen=True, slots=True)
class Offer:
    """The numbers a case may choose from until a moment, in drawn order, and how many draws it has left."""

    plates: tuple[str, ...]
    until: datetime
    turn: int
    draws_left: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """The number a case has chosen, until a moment, or been given for good."""

    plate: str
    category: str
    state: str
    until: datetime | None


def terms(office: str, *, online: bool = False) -> Terms:
    """Return the office's terms of choosing, on site or at home."""
    return terms_of(settings_of(office), online=online)


def candidates(case_id: int, *, at: datetime | None = None) -> Offer | None:
    """Return what a case has before it to choose from, or None when nothing is held or the time is over."""
    hand = Hand.objects.filter(case=case_id, until__gt=at or clock.now()).exclude(plates=[]).first()
    if hand is None or hand.until is None:
        return None
    only_one = hand.preselection_id is not None  # a number that was preselected: nothing else is offered
    left = 0 if only_one else max(terms(hand.office_id, online=hand.online).draws - hand.turn, 0)
    return Offer(plates=tuple(hand.plates), until=hand.until, turn=hand.turn, draws_left=left)


def chosen(case_id: int) -> Chosen | None:
    """Return the number a case has chosen or been given, or None."""
    hand = Hand.objects.filter(case=case_id).exclude(chosen="").first()
    if hand is not None:
        return Chosen(hand.chosen, hand.category, "held", hand.until)
    issued = Holding.objects.filter(case=case_id, state="issued").first()
    return None if issued is None else Chosen(issued.plate, issued.category, "issued", None)


def overdue(at: datetime) -> list[tuple[str, int]]:
    """Return office and case of every hold whose time is over."""
    return list(Hand.objects.filter(until__lte=at).values_list("office_id", "case_id"))


def owner_and_vehicle(answers: Mapping[str, object]) -> OwnerAndVehicle | None:
    """Return for whom and which vehicle a case may hold a number, or None while its file does not say."""
    return holds.owner_and_vehicle(answers)


def hand_of(case_id: int, office: str) -> Hand | None:
    """Return what a case that chooses has in hand, or None while it has not sat down."""
    return Hand.objects.filter(case=case_id, office=office).first()


def lists_in_hands(office: str, pool: str, at: datetime) -> bool:
    """Tell whether somebody still has a list of this pool before him, whose numbers may come back."""
    return Hand.objects.filter(office=office, pool=pool, until__gt=at).exclude(plates=[]).exists()


def hold_of(case_id: int) -> Preselection | None:
    """Return the number that a case preselected, whatever became of it."""
    return Preselection.objects.filter(case=case_id).order_by("-pk").first()


def missed_at(office: str, owner: str) -> datetime | None:
    """Return when an owner last let a preselected number lapse, or None."""
    missed = Preselection.objects.filter(office=office, owner=owner, state="over").order_by("-until")
    return missed.values_list("until", flat=True).first()


def live_of_owner_or_vehicle(office: str, told: OwnerAndVehicle, at: datetime) -> bool:
    """Tell whether the owner, for this category, or the vehicle has a hold already, be it in use in the lane."""
    live = Preselection.objects.filter(office=office, state__in=["live", "used"], until__gt=at)
    return live.filter(Q(vin=told.vin) | Q(owner=told.owner, category=told.category)).exists()


def working_calendar(office: str) -> WorkingCalendar:
    """Return the office's working days and hours."""
    return days.calendar(office)


def tries_used(case_id: int) -> int:
    """Return how many numbers a case has tried to compose."""
    return sum(len(one.wishes) for one in Composing.objects.filter(case=case_id))


def was_composed(case_id: int, plate: str) -> bool:
    """Tell whether a case got this number by composing it."""
    return Composing.objects.filter(case=case_id, got=plate).exists()


@dataclass(frozen=True, slots=True)
class PatternLeft:
    """What is still free of one pattern of a prefix, and how many numbers it has."""

    prefix: str
    pattern: str
    free: int
    every: int

    @property
    def marks(self) -> str:
        """Write the pattern with the marks that a search takes: # a digit, @ a letter."""
        return self.pattern.replace("N", "#").replace("L", "@")


def free_by_pattern(office: str, pool: str, *, opened_before: datetime | None = None) -> list[PatternLeft]:
    """Return the picture of what is still free, pattern by pattern: what exists less what somebody has.

    `opened_before` leaves out segments that are for draws alone until then.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BY_PATTERN, _in_pool(office, pool, opened_before))
        return [PatternLeft(*row) for row in cursor.fetchall()]


_BY_PATTERN = """
WITH gone AS (
  SELECT n.segment_id, count(*) AS amount FROM plates_holding h
  JOIN plates_number n ON n.category = h.category AND n.plate = h.plate
  WHERE h.office_id = %(office)s AND h.category = %(category)s GROUP BY 1
)
SELECT s.prefix, s.pattern, sum(s.quantity - coalesce(gone.amount, 0))::int, sum(s.quantity)::int
FROM plates_segment s LEFT JOIN gone ON gone.segment_id = s.id
WHERE s.office_id = %(office)s AND s.pool = %(pool)s AND s.state = 'released'
  AND (%(before)s::timestamptz IS NULL OR s.opens_at <= %(before)s::timestamptz)
GROUP BY 1, 2 ORDER BY 1, 2
"""


def _in_pool(office: str, pool: str, before: datetime | None) -> dict[str, Any]:
    return {"office": office, "pool": pool, "category": pool[:CATEGORY], "before": before}


def free_like(
    office: str, pool: str, wanted: str, *, most: int = 50, opened_before: datetime | None = None
) -> list[str]:
    """Return free numbers of a form such as `鲁B?A##8`: `#` a digit, `@` a letter, `?` either, else itself."""
    marks = {"#": "[0-9]", "@": "[A-Z]", "?": "."}
    form = "".join(marks.get(mark, mark if mark.isalnum() else "") for mark in plain(wanted))
    has = Holding.objects.filter(category=OuterRef("category"), plate=OuterRef("plate"))
    free = Number.objects.filter(
        ~Exists(has), office=office, category=pool[:CATEGORY], pool=pool, plate__regex=f"^{form}$"
    )
    if opened_before is not None:
        free = free.filter(segment__opens_at__lte=opened_before)
    return list(free.order_by("plate").values_list("plate", flat=True)[:most])
