"""What the office decides about numbers: which pool a car draws from, on what terms, who may release a segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from onelane.catalogue.settings import Settings
from onelane.kernel.calendar import WorkingCalendar
from onelane.kernel.clock import OFFICE_ZONE
from onelane.kernel.numbers import plate
from onelane.kernel.refusal import Refused
from onelane.office.cases.rules.dates import years_later

State = Literal["free", "held", "issued", "withheld", "retired"]
STATES: tuple[State, ...] = ("free", "held", "issued", "withheld", "retired")
DRIVE_LETTER_AT = {"51": -1, "52": 0}  # GA 36: it stands last on a large new-energy plate, first on a small one
CATEGORY = 2  # characters of a pool's name that are the category
CLOCK_SLIP = 2.0  # seconds
CHOSEN_FOR = timedelta(days=1)  # a car in the lane is registered the same day; a preselected number has its own term


@dataclass(frozen=True, slots=True)
class Terms:
    """How an office lets people choose: list size, seconds and lists of a draw; tries and wishes; days of holds."""

    size: int
    seconds: int
    draws: int
    tries: int
    wishes: int
    random_only: timedelta
    hold_days: int
    first_at_time_out: bool


def terms(settings: Settings, *, online: bool = False) -> Terms:
    """Return an office's terms of choosing (选号规则): one long list on site, some short batches at home."""
    where = "online" if online else "random"
    return Terms(
        size=settings.integer(f"plate.{where}.list_size"),
        seconds=settings.integer(f"plate.{where}.seconds"),
        draws=settings.integer(f"plate.{where}.draws"),
        first_at_time_out=not online,
        tries=settings.integer("plate.self.tries"),
        wishes=settings.integer("plate.self.per_submit"),
        random_only=timedelta(days=settings.integer("plate.segment.random_only_days")),
        hold_days=settings.integer("plate.preselect.hold_working_days"),
    )


def pool_for(category: str, fuel: str) -> str:
    """Return the pool a car draws from: its plate category, for new energy split by pure electric or not (GA 36)."""
    if category not in plate.FORMS:
        raise Refused("plates.no_category")
    if category not in DRIVE_LETTER_AT:
        return category
    return _by_drive(category, plate.energy_letters(fuel))


def pool_of(category: str, serial: str) -> str:
    """Return the pool a number of this category belongs to."""
    if category not in DRIVE_LETTER_AT:
        return category
    letters = (plate.PURE_ELECTRIC, plate.NOT_PURE_ELECTRIC)
    return _by_drive(category, next(one for one in letters if serial[DRIVE_LETTER_AT[category]] in one))


def _by_drive(category: str, letters: str) -> str:
    return f"{category}-{letters[0]}"


def check_segment(run: plate.Segment, *, category: str, most: int) -> None:
    """Refuse a run of numbers that has not the form of its category, or is longer than `most`."""
    if category not in plate.FORMS or not run.fits(category):
        raise Refused("plates.not_of_category", pattern=run.pattern, category=category)
    if run.size > most:
        raise Refused("plates.segment_too_large", quantity=run.size, most=most)


def check_release(*, state: str, made_by: str, released_by: str) -> None:
    """Refuse a release by the person who made the segment, or of one that is out already (two-person rule)."""
    if state != "proposed":
        raise Refused("plates.already_released")
    if made_by == released_by:
        raise Refused("plates.second_person_needed")


def publish_from(at: datetime, settings: Settings) -> datetime:
    """Return from when the numbers of a segment released now may be chosen (R164 art.43: published first)."""
    return at + timedelta(hours=settings.integer("plate.segment.publish_hours"))


def next_turn(*, drawn: int, limit: int) -> int:
    """Return the number of the coming draw; refuse `plates.no_draws_left` when all are used."""
    if drawn >= limit:
        raise Refused("plates.no_draws_left", limit=limit)
    return drawn + 1


def time_out_takes_the_first(*, turn: int, terms: Terms) -> bool:
    """Tell what happens to a list whose time is over: the last one gives its first number, any other goes back.

    So a case with one list follows the usual rule (超时默认取第一个), and no car in the lane stands without a number.
    A batch at home is lost when its time is over.
    """
    return terms.first_at_time_out and turn >= terms.draws


def barred_until(missed_at: datetime | None, *, years: int) -> datetime | None:
    """Return until when somebody who let a hold lapse preselects nothing; None when he never did (plate.preselect)."""
    if missed_at is None or not years:
        return None
    try:
        return missed_at.replace(year=missed_at.year + years)
    except ValueError:  # the 29th of February
        return missed_at.replace(year=missed_at.year + years, month=3, day=1)


def publication_is_due(*, published_on: date | None, today: date, same_key: bool) -> bool:
    """Tell whether a pool's account must be published anew: each day, and when the office draws with another key."""
    return published_on is None or published_on < today or not same_key


def check_wishes(wishes: Sequence[str], *, used: int, terms: Terms) -> None:
    """Refuse no wish, the same twice, more than go at once, or more than the case has tries left."""
    if not wishes or len(set(wishes)) < len(wishes):
        raise Refused("plates.wishes_unclear")
    if len(wishes) > terms.wishes:
        raise Refused("plates.too_many_wishes", most=terms.wishes)
    if used + len(wishes) > terms.tries:
        raise Refused("plates.no_tries_left", left=max(terms.tries - used, 0), limit=terms.tries)


def hold_ends(at: datetime, *, days: int, calendar: WorkingCalendar) -> datetime:
    """Return when a preselected number returns: as the office closes on the last of so many working days."""
    last = calendar.add_working_days(at.astimezone(OFFICE_ZONE).date(), days)
    return datetime.combine(last, calendar.hours[-1][1], OFFICE_ZONE)


def clock_fell_back(*, ran: float, showed: float) -> float:
    """Return by how many seconds a clock was set back while it really ran on for `ran`; small slips are none."""
    fell = ran - showed
    return fell if fell > CLOCK_SLIP else 0.0


FROM_STATES: dict[str, tuple[State, ...]] = {
    "withhold": ("free",),
    "retire": ("free", "withheld"),
    "restore": ("withheld",),
}
TO_STATE: dict[str, State] = {"withhold": "withheld", "retire": "retired", "restore": "free"}


def check_notice(*, deed: str, plates: Sequence[str], why: str) -> None:
    """Refuse a notice on no number, without a reason, or of no known deed."""
    if deed not in TO_STATE or not plates or len(set(plates)) < len(plates):
        raise Refused("plates.notice_unclear")
    if not why.strip():
        raise Refused("plates.notice_without_reason")


def check_confirmation(*, confirmed: bool, made_by: str, confirmed_by: str) -> None:
    """Refuse a second confirmation, or one by the person who made the notice (two-person rule)."""
    if confirmed:
        raise Refused("plates.already_confirmed")
    if made_by == confirmed_by:
        raise Refused("plates.second_person_for_notice")


@dataclass(frozen=True, slots=True)
class Former:
    """A number that an owner bore before: from when until when he did, and whether the old car left nothing open."""

    plate: str
    category: str
    since: date
    until: date
    settled: bool


def why_not_kept(former: Former, *, on: date, settings: Settings) -> Refused | None:
    """Return why an owner may not bear his former number again, or None where he may (R164 art.44).

    He asks within two years after the old car was transferred, deregistered or moved away, has borne the number for a
    year at least, and its violations and accidents are settled; the day itself counts on either side (art.92).
    """
    within, used = (settings.integer(f"plate.keep_original.{name}_years") for name in ("within", "used"))
    shown = plate.display(former.plate)
    last = years_later(former.until, within)
    if on > last:
        return Refused("plates.former_too_late", number=shown, until=last.isoformat(), years=within)
    if former.until < years_later(former.since, used):
        return Refused("plates.former_too_short", number=shown, years=used)
    if not former.settled:
        return Refused("plates.former_not_settled", number=shown)
    return None
