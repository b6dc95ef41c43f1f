"""Somebody is not here: no-show, hold, come back to a fair place, leave for good."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases import actions as cases
from onelane.office.cases.models import Case, Work
from onelane.office.cases.rules import plain
from onelane.office.lane import rules
from onelane.office.lane.actions.calling import called_of, in_hand, match_after_commit
from onelane.office.lane.actions.tickets import locked
from onelane.office.lane.models import Ticket
from onelane.records import journal, live
from onelane.registers.offices.queries import counter_id_of, settings_of

_LONGEST = 120


@transaction.atomic
def no_show(*, work_id: int, actor: Actor, at: datetime | None = None) -> Ticket:
    """Note that a called owner did not come (过号): the counter is free, the ticket waits for him to show up again.

    Refuses `lane.too_soon_for_no_show` before he was called again or had time to come. Called to two counters at once
    he is missed once, and not at all while one of them has begun with him.
    """
    at = at or clock.now()
    work = in_hand(work_id, actor)
    _had_time(work, actor, at)
    told = called_of(work)
    cases.release(case_id=work.case_id, step=work.step, actor=actor, outcome="no_show", at=at)
    ticket = Ticket.objects.select_for_update().get(case_id=work.case_id)
    served = Work.objects.filter(case_id=work.case_id, ended_at=None, began_at__isnull=False, calls__gt=0).exists()
    if ticket.state == "waiting" and not served:
        ticket.absences += 1
        _move(ticket, "absent", at, extra=["absences"])
    live.tell(live.board(actor.office), "uncalled", {"number": told.ticket, "counter": told.counter})
    return ticket


def _had_time(work: Work, actor: Actor, at: datetime) -> None:
    if work.began_at is not None:
        raise Refused("lane.already_begun")
    seconds = settings_of(actor.office).integer("lane.no_show_after_seconds")
    waited = at - work.taken_at
    if not rules.may_be_missed(calls=work.calls, waited=waited, after=timedelta(seconds=seconds)):
        raise Refused("lane.too_soon_for_no_show", seconds=max(1, seconds - int(waited.total_seconds())))


@transaction.atomic
def hold(*, ticket_id: int, why: str, actor: Actor, at: datetime | None = None) -> Ticket:
    """Put a ticket aside (挂起) while its owner fetches something; it is not called until it is brought back."""
    at = at or clock.now()
    why = plain(why)[:_LONGEST]
    if not why:
        raise Refused("lane.reason_missing")
    ticket = locked(ticket_id, actor)
    place = counter_id_of(actor)
    for work in Work.objects.filter(case_id=ticket.case_id, ended_at=None):
        if work.actor == actor.id or (place is not None and work.counter_id == place):
            cases.release(case_id=work.case_id, step=work.step, actor=actor, at=at)
    ticket.away_reason = why
    _move(ticket, "away", at, extra=["away_reason"])
    journal.note(actor, "ticket.held", chain=f"case:{ticket.case_id}", detail={"why": why}, at=at)
    return ticket


@transaction.atomic
def bring_back(*, ticket_id: int, actor: Actor, at: datetime | None = None) -> Ticket:
    """Bring a held or absent ticket back to a fair place: not having come costs some minutes, all other time counts.

    A ticket held by the office keeps its place untouched, for the office asked its owner to go.
    """
    at = at or clock.now()
    ticket = locked(ticket_id, actor)
    settings = settings_of(actor.office)
    limit = settings.integer("lane.absence_limit")
    if ticket.state == "absent" and not rules.may_return(absences=ticket.absences, limit=limit):
        raise Refused("lane.absent_too_often", limit=limit)
    if ticket.state not in {"away", "absent"}:
        raise Refused("lane.not_away", ticket=ticket.label)
    if ticket.state == "absent":
        case = Case.objects.get(pk=ticket.case_id)
        penalty = timedelta(minutes=settings.integer("lane.bring_back_minutes"))
        rank = rules.rank_after_absence(rank=case.rank_at, left_at=ticket.state_since, back_at=at, penalty=penalty)
        Case.objects.filter(pk=case.pk).update(rank_at=rank)
    ticket.away_reason = ""
    _move(ticket, "waiting", at, extra=["away_reason"])
    journal.note(actor, "ticket.brought_back", chain=f"case:{ticket.case_id}", subject=ticket.label, at=at)
    _announce(ticket)
    return ticket


def _announce(ticket: Ticket) -> None:
    live.tell(live.lane(ticket.office_id), "queue", {"number": ticket.label})
    match_after_commit(ticket.office_id)


@transaction.atomic
def come_again(*, ticket_id: int, actor: Actor, at: datetime | None = None) -> Ticket:
    """Give the owner of a case carried over from another day a number of today on his old ticket (改日续办).

    The secret key stays; his place has the head start of somebody who returns with what was missing.
    """
    at = at or clock.now()
    ticket = locked(ticket_id, actor)
    if ticket.state != "carried":
        raise Refused("lane.not_carried", ticket=ticket.label)
    former = f"{ticket.day.isoformat()} {ticket.label}"
    head_start = timedelta(minutes=settings_of(actor.office).integer("lane.ageing.head_start_minutes.returned"))
    ticket.day = at.astimezone(clock.OFFICE_ZONE).date()
    ticket.number = cases.next_number(office=actor.office, series="A", at=at)
    ticket.arrived_at, ticket.absences = at, 0
    rank = rules.rank_at(arrived_at=at, head_start=head_start)
    Case.objects.filter(pk=ticket.case_id).update(rank_at=rank)
    _move(ticket, "waiting", at, extra=["day", "number", "arrived_at", "absences"])
    detail = {"former": former}
    journal.note(actor, "ticket.came_again", chain=f"case:{ticket.case_id}", subject=ticket.label, detail=detail, at=at)
    _announce(ticket)
    return ticket


@transaction.atomic
def carry_over(*, ticket_id: int, actor: Actor, at: datetime | None = None) -> Ticket:
    """Take a ticket out of the lane at closing while its case goes on another day (顺延)."""
    at = at or clock.now()
    ticket = locked(ticket_id, actor)
    for work in Work.objects.filter(case_id=ticket.case_id, ended_at=None):
        cases.release(case_id=work.case_id, step=work.step, actor=actor, at=at)
    _move(ticket, "carried", at)
    journal.note(actor, "ticket.carried_over", chain=f"case:{ticket.case_id}", subject=ticket.label, at=at)
    return ticket


@transaction.atomic
def leave(*, ticket_id: int, actor: Actor, why: str, at: datetime | None = None) -> Ticket:
    """End a visit before its time, at the owner's wish or at closing; the case is cancelled."""
    at = at or clock.now()
    ticket = locked(ticket_id, actor)
    cases.cancel(case_id=ticket.case_id, actor=actor, why=why, at=at)
    _move(ticket, "cancelled", at)
    live.tell(live.lane(ticket.office_id), "queue", {"number": ticket.label})
    return ticket


@transaction.atomic
def reopen(*, case_id: int, at: datetime) -> None:
    """Put the ticket of a case back into the lane when the completion that ended it is undone."""
    for ticket in Ticket.objects.select_for_update().filter(case_id=case_id, state="finished"):
        _move(ticket, "waiting", at)


@transaction.atomic
def finish(*, case_id: int, at: datetime) -> None:
    """Close the ticket of a case that has ended."""
    for ticket in Ticket.objects.select_for_update().filter(case_id=case_id):
        if ticket.state != "finished":
            _move(ticket, "finished", at)
            live.tell(live.board(ticket.office_id), "finished", {"number": ticket.label, "counter": ""})


def _move(ticket: Ticket, state: str, at: datetime, *, extra: list[str] | None = None) -> None:
    """Walk the table of moves; whether the owner can be called follows from the state."""
    if state not in rules.MOVES[ticket.state]:
        raise Refused("lane.ticket_cannot", ticket=ticket.label, state=ticket.state)
    ticket.state, ticket.state_since = state, at
    ticket.save(update_fields=["state", "state_since", *(extra or [])])
    Case.objects.filter(pk=ticket.case_id).update(present=state == "waiting")
    live.tell(live.ticket(ticket.case_id), "ticket", {"number": ticket.label})
