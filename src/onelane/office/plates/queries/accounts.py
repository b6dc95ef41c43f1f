"""Every number accounted for: by state, by segment, by pool."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from onelane.office.plates.models import (
    Segment,
)
from onelane.office.plates.rules import STATES, State


@dataclass(frozen=True, slots=True)
class Account:
    """Every number of a category by state, counted one by one; `every` is what the released segments hold.

    The books are kept twice: `in_hands` is what the cases say that they hold, `strays` are holdings of no number.
    """

    every: int
    by_state: dict[State, int]
    in_hands: int
    strays: int

    @property
    def adds_up(self) -> bool:
        """Tell whether no number is missing and none too many, and numbers and cases say the same."""
        numbers = sum(self.by_state.values()) == self.every
        return numbers and self.in_hands == self.by_state["held"] and not self.strays


def account(office: str, category: str) -> Account:
    """Return how many numbers of a category are free, held, issued, withheld and retired, and how many there are."""
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNT, {"office": office, "category": category})
        every, states, in_hands, strays = cursor.fetchone()
    return Account(every, {state: (states or {}).get(state, 0) for state in STATES}, in_hands, strays)


_ACCOUNT = """
SELECT
  (SELECT coalesce(sum(quantity), 0) FROM plates_segment
    WHERE office_id = %(office)s AND category = %(category)s AND state = 'released'),
  (SELECT json_object_agg(state, amount) FROM (
    SELECT coalesce(h.state, 'free') AS state, count(*) AS amount
    FROM plates_number n LEFT JOIN plates_holding h ON h.category = n.category AND h.plate = n.plate
    WHERE n.office_id = %(office)s AND n.category = %(category)s GROUP BY 1
  ) counted),
  (SELECT coalesce(sum(cardinality(plates) + (chosen <> '')::int), 0) FROM plates_hand
    WHERE office_id = %(office)s AND category = %(category)s),
  (SELECT count(*) FROM plates_holding h
    WHERE h.office_id = %(office)s AND h.category = %(category)s AND NOT EXISTS (
      SELECT FROM plates_number n WHERE n.category = h.category AND n.plate = h.plate))
"""


def segments(office: str) -> list[Segment]:
    """Return the office's segments, the newest first."""
    return list(Segment.objects.filter(office=office).order_by("-made_at", "-id"))


@dataclass(frozen=True, slots=True)
class Row:
    """One segment as it is published: how many numbers it has, and how many of them are in which state."""

    segment: Segment
    states: dict[str, int]

    @property
    def gone(self) -> int:
        """Return how many somebody has or nobody may have."""
        return sum(self.states.values())

    @property
    def free(self) -> int:
        """Return how many are left."""
        return self.segment.quantity - self.gone if self.segment.state == "released" else 0


def book(office: str, *, released: bool = False) -> list[Row]:
    """Return every segment with the states of its numbers, the newest first; two statements however many there are."""
    found = Segment.objects.filter(office=office).order_by("-made_at", "-pk")
    if released:
        found = found.filter(state="released").order_by("-released_at", "-pk")
    states: dict[int, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_BY_SEGMENT, {"office": office})
        for segment, state, amount in cursor.fetchall():
            states.setdefault(segment, {})[state] = amount
    return [Row(one, states.get(one.pk, {})) for one in found]


_BY_SEGMENT = """
SELECT n.segment_id, h.state, count(*) FROM plates_holding h
JOIN plates_number n ON n.category = h.category AND n.plate = h.plate
WHERE h.office_id = %(office)s GROUP BY 1, 2
"""


def categories(office: str) -> list[str]:
    """Return the categories of which the office has numbers."""
    found = Segment.objects.filter(office=office, state="released").order_by("category")
    return list(found.values_list("category", flat=True).distinct())


def pools(office: str) -> list[str]:
    """Return the pools of an office."""
    released = Segment.objects.filter(office=office, state="released")
    return sorted(set(released.values_list("pool", flat=True)))


def has_numbers(office: str, pool: str) -> bool:
    """Tell whether anything was ever released into a pool."""
    return Segment.objects.filter(office=office, pool=pool, state="released").exists()


def openings(at: datetime, within: timedelta) -> list[tuple[str, str, datetime]]:
    """Return office, pool and moment of what opens soon."""
    soon = Segment.objects.filter(state="released", opens_at__gt=at, opens_at__lte=at + within)
    found = soon.order_by("opens_at").values_list("office_id", "pool", "opens_at").distinct()
    return [(office, pool, opens_at) for office, pool, opens_at in found if opens_at is not None]
