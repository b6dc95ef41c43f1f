"""Look after the machine's clock: when it was set back, every hold ends earlier by as much."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from onelane.kernel.actor import Actor
from onelane.office.plates import rules
from onelane.office.plates.models import Hand, Preselection, Watch
from onelane.records import journal


@transaction.atomic
def watch_clock(*, boot: str, ran: float, actor: Actor, at: datetime) -> timedelta:
    """Compare the clock with the seconds since the machine's start, and return by how much it was set back.

    A clock set forward ends holds early, which nobody can gain by; so nothing is done about it.
    """
    last, fresh = Watch.objects.select_for_update().get_or_create(boot=boot, defaults={"ran": ran, "at": at})
    if fresh:
        return timedelta()
    fell = timedelta(seconds=rules.clock_fell_back(ran=ran - last.ran, showed=(at - last.at).total_seconds()))
    last.ran, last.at = ran, at
    last.save(update_fields=["ran", "at"])
    if fell:
        Hand.objects.filter(until__isnull=False).update(until=F("until") - fell)
        Preselection.objects.filter(state="live").update(until=F("until") - fell)
        journal.note(
            actor, "plates.clock_fell_back", chain="pool:clock", detail={"seconds": fell.total_seconds()}, at=at
        )
    return fell
