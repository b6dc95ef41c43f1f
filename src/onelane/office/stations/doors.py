"""The door before a pool opens (候号): put up in time, looked after, and asked before anybody draws at home."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.door import actions as door
from onelane.office.door import queries as doors
from onelane.office.door import rules
from onelane.office.door.models import Door
from onelane.office.plates import queries as numbers
from onelane.office.stations import applying
from onelane.registers.offices.queries import settings_of

KIND = "plates"
AN_HOUR = timedelta(hours=1)
MANY = 20_000  # so many free numbers need not be counted each second
COUNTED_EVERY = 30  # seconds, while there are many


def name_of(pool: str) -> str:
    """Return by what name the door of a pool stands."""
    return f"{KIND}:{pool}"


def keep(at: datetime | None = None) -> int:
    """Put up the doors of what opens soon, and look after those that stand; return how many stand."""
    at = at or clock.now()
    for office, pool, opens_at in numbers.openings(at, AN_HOUR):
        settings = settings_of(office)
        if opens_at - at <= timedelta(minutes=settings.integer("door.before_minutes")):
            door.put_up(
                office=office, name=name_of(pool), opens_at=opens_at, pace=settings.integer("door.pace"),
                gathers=timedelta(seconds=settings.integer("door.gather_seconds")), actor=_worker(office), at=at,
            )  # fmt: skip
    standing = doors.standing_doors(KIND)
    for one in standing:
        tend(one, at)
    return len(standing)


def tend(one: Door, at: datetime) -> None:
    """Draw the lots when it is time, let in as many as there are free lists for, and take away a door that is done."""
    office, pool = one.office_id, one.name.removeprefix(f"{KIND}:")
    door.draw_lots(door_id=one.pk, actor=_worker(office), at=at)
    terms = numbers.terms(office, online=True)
    free = _free(one, pool, at)
    door.let_in(door_id=one.pk, free=free, size=terms.size, at=at)
    if at < one.gathers_until:
        return
    if not free and not numbers.lists_in_hands(office, pool, at):
        door.take_away(door_id=one.pk, why="gone", actor=_worker(office), at=at)
    elif one.last == one.let_in and at - one.busy_at > rules.QUIET:
        door.take_away(door_id=one.pk, why="quiet", actor=_worker(office), at=at)


def before(case_id: int, office: str) -> Door | None:
    """Return the door at which this application has to wait, or None."""
    hand = numbers.hand_of(case_id, office)
    return None if hand is None else doors.live(office, name_of(hand.pool))


@transaction.atomic
def arrive(*, case_id: int, back: str, actor: Actor, at: datetime | None = None) -> str:
    """Take the applicant's place at the door of his number's pool and return its key; refuse `door.over`."""
    found = applying.own(case_id, actor)
    stands = before(case_id, actor.office)
    if stands is None:
        raise Refused("door.over")
    return door.arrive(door_id=stands.pk, who=str(found.applicant_id), back=back, at=at)


def pass_through(*, case_id: int, applicant: int, actor: Actor, at: datetime) -> None:
    """Refuse `door.wait` while a door stands and it is not this applicant's turn."""
    stands = before(case_id, actor.office)
    if stands is not None:
        door.serve(door_id=stands.pk, who=str(applicant), at=at)


def may_pass(*, case_id: int, applicant: int, office: str) -> bool:
    """Tell whether no door stands before this application, or it is its applicant's turn."""
    stands = before(case_id, office)
    return stands is None or doors.is_let_in(stands.pk, str(applicant))


def _free(one: Door, pool: str, at: datetime) -> int:
    if one.left is not None and one.left > MANY and at.second % COUNTED_EVERY:
        return one.left
    left = numbers.free_by_pattern(one.office_id, pool, opened_before=at)
    return sum(part.free for part in left)


def _worker(office: str) -> Actor:
    return Actor("worker", "system", office)
