"""A preselected number on its way: into the hands of the case in the lane, and back while its time runs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel.actor import Actor
from onelane.office.plates import queries
from onelane.office.plates.actions import hands
from onelane.office.plates.models import Hand, Holding, Preselection
from onelane.office.plates.queries import Offer
from onelane.records import journal


@transaction.atomic
def adopt(case_id: int, preselection: int, actor: Actor, at: datetime) -> Offer | None:
    """Offer the number that this owner holds for this vehicle to the case in the lane; None when it is gone.

    The hold keeps its minute: the number is not held longer for being looked at.
    """
    mine = hands.lock(case_id, actor)
    found = Preselection.objects.select_for_update().filter(pk=preselection, state="live", until__gt=at).first()
    if mine is None or mine.plates or mine.chosen or found is None:
        return queries.candidates(case_id, at=at)
    theirs = Hand.objects.select_for_update().filter(case=found.case_id, chosen=found.plate, until__gt=at).first()
    if theirs is None:
        return None
    _move(found, theirs.case_id, case_id)
    hands.put(theirs, chosen="", until=None)
    hands.put(mine, plates=[found.plate], until=found.until, preselection=found)
    Preselection.objects.filter(pk=found.pk).update(state="used", used_by=case_id)
    journal.note(actor, "plates.preselected_used", chain=f"case:{case_id}", subject=found.plate, at=at)
    return queries.candidates(case_id, at=at)


def put_back(hand: Hand, at: datetime) -> None:
    """Give a case's preselected number back to its preselection, as long as that has time left."""
    live = Preselection.objects.filter(used_by=hand.case_id, state="used", until__gt=at)
    found = live.first() if hand.preselection_id is not None else None
    if found is None:
        return
    theirs = Hand.objects.select_for_update().filter(case=found.case_id, plates=[], chosen="").first()
    if theirs is None:
        return
    _move(found, hand.case_id, found.case_id)
    hands.put(hand, plates=[], chosen="", until=None, preselection=None)
    hands.put(theirs, chosen=found.plate, until=found.until)
    Preselection.objects.filter(pk=found.pk).update(state="live", used_by=None)


def _move(found: Preselection, giver: int, taker: int) -> None:
    held = Holding.objects.filter(category=found.category, plate=found.plate, case=giver, state="held")
    held.update(case=taker)
