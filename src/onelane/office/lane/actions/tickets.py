"""Arrive, take the one ticket, have it printed or shown."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction
from django.db.models import Exists, OuterRef

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, broken_constraint
from onelane.office.cases import actions as cases
from onelane.office.cases.models import Case
from onelane.office.cases.rules import plain
from onelane.office.lane import rules
from onelane.office.lane.actions import entry
from onelane.office.lane.actions.calling import match_after_commit
from onelane.office.lane.models import Arrival, Ticket
from onelane.records import journal, live
from onelane.registers.offices import catalogue
from onelane.registers.offices.queries import settings_of

Medium = Literal["paper", "screen"]
_KEY = (8, 64)  # characters of a request key


@dataclass(frozen=True, slots=True)
class Claim:
    """Why somebody has a place other than by arrival: a priority class with its reason, or an appointment."""

    priority: str = "ordinary"
    reason: str = ""
    appointment_at: datetime | None = None


ORDINARY = Claim()


@transaction.atomic
def arrive(*, actor: Actor, at: datetime | None = None) -> Arrival:
    """Note a car at the lane entry (到达): the citizen's clock starts here, before any ticket."""
    at = at or clock.now()
    number = cases.next_number(office=actor.office, series="arrival", at=at)
    day = at.astimezone(clock.OFFICE_ZONE)
    arrival = Arrival.objects.create(office_id=actor.office, code=f"{day:%y%m%d}-{number:04d}", at=at)
    journal.note(actor, "lane.arrived", chain=f"arrival:{arrival.pk}", at=at)
    return arrival


def take_ticket(
    *, service: str, actor: Actor, request_key: str, medium: Medium = "paper", claim: Claim = ORDINARY,
    arrival_code: str = "", why: str = "", at: datetime | None = None,
) -> Ticket:  # fmt: skip
    """Take the one ticket (取号) and open its case; the same `request_key` gives the same ticket however often pressed.

    On paper the ticket is `made` and joins the queue when the printer says that it printed (`mark_issued`);
    on a screen it is issued by the answer that shows it. `why` lets a guide give one outside the hours. Refuses
    `lane.no_such_priority`, `lane.reason_missing`, `lane.no_appointment`, `lane.no_such_arrival`,
    `lane.arrival_has_ticket`, `lane.no_such_service`, `lane.request_key_missing`, `lane.no_tickets_now`, `lane.full`.
    """
    if not _KEY[0] <= len(request_key) <= _KEY[1] or not request_key.isprintable():
        raise Refused("lane.request_key_missing")
    at = at or clock.now()
    claim = replace(claim, reason=plain(claim.reason)[:120])
    try:
        return _take(service, actor, request_key, medium, claim, arrival_code, plain(why), at)
    except Exception as no:
        broken = broken_constraint(no)
        if broken not in {"one_ticket_per_press", "one_ticket_per_arrival"}:
            raise
    pressed = Ticket.objects.filter(office_id=actor.office, request_key=request_key).first()
    if pressed is None:
        raise Refused("lane.arrival_has_ticket", arrival=plain(arrival_code)[:12])
    return pressed


@transaction.atomic
def _take(
    service: str, actor: Actor, request_key: str, medium: Medium, claim: Claim, arrival_code: str, why: str,
    at: datetime,
) -> Ticket:  # fmt: skip
    if service not in catalogue.current().services:
        raise Refused("lane.no_such_service", service=service[:60])
    arrival = _arrival(actor.office, arrival_code, request_key, at) if arrival_code else None
    arrived_at = at if arrival is None else min(arrival.at, at)
    rank, screen = _rank(actor.office, claim, arrived_at), medium == "screen"
    entry.open_now(actor=actor, why=why, at=at)
    number, serial = cases.next_numbers(office=actor.office, series=["A", "case"], at=at)
    case = cases.open_case(service=service, actor=actor, present=screen, rank_at=rank, serial=serial, at=at)
    day = at.astimezone(clock.OFFICE_ZONE).date()
    ticket = Ticket.objects.create(
        office_id=actor.office, case=case, day=day, number=number,
        key=secrets.token_urlsafe(16), request_key=request_key, priority=claim.priority, priority_reason=claim.reason,
        appointment_at=claim.appointment_at, arrival=arrival, arrived_at=arrived_at, taken_at=at, medium=medium,
        issued_at=at if screen else None, copies=1 if screen else 0,
        state="waiting" if screen else "made", state_since=at,
    )  # fmt: skip
    entry.room_left(actor=actor, number=number, day=day)  # after the row, so that a second press is the first's ticket
    if why:
        detail = {"why": why}
        journal.note(actor, "ticket.given_out_of_hours", chain=f"case:{case.pk}", detail=detail, at=at)
    if screen:
        _announce(ticket)
    return ticket


def _arrival(office: str, code: str, request_key: str, at: datetime) -> Arrival:
    """Return the arrival of a ticket's car; it is of the same day, and no other press has its ticket."""
    others = Ticket.objects.filter(arrival=OuterRef("pk")).exclude(request_key=request_key)
    arrivals = Arrival.objects.filter(office_id=office, code=plain(code))
    found = arrivals.annotate(served=Exists(others)).values_list("pk", "at", "served").first()
    if found is None or found[1].astimezone(clock.OFFICE_ZONE).date() != at.astimezone(clock.OFFICE_ZONE).date():
        raise Refused("lane.no_such_arrival", arrival=plain(code)[:12])
    if found[2]:
        raise Refused("lane.arrival_has_ticket", arrival=plain(code)[:12])
    return Arrival(pk=found[0], at=found[1])


def _rank(office: str, claim: Claim, arrived_at: datetime) -> datetime:
    if claim.priority not in rules.PRIORITIES:
        raise Refused("lane.no_such_priority", priority=plain(claim.priority)[:20])
    if claim.priority == "priority" and not claim.reason:
        raise Refused("lane.reason_missing")
    if claim.priority == "appointment" and claim.appointment_at is None:
        raise Refused("lane.no_appointment")
    settings = settings_of(office)
    return rules.rank_at(
        arrived_at=arrived_at,
        head_start=timedelta(minutes=settings.integer(f"lane.ageing.head_start_minutes.{claim.priority}")),
        appointment_at=claim.appointment_at if claim.priority == "appointment" else None,
        grace=timedelta(minutes=settings.integer("lane.appointment_grace_minutes")),
    )


def _announce(ticket: Ticket) -> None:
    live.tell(live.lane(ticket.office_id), "queue", {"number": ticket.label})
    match_after_commit(ticket.office_id)


@transaction.atomic
def mark_issued(*, ticket_id: int, actor: Actor, at: datetime | None = None) -> Ticket:
    """Say that the ticket was printed: only now does it stand in the queue; a second word changes nothing."""
    at = at or clock.now()
    ticket = locked(ticket_id, actor)
    if ticket.state in rules.OVER:
        raise Refused("lane.ticket_over", ticket=ticket.label)
    if ticket.state != "made":
        return ticket
    ticket.state, ticket.state_since, ticket.issued_at, ticket.copies = "waiting", at, at, 1
    ticket.save(update_fields=["state", "state_since", "issued_at", "copies"])
    Case.objects.filter(pk=ticket.case_id).update(present=True)
    journal.note(actor, "ticket.issued", chain=f"case:{ticket.case_id}", subject=ticket.label, at=at)
    _announce(ticket)
    return ticket


@transaction.atomic
def reprint(*, ticket_id: int, actor: Actor, at: datetime | None = None) -> Ticket:
    """Print a ticket again; the number, the place and the secret key stay the same, and the copy is counted.

    A ticket that never came out of the printer has no copy yet: its first is counted by `mark_issued`.
    """
    ticket = locked(ticket_id, actor)
    if ticket.state in rules.OVER:
        raise Refused("lane.ticket_over", ticket=ticket.label)
    if ticket.state == "made":
        return ticket
    ticket.copies += 1
    ticket.save(update_fields=["copies"])
    journal.note(actor, "ticket.reprinted", chain=f"case:{ticket.case_id}", subject=ticket.label, at=at)
    return ticket


def locked(ticket_id: int, actor: Actor) -> Ticket:
    """Lock a ticket of the actor's office, its case first; refuse `lane.no_such_ticket`."""
    case_id = Ticket.objects.filter(pk=ticket_id, office_id=actor.office).values_list("case_id", flat=True).first()
    if case_id is None:
        raise Refused("lane.no_such_ticket")
    Case.objects.select_for_update().only("pk").get(pk=case_id)
    return Ticket.objects.select_for_update().get(pk=ticket_id)
