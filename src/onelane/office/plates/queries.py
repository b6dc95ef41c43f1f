"""Questions about numbers."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Q, QuerySet, Sum

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.calendar import WorkingCalendar, calendar_of
from onelane.kernel.numbers.written import plain
from onelane.office.plates import holds, keys, receipts
from onelane.office.plates.holds import OwnerAndVehicle
from onelane.office.plates.models import Composing, Draw, KeepingBack, Number, Preselection, Publication, Segment
from onelane.office.plates.receipts import Verified
from onelane.office.plates.rules import STATES, State, Terms
from onelane.office.plates.rules import terms as terms_of
from onelane.office.plates.series import LEAF, Series, StatesOfSeries
from onelane.records import keys as journal
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
    held = dict(
        Number.objects.filter(held_for=case_id, state="held", chosen=False, held_until__gt=at)
        .values_list("plate", "held_until")
    )  # fmt: skip
    if not held:
        return None
    last = Draw.objects.filter(case=case_id).only("office_id", "turn", "plates").order_by("-turn").first()
    until = min(end for end in held.values() if end)
    plates = tuple(plate for plate in last.plates if plate in held) if last else ()
    if last is None or not plates:  # a number that was preselected: nothing else is offered
        return Offer(plates=tuple(held), until=until, turn=last.turn if last else 0, draws_left=0)
    left = max(terms(last.office_id).draws - last.turn, 0)
    return Offer(plates=plates, until=until, turn=last.turn, draws_left=left)


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
    leaves = sorted({place // LEAF for place, _, claim in drawn.body["gone"] if not claim})
    return {
        "publication": published.body,
        "publication_signature": published.signature,
        "draw": drawn.body,
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


def live_preselection(office: str, answers: Mapping[str, object], at: datetime) -> Preselection | None:
    """Return the number that this owner holds for this vehicle, while its time runs."""
    told = holds.owner_and_vehicle(answers)
    if told is None:
        return None
    live = Preselection.objects.filter(office=office, state="live", until__gt=at)
    return live.filter(vin=told.vin, owner=told.owner, category=told.category).first()


def live_of_owner_or_vehicle(office: str, told: OwnerAndVehicle, at: datetime) -> bool:
    """Tell whether the owner, for this category, or the vehicle has a hold already, be it in use in the lane."""
    live = Preselection.objects.filter(office=office, state__in=["live", "used"], until__gt=at)
    return live.filter(Q(vin=told.vin) | Q(owner=told.owner, category=told.category)).exists()


def working_calendar(office: str) -> WorkingCalendar:
    """Return the office's working days and hours."""
    return calendar_of({}, settings_of(office).names("office.hours"))


def tries_used(case_id: int) -> int:
    """Return how many numbers a case has tried to compose."""
    return sum(len(one.wishes) for one in Composing.objects.filter(case=case_id))


def composable_segments(released_before: datetime) -> QuerySet[Segment]:
    """Return the segments that are out long enough to compose from."""
    return Segment.objects.filter(state="released", released_at__lte=released_before)


@dataclass(frozen=True, slots=True)
class PatternLeft:
    """What is still free of one pattern of a prefix, and how many numbers it has."""

    prefix: str
    pattern: str
    free: int
    every: int


def free_by_pattern(office: str, category: str) -> list[PatternLeft]:
    """Return the picture of what is still free, pattern by pattern."""
    free = Count("numbers", filter=Q(numbers__state="free"))
    rows = Segment.objects.filter(office=office, category=category, state="released").values("prefix", "pattern")
    counted = rows.annotate(left=free, every=Count("numbers")).order_by("prefix", "pattern")
    return [PatternLeft(row["prefix"], row["pattern"], row["left"], row["every"]) for row in counted]


def free_like(office: str, category: str, wanted: str, *, most: int = 50) -> list[str]:
    """Return free numbers of a form such as `鲁B?A##8`: `#` a digit, `@` a letter, `?` either, else itself."""
    marks = {"#": "[0-9]", "@": "[A-Z]", "?": "."}
    form = "".join(marks.get(mark, mark if mark.isalnum() else "") for mark in plain(wanted))
    free = Number.objects.filter(office=office, category=category, state="free", plate__regex=f"^{form}$")
    return list(free.order_by("plate").values_list("plate", flat=True)[:most])


def notices(office: str) -> list[KeepingBack]:
    """Return the confirmed notices on withheld, retired and restored numbers, the newest first: they are public."""
    return list(KeepingBack.objects.filter(office=office, confirmed_at__isnull=False).order_by("-confirmed_at", "-pk"))
