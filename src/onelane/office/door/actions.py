"""The deeds at a door: put it up, take a place, draw the lots, let in, take it away."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.door import queries, rules
from onelane.office.door.models import Door, Place
from onelane.records import journal, statements
from onelane.registers.offices.models import Office

Source = Callable[[int], str]
_SEED, _KEY = 32, 18

# The lots are drawn under the door's whole lock, so whoever comes in time has his row in before, and whoever waited
# here meanwhile finds the lots drawn and stands behind.
ARRIVE = """
WITH open AS (
  SELECT id FROM door_door WHERE id = %(door)s::bigint AND over_at IS NULL AND drawn_at IS NULL FOR KEY SHARE
)
INSERT INTO door_place (door_id, key, who, back, arrived_at)
SELECT id, %(key)s::text, %(who)s::text, %(back)s::text, %(at)s::timestamptz FROM open
ON CONFLICT (door_id, who) DO NOTHING RETURNING key
"""
STAND_BEHIND = """
WITH behind AS (
  UPDATE door_door SET last = last + 1
  WHERE id = %(door)s::bigint AND over_at IS NULL AND drawn_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM door_place WHERE door_id = %(door)s::bigint AND who = %(who)s::text)
  RETURNING id, last
)
INSERT INTO door_place (door_id, key, who, back, arrived_at, number)
SELECT id, %(key)s::text, %(who)s::text, %(back)s::text, %(at)s::timestamptz, last FROM behind
ON CONFLICT (door_id, who) DO NOTHING RETURNING key
"""
LOTS = """
UPDATE door_place p SET number = drawn.number FROM (
  SELECT id, row_number() OVER (
    ORDER BY encode(sha256(convert_to(%(seed)s::text || E'\\n' || key, 'UTF8')), 'hex')
  ) AS number
  FROM door_place WHERE door_id = %(door)s
) drawn WHERE p.id = drawn.id
"""


@transaction.atomic
def put_up(
    *, office: str, name: str, opens_at: datetime, gathers: timedelta, pace: int, actor: Actor,
    at: datetime | None = None, source: Source = secrets.token_hex,
) -> Door | None:  # fmt: skip
    """Put a door up before an opening; None when it stands or stood already."""
    at = at or clock.now()
    Office.objects.select_for_update(no_key=True).get(pk=office)  # two workers look at the same second
    if Door.objects.filter(office=office, name=name, opens_at=opens_at).exists() or queries.live(office, name):
        return None
    made = Door.objects.create(
        office_id=office, name=name, opens_at=opens_at, gathers_until=opens_at + gathers, pace=pace,
        seed=source(_SEED), busy_at=at,
    )  # fmt: skip
    detail = {"opens_at": opens_at, "commitment": rules.commitment_to(made.seed)}
    journal.note(actor, "door.put_up", chain=f"door:{made.pk}", subject=name, detail=detail, at=at)
    return made


def arrive(
    *, door_id: int, who: str, back: str, at: datetime | None = None, source: Source = secrets.token_urlsafe
) -> str:
    """Take a place, one for each person, and return its key; coming again gives the same. One statement."""
    told = {"door": door_id, "who": who, "back": back, "key": source(_KEY), "at": at or clock.now()}
    for statement in (ARRIVE, STAND_BEHIND):
        row = statements.one(statement, told)
        if row is not None:
            return str(row[0])
    has = queries.key_of(door_id, who)
    if has is None:
        raise Refused("door.over")
    return has


@transaction.atomic
def draw_lots(*, door_id: int, actor: Actor, at: datetime | None = None) -> int:
    """Give everybody who came in time a number by lot, show the seed, and tell how many they are; once."""
    at = at or clock.now()
    door = Door.objects.select_for_update().get(pk=door_id)
    if door.drawn_at is not None or at < door.gathers_until:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(LOTS, {"seed": door.seed, "door": door_id})
        drawn = int(cursor.rowcount)
    door.drawn_at, door.last, door.busy_at = at, drawn, at
    door.save(update_fields=["drawn_at", "last", "busy_at"])
    detail = {"seed": door.seed, "places": drawn}
    journal.note(actor, "door.lots_drawn", chain=f"door:{door_id}", subject=door.name, detail=detail, at=at)
    return drawn


@transaction.atomic
def let_in(*, door_id: int, free: int, size: int, at: datetime | None = None) -> int:
    """Let in as many as there is room for, the lowest numbers first, and tell how many; note what is left."""
    at = at or clock.now()
    door = Door.objects.select_for_update(no_key=True).get(pk=door_id)
    if door.drawn_at is None:
        Door.objects.filter(pk=door_id).update(left=free, last=Place.objects.filter(door=door_id).count(), busy_at=at)
        return 0
    walking = Place.objects.filter(door=door_id, served_at=None, let_in_at__gt=at - rules.WALKING_IN).count()
    waiting = door.last - door.let_in
    many = rules.to_let_in(waiting=waiting, free=free, size=size, walking_in=walking, pace=door.pace)
    if many:
        turn = Place.objects.filter(door=door_id, number__gt=door.let_in, number__lte=door.let_in + many)
        turn.update(let_in_at=at)
    busy = at if waiting else door.busy_at
    Door.objects.filter(pk=door_id).update(let_in=F("let_in") + many, left=free, busy_at=busy)
    return many


def serve(*, door_id: int, who: str, at: datetime | None = None) -> None:
    """Note that somebody who was let in has what he came for before him; refuse `door.wait` before his turn.

    One statement, and the first that a crowded deed runs.
    """
    told = {"door": door_id, "who": who, "at": at or clock.now()}
    if statements.one(SERVE, told) is None:
        raise Refused("door.wait")


SERVE = """
UPDATE door_place SET served_at = coalesce(served_at, %(at)s::timestamptz)
WHERE door_id = %(door)s::bigint AND who = %(who)s::text AND let_in_at IS NOT NULL RETURNING id
"""


@transaction.atomic
def take_away(*, door_id: int, why: str, actor: Actor, at: datetime | None = None) -> None:
    """Take a door away: all is gone (`gone`), or nobody has come for a while (`quiet`)."""
    at = at or clock.now()
    if Door.objects.filter(pk=door_id, over_at=None).update(over_at=at, why_over=why):
        journal.note(actor, "door.taken_away", chain=f"door:{door_id}", detail={"why": why}, at=at)
