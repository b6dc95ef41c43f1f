"""Questions about numbers."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.calendar import WorkingCalendar
from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import File
from onelane.office.plates import holds, keys, receipts
from onelane.office.plates.holds import OwnerAndVehicle
from onelane.office.plates.models import (
    Composing,
    Draw,
    Hand,
    Holding,
    KeepingBack,
    Number,
    Preselection,
    Publication,
    Segment,
)
from onelane.office.plates.receipts import Verified
from onelane.office.plates.rules import CATEGORY, STATES, State, Terms
from onelane.office.plates.rules import terms as terms_of
from onelane.office.plates.series import LEAF, Series, StatesOfSeries
from onelane.records import keys as journal
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


def terms(office: str) -> Terms:
    """Return the office's terms of choosing."""
    return terms_of(settings_of(office))


def candidates(case_id: int, *, at: datetime | None = None) -> Offer | None:
    """Return what a case has before it to choose from, or None when nothing is held or the time is over."""
    hand = Hand.objects.filter(case=case_id, until__gt=at or clock.now()).exclude(plates=[]).first()
    if hand is None or hand.until is None:
        return None
    only_one = hand.preselection_id is not None  # a number that was preselected: nothing else is offered
    left = 0 if only_one else max(terms(hand.office_id).draws - hand.turn, 0)
    return Offer(plates=tuple(hand.plates), until=hand.until, turn=hand.turn, draws_left=left)


def chosen(case_id: int) -> Chosen | None:
    """Return the number a case has chosen or been given, or None."""
    hand = Hand.objects.filter(case=case_id).exclude(chosen="").first()
    if hand is not None:
        return Chosen(hand.chosen, hand.category, "held", hand.until)
    issued = Holding.objects.filter(case=case_id, state="issued").first()
    return None if issued is None else Chosen(issued.plate, issued.category, "issued", None)


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


def overdue(at: datetime) -> list[tuple[str, int]]:
    """Return office and case of every hold whose time is over."""
    return list(Hand.objects.filter(until__lte=at).values_list("office_id", "case_id"))


def segments(office: str) -> list[Segment]:
    """Return the office's segments, the newest first."""
    return list(Segment.objects.filter(office=office).order_by("-made_at", "-id"))


def publication_at(office: str, pool: str, at: datetime) -> Publication | None:
    """Return the account of a pool by which lists are drawn at a moment."""
    open_ones = Publication.objects.filter(office=office, pool=pool, opens_at__lte=at)
    return open_ones.defer("account", "body").order_by("-number").first()


def publications(office: str) -> list[Publication]:
    """Return the office's published accounts, the newest first."""
    return list(Publication.objects.filter(office=office).defer("account").order_by("-at", "-pk"))


@lru_cache(maxsize=32)
def series_of(digest: str) -> Series:
    """Return the numbers of a published account in their order; an account never changes, so it is kept."""
    body = Publication.objects.values_list("body", flat=True).get(digest=digest)
    return Series(body["runs"])


def has_numbers(office: str, pool: str) -> bool:
    """Tell whether anything was ever released into a pool."""
    return Segment.objects.filter(office=office, pool=pool, state="released").exists()


def pools(office: str) -> list[str]:
    """Return the pools of an office."""
    released = Segment.objects.filter(office=office, state="released")
    return sorted(set(released.values_list("pool", flat=True)))


def last_publications() -> list[tuple[str, str, Publication | None]]:
    """Return every pool of every office with its newest account."""
    released = Segment.objects.filter(state="released").order_by().values_list("office_id", "pool").distinct()
    newest = Publication.objects.defer("account", "body").order_by("office_id", "pool", "-number")
    last = {(one.office_id, one.pool): one for one in newest.distinct("office_id", "pool")}
    return [(office, pool, last.get((office, pool))) for office, pool in released]


def receipt_of(case_id: int, turn: int) -> dict[str, JsonValue] | None:
    """Return the receipt of a case's list: everything that a stranger needs to check it."""
    found = Draw.objects.filter(case=case_id, turn=turn).first()
    return None if found is None else _receipt(found)


def receipt_at(link: str) -> dict[str, JsonValue] | None:
    """Return the receipt at its secret address."""
    found = Draw.objects.filter(link=link).first()
    return None if found is None else _receipt(found)


def link_of(case_id: int) -> str:
    """Return the secret address of the receipt of a case's last list, or nothing before the first."""
    links = Draw.objects.filter(case=case_id).order_by("-turn").values_list("link", flat=True)
    return links.first() or ""


def _receipt(drawn: Draw) -> dict[str, JsonValue]:
    published = Publication.objects.defer("account").get(pk=drawn.publication_id)
    states = states_of(published.digest)
    body: dict[str, Any] = json.loads(drawn.body)
    leaves = sorted({place // LEAF for place, _, claim in body["gone"] if not claim})
    return {
        "publication": published.body,
        "publication_signature": published.signature,
        "draw": body,
        "draw_signature": drawn.signature,
        "account": {
            str(leaf): {
                "states": states.leaves[leaf].decode(),
                "path": [node.hex() for node in states.proof(leaf)],
            }
            for leaf in leaves
        },
        "key_id": drawn.key_id,
    }


@lru_cache(maxsize=8)
def states_of(digest: str) -> StatesOfSeries:
    """Return the published states of an account; kept, for many receipts prove by the same one."""
    packed = Publication.objects.values_list("account", flat=True).get(digest=digest)
    return StatesOfSeries(zlib.decompress(packed).decode())


def verified(told: object) -> Verified:
    """Check a receipt by the keys this office trusts; raise `receipts.Faulty` when it does not hold."""
    trusted = _trusted()
    return receipts.verify(told, lambda *signed: journal.is_signed(trusted, *signed))


def public_keys() -> str:
    """Return the keys that receipts are checked by, a line each."""
    return "".join(f"{journal.public_line(key)}\n" for key in _trusted().values())


def _trusted() -> journal.Trusted:
    keys.signer()  # an office that signed nothing yet makes its key now
    return journal.trusted()


def owner_and_vehicle(answers: Mapping[str, object]) -> OwnerAndVehicle | None:
    """Return for whom and which vehicle a case may hold a number, or None while its file does not say."""
    return holds.owner_and_vehicle(answers)


def live_of_owner_or_vehicle(office: str, told: OwnerAndVehicle, at: datetime) -> bool:
    """Tell whether the owner, for this category, or the vehicle has a hold already, be it in use in the lane."""
    live = Preselection.objects.filter(office=office, state__in=["live", "used"], until__gt=at)
    return live.filter(Q(vin=told.vin) | Q(owner=told.owner, category=told.category)).exists()


def working_calendar(office: str) -> WorkingCalendar:
    """Return the office's working days and hours."""
    return days.calendar(office)


def owner_and_vehicle_of(case_id: int, office: str) -> OwnerAndVehicle | None:
    """Return for whom and which vehicle a case may hold a number; refuse a case of another office."""
    answers = File.objects.filter(case=case_id, case__office=office).values_list("answers", flat=True).first()
    if answers is None:
        raise Refused("plates.no_such_case")
    return holds.owner_and_vehicle(answers)


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


def free_by_pattern(office: str, pool: str, *, released_before: datetime | None = None) -> list[PatternLeft]:
    """Return the picture of what is still free, pattern by pattern: what exists less what somebody has.

    `released_before` leaves out segments that are for draws alone until then.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BY_PATTERN, _in_pool(office, pool, released_before))
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
  AND (%(before)s::timestamptz IS NULL OR s.released_at <= %(before)s::timestamptz)
GROUP BY 1, 2 ORDER BY 1, 2
"""


def _in_pool(office: str, pool: str, before: datetime | None) -> dict[str, Any]:
    return {"office": office, "pool": pool, "category": pool[:CATEGORY], "before": before}


def free_like(
    office: str, pool: str, wanted: str, *, most: int = 50, released_before: datetime | None = None
) -> list[str]:
    """Return free numbers of a form such as `鲁B?A##8`: `#` a digit, `@` a letter, `?` either, else itself."""
    marks = {"#": "[0-9]", "@": "[A-Z]", "?": "."}
    form = "".join(marks.get(mark, mark if mark.isalnum() else "") for mark in plain(wanted))
    has = Holding.objects.filter(category=OuterRef("category"), plate=OuterRef("plate"))
    free = Number.objects.filter(
        ~Exists(has), office=office, category=pool[:CATEGORY], pool=pool, plate__regex=f"^{form}$"
    )
    if released_before is not None:
        free = free.filter(segment__released_at__lte=released_before)
    return list(free.order_by("plate").values_list("plate", flat=True)[:most])


def notices(office: str) -> list[KeepingBack]:
    """Return the confirmed notices on withheld, retired and restored numbers, the newest first: they are public."""
    return list(KeepingBack.objects.filter(office=office, confirmed_at__isnull=False).order_by("-confirmed_at", "-pk"))
