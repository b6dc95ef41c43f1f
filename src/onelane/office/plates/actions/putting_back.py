"""A preselected number on its way: into the hands of the case in the lane, and back while its time runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from onelane.kernel.actor import Actor
from onelane.office.plates import queries
from onelane.office.plates.models import Number, Preselection
from onelane.office.plates.queries import Offer
from onelane.records import journal


def adopt(case_id: int, answers: Mapping[str, object], actor: Actor, at: datetime) -> Offer | None:
    """Offer the number that this owner holds for this vehicle to the case in the lane, or None when there is none.

    The hold keeps its minute: the number is not held longer for being looked at.
    """
    found = queries.live_preselection(actor.office, answers, at)
    if found is None or found.case_id == case_id:
        return None
    theirs = Number.objects.filter(category=found.category, plate=found.plate, held_for=found.case_id, state="held")
    if not theirs.filter(held_until__gt=at).update(held_for=case_id, chosen=False):
        return None
    Preselection.objects.filter(pk=found.pk).update(state="used", used_by=case_id)
    journal.note(actor, "plates.preselected_used", chain=f"case:{case_id}", subject=found.plate, at=at)
    return queries.candidates(case_id, at=at)


def put_back(case_id: int, at: datetime) -> None:
    """Give a case's preselected number back to its preselection, as long as that has time left."""
    for found in Preselection.objects.filter(used_by=case_id, state="used", until__gt=at):
        mine = Number.objects.filter(category=found.category, plate=found.plate, held_for=case_id, state="held")
        if mine.update(held_for=found.case_id, held_until=found.until, chosen=True):
            Preselection.objects.filter(pk=found.pk).update(state="live", used_by=None)
