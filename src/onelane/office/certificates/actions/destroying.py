"""Spoiled blanks are destroyed by two persons (双人销毁): one puts them together, another confirms."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.certificates.models import Blank, Destruction
from onelane.records import journal


@transaction.atomic
def propose_destruction(*, actor: Actor, at: datetime | None = None) -> Destruction:
    """Put all spoiled blanks of the office together for destruction; one such list is open at a time."""
    at = at or clock.now()
    with refused_by("one_destruction_at_a_time", "certificates.destruction_open"):
        made = Destruction.objects.create(office_id=actor.office, proposed_at=at, proposed_by=actor.id)
    count = Blank.objects.filter(office=actor.office, state="spoiled", destruction=None).update(destruction=made)
    if not count:
        raise Refused("certificates.nothing_to_destroy")
    _note(actor, "destruction.proposed", made, at, count)
    return made


@transaction.atomic
def confirm_destruction(*, destruction_id: int, quantity: int, actor: Actor, at: datetime | None = None) -> None:
    """Confirm that the blanks of a list were destroyed; the second person counts them and is not the first."""
    at = at or clock.now()
    made = _lock(destruction_id, actor)
    blanks = Blank.objects.filter(destruction=made, state="spoiled")
    count = blanks.count()
    if quantity != count:
        raise Refused("certificates.counted_otherwise", listed=count, counted=quantity)
    made.done_at, made.done_by = at, actor.id
    with refused_by("two_persons_destroy", "certificates.second_person"):
        made.save(update_fields=["done_at", "done_by"])
    blanks.update(state="destroyed", changed_at=at, changed_by=actor.id)
    _note(actor, "destruction.done", made, at, count)


@transaction.atomic
def drop_destruction(*, destruction_id: int, actor: Actor, at: datetime | None = None) -> None:
    """Take a list back before it is confirmed; its blanks are spoiled as before."""
    at = at or clock.now()
    made = _lock(destruction_id, actor)
    count = Blank.objects.filter(destruction=made).update(destruction=None)
    _note(actor, "destruction.dropped", made, at, count)
    made.delete()


def _lock(destruction_id: int, actor: Actor) -> Destruction:
    found = Destruction.objects.select_for_update().filter(pk=destruction_id, office=actor.office, done_at__isnull=True)
    made = found.first()
    if made is None:
        raise Refused("certificates.no_such_destruction")
    return made


def _note(actor: Actor, deed: str, made: Destruction, at: datetime, count: int) -> None:
    journal.note(
        actor, deed, chain=f"stock:{actor.office}", subject=f"destruction:{made.pk}", detail={"quantity": count}, at=at
    )
