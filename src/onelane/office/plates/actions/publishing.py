"""Publish the account of a pool (号池公示): what there is, in which order it is counted, and with which key."""

from __future__ import annotations

import zlib
from contextlib import suppress
from datetime import UTC, datetime

from django.db import transaction

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.plates import keys, receipts, rules, series
from onelane.office.plates.models import Holding, Publication, Segment
from onelane.records import journal
from onelane.registers.offices.models import Office


@transaction.atomic
def publish(
    *, office: str, pool: str, actor: Actor, at: datetime | None = None, opens_at: datetime | None = None
) -> Publication:
    """Sign the state of every number of a pool; from `opens_at` on, lists are drawn by this account."""
    at = at or clock.now()
    opens_at = opens_at or at
    if opens_at < at:
        raise Refused("plates.opens_before_published")
    # One publication of a pool after the other; those who draw meanwhile are not kept waiting by this lock.
    Office.objects.select_for_update(no_key=True).get(pk=office)
    former = Publication.objects.filter(office=office, pool=pool).defer("account").order_by("-number").first()
    runs, states = _account(office, pool)
    number, draw_key = former.number + 1 if former else 1, keys.public()
    body: dict[str, JsonValue] = {
        "form": receipts.PUBLICATION,
        "office": office,
        "pool": pool,
        "number": number,
        "at": written(at),
        "opens_at": written(opens_at),
        "runs": [list(run) for run in runs],
        "size": len(states.letters),
        "counts": {name: states.letters.count(letter) for name, letter in series.LETTER.items()},
        "root": states.root.hex(),
        "draw_key": draw_key,
        "previous": former.digest if former else "",
    }
    signer = keys.signer()
    made = Publication.objects.create(
        office_id=office, pool=pool, number=number, at=at, opens_at=opens_at, draw_key=draw_key,
        body=body, digest=receipts.digest(body), account=zlib.compress(states.letters.encode()),
        key_id=signer.key_id, signature=signer.sign(receipts.canonical(body)).hex(),
    )  # fmt: skip
    journal.note(actor, "plates.published", chain=f"pool:{office}:{pool}", detail={"digest": made.digest}, at=at)
    return made


def written(at: datetime) -> str:
    """Return a moment as receipts write it, so that text compares as time does."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _account(office: str, pool: str) -> tuple[list[series.Run], series.StatesOfSeries]:
    """Return the runs that still have something to give, and the state of each of their numbers."""
    released = Segment.objects.filter(office=office, pool=pool, state="released").order_by("pk")
    runs = [(one.prefix, one.pattern, one.first, one.last) for one in released]
    everything = series.Series(runs)
    letters = bytearray(series.FREE.encode() * everything.size)
    taken = Holding.objects.filter(office=office, category=pool[: rules.CATEGORY]).values_list("plate", "state")
    for plate, state in taken.iterator():
        with suppress(LookupError):  # of the category's other pool
            letters[everything.place(plate)] = ord(series.LETTER[state])
    kept: list[series.Run] = []
    states = ""
    begin = 0
    for run in runs:
        end = begin + series.Series([run]).size
        part = letters[begin:end].decode()
        if set(part) & set("fh"):
            kept.append(run)
            states += part
        begin = end
    return kept, series.StatesOfSeries(states)
