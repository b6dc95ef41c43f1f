"""What an owner may do with his own visit: step aside for a moment, no more often than is fair, or leave."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import Case, Work
from onelane.office.cases.path import open_steps
from onelane.office.lane import actions as lane
from onelane.office.lane.models import Ticket
from onelane.office.payments import queries as bills
from onelane.office.plates import queries as numbers
from onelane.office.stations.desk import Visit
from onelane.office.stations.directory import desk
from onelane.records import reading
from onelane.registers.offices.queries import settings_of

AWAY = "本人暂时离开"
LEFT = "本人离开"


def pauses_left(*, case_id: int, office: str) -> int:
    """Return how often the owner may still step aside; without a limit people move themselves back all day."""
    entries = reading.entries_of(f"case:{case_id}")
    taken = sum(one.deed == "ticket.held" and one.role == "citizen" for one in entries)
    return max(0, settings_of(office).integer("lane.absence_limit") - taken)


@transaction.atomic
def step_aside(*, ticket_id: int, actor: Actor, at: datetime | None = None) -> Ticket:
    """Put the owner's own ticket aside (暂离); refuse while he is called or served, or when he did so too often."""
    case = _own_case(ticket_id, actor)
    _not_at_a_counter(case)
    if not pauses_left(case_id=case.pk, office=actor.office):
        raise Refused("stations.away_too_often")
    return lane.hold(ticket_id=ticket_id, why=AWAY, actor=actor, at=at)


@transaction.atomic
def leave(*, ticket_id: int, actor: Actor, at: datetime | None = None) -> Ticket:
    """End the visit at the owner's wish (离开); refuse once money or a number changed hands: that needs a person."""
    return send_home(ticket_id=ticket_id, why=LEFT, actor=actor, at=at)


@transaction.atomic
def send_home(*, ticket_id: int, why: str, actor: Actor, at: datetime | None = None) -> Ticket:
    """End a visit before its time, for the owner or by the guide: an unpaid bill is void and held numbers are free."""
    at = at or clock.now()
    case = _own_case(ticket_id, actor)
    _not_at_a_counter(case)
    bill, number = bills.bill_of(case.pk), numbers.chosen(case.pk)
    if (bill is not None and bill.state != "open") or (number is not None and number.state == "issued"):
        raise Refused("stations.too_far_to_leave")
    for step in open_steps(frozenset(case.marking)):
        desk(step).closed(Visit(case, step, actor, at))
    return lane.leave(ticket_id=ticket_id, why=why, actor=actor, at=at)


def _own_case(ticket_id: int, actor: Actor) -> Case:
    case_id = Ticket.objects.filter(pk=ticket_id, office_id=actor.office).values_list("case_id", flat=True).first()
    if case_id is None:
        raise Refused("lane.no_such_ticket")
    return Case.objects.select_for_update().get(pk=case_id)


def _not_at_a_counter(case: Case) -> None:
    if Work.objects.filter(case=case, ended_at=None, counter__isnull=False).exists():
        raise Refused("stations.called_now")
