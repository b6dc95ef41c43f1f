"""Open a segment (号段): one person proposes it, another releases it, and all its numbers exist at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db import connection, transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers import plate
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.plates import rules
from onelane.office.plates.actions.publishing import publish
from onelane.office.plates.models import Segment
from onelane.records import journal
from onelane.registers.offices.queries import office_of

MOST = 1_000_000  # numbers in one segment; more than one series of a prefix and pattern can use in a day
_CHUNK = 10_000

_COPY = """
COPY plates_number (category, plate, office_id, segment_id, pool) FROM STDIN
"""


@transaction.atomic
def propose_segment(
    *,
    office: str,
    category: str,
    prefix: str,
    pattern: str,
    first: str,
    last: str,
    actor: Actor,
    at: datetime | None = None,
) -> Segment:
    """Write down a segment for a second person to release; no number exists by it yet."""
    at = at or clock.now()
    if office != actor.office:
        raise Refused("plates.other_office")
    if prefix not in office_of(office).prefixes:
        raise Refused("plates.foreign_prefix", prefix=prefix)
    run = plate.Segment(pattern, first, last)
    rules.check_segment(run, category=category, most=MOST)
    segment = Segment.objects.create(
        office_id=office, category=category, prefix=prefix, pattern=pattern, first=first, last=last,
        quantity=run.size, made_by=actor.id, made_at=at,
    )  # fmt: skip
    journal.note(actor, "plates.segment_proposed", chain=f"segment:{segment.pk}", subject=str(segment), at=at)
    return segment


@transaction.atomic
def release_segment(
    *, segment_id: int, actor: Actor, at: datetime | None = None, opens_at: datetime | None = None
) -> Segment:
    """Put every number of a proposed segment into the pool and publish the pool's account; drawn from `opens_at` on."""
    at = at or clock.now()
    segment = Segment.objects.select_for_update().filter(pk=segment_id, office=actor.office).first()
    if segment is None:
        raise Refused("plates.no_such_segment")
    rules.check_release(state=segment.state, made_by=segment.made_by, released_by=actor.id)
    segment.state, segment.released_by, segment.released_at = "released", actor.id, at
    segment.pool = rules.pool_of(segment.category, segment.first)
    segment.opens_at = opens_at or at
    if segment.opens_at < at:
        raise Refused("plates.opens_before_published")
    segment.save(update_fields=["state", "released_by", "released_at", "pool", "opens_at"])
    # COPY in the deed's own transaction: half a million rows in seconds, and all of them or none.
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '60s'")  # the one deed that may take longer than any page waits
    with (
        refused_by("plates_number_pkey", "plates.segment_overlaps", segment=str(segment)),
        connection.cursor() as cursor,
        cursor.copy(_COPY) as copy,
    ):
        for lines in _lines(segment):
            copy.write(lines)
    journal.note(
        actor, "plates.segment_released", chain=f"segment:{segment.pk}", subject=str(segment),
        detail={"quantity": segment.quantity}, at=at,
    )  # fmt: skip
    publish(office=segment.office_id, pool=segment.pool, actor=actor, at=at, opens_at=opens_at)
    return segment


def _lines(segment: Segment) -> Iterator[str]:
    """Return the rows of a segment as text for COPY, some thousands at a time."""
    serials = iter(plate.Segment(segment.pattern, segment.first, segment.last))
    kept = f"{segment.office_id}\t{segment.pk}\t{segment.pool}"
    while some := list(islice(serials, _CHUNK)):
        yield "".join(f"{segment.category}\t{segment.prefix}{serial}\t{kept}\n" for serial in some)
