"""Hand a parcel to the post (交邮): the parcel leaves and the case goes on, in one transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.cases.path import open_steps
from onelane.office.certificates.models import Paper
from onelane.office.delivery import actions as delivery
from onelane.office.delivery import queries as parcels
from onelane.office.delivery.models import Parcel
from onelane.office.stations import actions as stations
from onelane.office.stations import slips
from onelane.office.stations.posting_again import must_be_printed
from onelane.office.stations.telling import tell

STEP = "dispatch"


@transaction.atomic
def hand_over(*, parcel_id: int, actor: Actor, at: datetime | None = None) -> Parcel:
    """Hand a packed parcel to the carrier and complete the step; handed over already, nothing happens.

    A second parcel belongs to a case whose step is done.
    """
    at = at or clock.now()
    stations.must_work(STEP, actor)
    parcel = parcels.parcel(parcel_id, actor.office)
    if parcel.handed_over_at is not None:
        return parcel
    parcel = delivery.hand_over(parcel_id=parcel_id, actor=actor, at=at)
    if STEP in open_steps(frozenset(parcel.case.marking)):
        stations.complete(case_id=parcel.case_id, step=STEP, actor=actor, at=at)
    tell(parcel.case_id, "posted", once=str(parcel.pk), parcel=parcel.number)
    return parcel


@transaction.atomic
def pack(*, parcel_id: int, actor: Actor, at: datetime | None = None) -> Parcel:
    """Close a parcel, give it its number and issue its label."""
    at = at or clock.now()
    stations.must_work(STEP, actor)
    must_be_printed(parcels.parcel(parcel_id, actor.office))
    parcel = delivery.pack(parcel_id=parcel_id, actor=actor, at=at)
    slips.labelled(parcel, actor=actor, at=at)
    return parcel


@transaction.atomic
def label(*, parcel_id: int, actor: Actor, at: datetime | None = None) -> Paper:
    """Return the label of a packed parcel as it is addressed now."""
    stations.must_work(STEP, actor)
    return slips.labelled(parcels.parcel(parcel_id, actor.office), actor=actor, at=at or clock.now())


@transaction.atomic
def unpack(*, parcel_id: int, actor: Actor, at: datetime | None = None) -> Parcel:
    """Open a packed parcel again."""
    stations.must_work(STEP, actor)
    return delivery.unpack(parcel_id=parcel_id, actor=actor, at=at)
