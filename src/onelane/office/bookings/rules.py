"""What the law says about places with a date: who may book when, how often, and what a result does.

Days are counted as R162 art.43 and 44 count them ("满 n 日后"): ten days after a permit of the 1st is the 11th.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from onelane.kernel.refusal import Refused

Kind = Literal["test", "inspection", "exchange"]  # 驾驶考试, 机动车检验, 换发号牌
Subject = Literal["1", "2", "3", "4"]  # 科目一, 科目二, 科目三 道路, 安全文明驾驶常识
SessionState = Literal["planned", "published", "held", "cancelled"]
BookingState = Literal["booked", "make_up", "passed", "failed", "absent", "arrived", "cancelled", "displaced"]
WishState = Literal["waiting", "allotted", "withdrawn", "over"]
BookingDeed = Literal["pass", "fail", "miss", "arrive", "cancel", "displace"]

KINDS: tuple[Kind, ...] = get_args(Kind)
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
SESSION_MOVES: dict[SessionState, dict[str, SessionState]] = {
    "planned": {"publish": "published", "cancel": "cancelled"},
    "published": {"hold": "held", "cancel": "cancelled"},
    "held": {},
    "cancelled": {},
}
# A test comes with one make-up in the same booking (R162 art.47); whoever does not come has failed (art.46).
BOOKING_MOVES: dict[BookingState, dict[BookingDeed, BookingState]] = {
    "booked": {
        "pass": "passed", "fail": "make_up", "miss": "absent", "arrive": "arrived",
        "cancel": "cancelled", "displace": "displaced",
    },
    "make_up": {"pass": "passed", "fail": "failed", "miss": "failed"},
    "arrived": {},
    "passed": {},
    "failed": {},
    "absent": {},
    "cancelled": {},
    "displaced": {},
}  # fmt: skip
LIVE: frozenset[BookingState] = frozenset({"booked", "make_up"})
LOST: frozenset[BookingState] = frozenset({"failed", "absent"})

HEAVY = frozenset({"A1", "A2", "A3", "B1", "B2"})
CLASSES = frozenset({*HEAVY, "C1", "C2", "C3", "C4", "C5", "C6", "D", "E", "F", "M", "N", "P"})
SMALL_CARS = frozenset({"C1", "C2", "C3", "C4", "C5"})
AWAY_CLASSES = frozenset({"C1", "C2", "C3", "C4", "C5", "C6"})  # may change the place of the test (R162 art.39)
COUNTED: frozenset[Subject] = frozenset({"2", "3"})  # five bookings each while the permit lasts (R162 art.47)
CHARGED: frozenset[Subject] = frozenset({"1", "2", "3"})  # the fee of 科目三 covers its theory, too
MOST_BOOKINGS = 5
REBOOK_DAYS = 10
PUBLISH_DAYS = 10
MOST_PLACE_CHANGES = 3

SECOND_AFTER: dict[str, int] = {
    **dict.fromkeys(("C1", "C2", "C3", "C4", "C5", "M", "N", "P"), 10),
    **dict.fromkeys((*sorted(HEAVY), "C6"), 20),
}
"""Days from the permit to the first field test (科目二, R162 art.43); classes that are not named wait none."""
THIRD_AFTER: dict[str, int] = {
    **dict.fromkeys(("C2", "C3", "C4", "C5"), 20),
    **dict.fromkeys(("C1", "M", "N", "P"), 30),
    **dict.fromkeys(sorted(HEAVY), 40),
}
"""Days from the permit to the first road test (科目三, R162 art.44)."""
THIRD_AFTER_WITH_CAR_LICENCE = 30


def moved(state: str, deed: BookingDeed) -> BookingState:
    """Return the state after a deed; refuse `bookings.not_now` where the table has none."""
    found = next((deeds.get(deed) for known, deeds in BOOKING_MOVES.items() if known == state), None)
    if found is None:
        raise Refused("bookings.not_now", state=state, deed=deed)
    return found


def session_moved(state: str, deed: str) -> SessionState:
    """Return a session's state after a deed; refuse `bookings.session_not_now` where the table has none."""
    found = next((deeds.get(deed) for known, deeds in SESSION_MOVES.items() if known == state), None)
    if found is None:
        raise Refused("bookings.session_not_now", state=state)
    return found


def subject_of(told: str) -> Subject:
    """Return a subject by its number; refuse `bookings.subject_missing`."""
    for one in SUBJECTS:
        if one == told:
            return one
    raise Refused("bookings.subject_missing")


def first_day(subject: Subject, licence_class: str, permit_on: date, *, holds_car_licence: bool = False) -> date:
    """Return the first day on which a learner may ask for a place (R162 art.43 for 科目二, art.44 for 科目三)."""
    if subject == "2":
        return permit_on + timedelta(days=SECOND_AFTER.get(licence_class, 0))
    if subject == "3":
        days = THIRD_AFTER.get(licence_class, 0)
        if holds_car_licence and licence_class in HEAVY:
            days = THIRD_AFTER_WITH_CAR_LICENCE
        return permit_on + timedelta(days=days)
    return permit_on


@dataclass(frozen=True, slots=True)
class Learner:
    """What the rules look at: the learner's file and what became of his bookings so far."""

    licence_class: str
    permit_on: date | None = None
    permit_to: date | None = None
    passed: frozenset[str] = frozenset()
    lost: Mapping[str, int] = field(default_factory=dict)  # bookings failed or missed, by subject
    last_lost: Mapping[str, date] = field(default_factory=dict)
    live: frozenset[str] = frozenset()  # subjects with a place
    asking: frozenset[str] = frozenset()  # subjects with an open wish
    paid: frozenset[str] = frozenset()
    closed: bool = False
    holds_car_licence: bool = False


def may_ask(subject: Subject, learner: Learner, on: date, *, pay_first: bool = False) -> None:
    """Refuse, with the first reason found, a learner who may not ask for a place of this subject that day."""
    if learner.closed:
        raise Refused("bookings.file_closed")
    if subject in learner.passed:
        raise Refused("bookings.passed_already", subject=subject)
    if subject in learner.live | learner.asking:
        raise Refused("bookings.booked_already", subject=subject)
    _in_sequence(subject, learner)
    if subject != "1":
        _permitted(subject, learner, on)
    _attempts(subject, learner, on)
    if pay_first and subject in CHARGED and subject not in learner.paid:
        raise Refused("bookings.fee_unpaid", subject=subject)


def _in_sequence(subject: Subject, learner: Learner) -> None:
    """科目一 comes first, 2 and 3 may be booked together, the theory after the road test (R162 art.39)."""
    if subject != "1" and "1" not in learner.passed:
        raise Refused("bookings.first_subject_first")
    if subject == "3" and "2" not in learner.passed | learner.live | learner.asking:
        raise Refused("bookings.second_subject_first")
    if subject == "4" and not {"2", "3"} <= learner.passed | learner.live | learner.asking:
        raise Refused("bookings.road_first")


def _permitted(subject: Subject, learner: Learner, on: date) -> None:
    """The permit is there, lasts three years (R162 art.41), and is as old as art.43 and 44 ask."""
    if learner.permit_on is None or learner.permit_to is None:
        raise Refused("bookings.no_permit")
    if on > learner.permit_to:
        raise Refused("bookings.permit_over", until=learner.permit_to.isoformat())
    first = first_day(subject, learner.licence_class, learner.permit_on, holds_car_licence=learner.holds_car_licence)
    if on < first:
        raise Refused("bookings.too_early", first=first.isoformat())


def _attempts(subject: Subject, learner: Learner, on: date) -> None:
    """Five bookings each for 科目二 and 科目三, ten days after one that was lost (R162 art.47)."""
    if subject not in COUNTED:
        return
    if learner.lost.get(subject, 0) >= MOST_BOOKINGS:
        raise Refused("bookings.five_used", subject=subject)
    last = learner.last_lost.get(subject)
    if last is not None and on < last + timedelta(days=REBOOK_DAYS):
        raise Refused("bookings.rebook_later", first=(last + timedelta(days=REBOOK_DAYS)).isoformat())


def voids_the_file(subject: Subject, lost: int) -> bool:
    """Tell whether a lost booking was the fifth of a counted subject: what was passed is void (R162 art.47)."""
    return subject in COUNTED and lost >= MOST_BOOKINGS


def pass_mark(subject: Subject, licence_class: str) -> int:
    """Return the marks of 100 that pass (R162 art.38): 80 for 科目二 of light classes, else 90."""
    return 80 if subject == "2" and licence_class not in HEAVY | {"C6"} else 90


def all_passed(licence_class: str, passed: Collection[str]) -> bool:
    """Tell whether nothing is left to pass (R162 art.60): all four, or for C6 all but the road test (art.44)."""
    needed = {"1", "2", "4"} if licence_class == "C6" else set(SUBJECTS)
    return needed <= set(passed)


def may_publish(day: date, today: date, kind: str, days: int = PUBLISH_DAYS) -> bool:
    """Tell whether a plan may still be published: tests ten days ahead at least (R162 art.52)."""
    return today + timedelta(days=days) <= day if kind == "test" else today <= day


def may_cancel(day: date, today: date, days_before: int) -> bool:
    """Tell whether a place may be given back: at the latest the day before (R162 art.46)."""
    return today <= last_cancel_day(day, days_before)


def last_cancel_day(day: date, days_before: int) -> date:
    """Return the last day on which a place of that day may be given back."""
    return day - timedelta(days=days_before)


def list_open(starts_at: datetime, at: datetime, lock_days: int) -> bool:
    """Tell whether the list of a session is not fixed yet (考前几日名单固定)."""
    return at < starts_at - timedelta(days=lock_days)


def may_change_place(licence_class: str, passed: Collection[str], changes: int, most: int = MOST_PLACE_CHANGES) -> None:
    """Refuse a change of the place of the test: classes C, something passed, at most three times (R162 art.39)."""
    if licence_class not in AWAY_CLASSES:
        raise Refused("bookings.class_stays", licence_class=licence_class)
    if not passed:
        raise Refused("bookings.nothing_passed_yet")
    if changes >= most:
        raise Refused("bookings.places_changed", most=most)


def inspection_window(valid_to: date, day: date, months: int) -> bool:
    """Tell whether a vehicle may be inspected that day: from `months` before its period ends (R164 art.54).

    A period that is over may be made good any day.
    """
    return day >= _months_before(valid_to, months)


def _months_before(day: date, months: int) -> date:
    whole = day.year * 12 + day.month - 1 - months
    year, month = divmod(whole, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(day)  # every month has a 28th


def ahead(day: date, today: date, least: int, most: int) -> bool:
    """Tell whether a day lies within the horizon in which slots are given out."""
    return timedelta(days=least) <= day - today <= timedelta(days=most)


def no_shows_block(missed: Collection[date], today: date, *, most: int, window: int, blocked: int) -> date | None:
    """Return the day until which somebody may not book because he did not come `most` times in `window` days."""
    days = sorted(missed)
    ends = [
        days[index] + timedelta(days=blocked)
        for index in range(most - 1, len(days))
        if days[index] - days[index - most + 1] <= timedelta(days=window)
    ]
    return max((end for end in ends if end > today), default=None)
