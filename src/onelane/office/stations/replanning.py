"""A published plan changes: everybody concerned is told and offered another session, with the rank he had."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.bookings import actions as bookings
from onelane.office.bookings import queries
from onelane.office.bookings.models import Booking


@dataclass(frozen=True, slots=True)
class Moved:
    """How many lost their place, and how many of them wait for another session now."""

    people: int
    waiting: int


@transaction.atomic
def resize(*, session_id: int, capacity: int, why: str, actor: Actor, at: datetime | None = None) -> Moved:
    """Change how many places a session has, and offer others to whoever lost his."""
    at = at or clock.now()
    bookings.resize(session_id=session_id, capacity=capacity, why=why, actor=actor, at=at)
    bookings.offer(session_id=session_id, actor=_office(actor), at=at)
    return _offer_others(session_id, actor, at)


@transaction.atomic
def call_off(*, session_id: int, why: str, actor: Actor, at: datetime | None = None) -> Moved:
    """Call a session off, and offer others to everybody who had a place."""
    at = at or clock.now()
    bookings.call_off(session_id=session_id, why=why, actor=actor, at=at)
    return _offer_others(session_id, actor, at)


def _offer_others(session_id: int, actor: Actor, at: datetime) -> Moved:
    """Let whoever lost the place of a test wait for the next sessions of his subject; a slot he chooses himself."""
    lost = list(
        Booking.objects.select_related("learner")
        .filter(session=session_id, state="displaced", ended_at=at)
        .order_by("pk")
    )
    waiting = 0
    touched: set[int] = set()
    for one in lost:
        if one.learner is None:
            continue
        others = queries.next_sessions(one.office_id, one.subject, one.learner.licence_class, at)
        with suppress(Refused):  # none is published, or the rules say no meanwhile: he chooses later
            bookings.wish(learner_id=one.learner.pk, session_ids=others, actor=_office(actor), at=at)
            waiting, touched = waiting + 1, touched | set(others)
    for other in sorted(touched):
        bookings.offer(session_id=other, actor=_office(actor), at=at)
    return Moved(len(lost), waiting)


def _office(actor: Actor) -> Actor:
    return Actor(id="bookings", role="system", office=actor.office)
