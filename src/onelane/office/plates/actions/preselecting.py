"""Preselect (预选号牌): hold a chosen number for an owner and his vehicle for some working days."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.plates import queries, rules
from onelane.office.plates.actions import choosing
from onelane.office.plates.holds import OwnerAndVehicle
from onelane.office.plates.models import Hand, Preselection
from onelane.records import journal


@transaction.atomic
def preselect(*, case_id: int, plate: str, actor: Actor, at: datetime | None = None) -> Preselection:
    """Take a number of the case's list, or the one it composed, and hold it until the minute that is told."""
    at = at or clock.now()
    told = queries.hand_of(case_id, actor.office)
    if told is None:
        raise Refused("plates.hold_expired" if queries.hold_of(case_id) else "plates.not_offered", number=plate)
    if not told.owner or not told.vin:
        raise Refused("plates.hold_needs_owner_and_vehicle")
    number = choosing.take(case_id=case_id, plate=plate, actor=actor, at=at)
    has = Preselection.objects.filter(case=case_id, plate=number.plate, state="live").first()
    if has is not None:
        return has
    if queries.live_of_owner_or_vehicle(actor.office, OwnerAndVehicle(told.owner, told.vin, told.category), at):
        raise Refused("plates.second_hold")
    until = rules.hold_ends(
        at, days=queries.terms(actor.office).hold_days, calendar=queries.working_calendar(actor.office)
    )
    with (
        refused_by("one_live_hold_a_vehicle", "plates.second_hold"),
        refused_by("one_live_hold_a_person", "plates.second_hold"),
    ):
        made = Preselection.objects.create(
            office_id=actor.office, case_id=case_id, category=told.category, owner=told.owner, vin=told.vin,
            plate=number.plate, at=at, until=until,
        )  # fmt: skip
    Hand.objects.filter(case=case_id, chosen=number.plate).update(until=until)
    journal.note(
        actor, "plates.preselected", chain=f"case:{case_id}", subject=number.plate, detail={"until": until}, at=at
    )
    return made
