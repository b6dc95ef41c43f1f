"""Somebody is not here: no-show, hold, come back to a fair place, leave for good."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases import actions as cases
from onelane.office.cases.models import Case, Work
from onelane.office.lane import rules
from onelane.office.lane.actions.calling import called_of, match_after_commit
from onelane.office.lane.actions.tickets import locked
from onelane.office.lane.models import Ticket
from onelane.records import journal, live
from onelane.registers.offices.queries import settings_of


@transaction.atomic
def no_show(*, work_id: int, actor: Actor, at: datetime | None = None) -> Ticket:
    """Note that a called owner did not come (过号): the counter is free, the ticket waits for him to show up again."""
    at = at or clock.now()
    work = Work.objects.filter(pk=work_id, office_id=actor.office).first()
    if work is None:
        raise Refused("lane.no_such_call")
    ticket = locked(Ticket.objects.get(case_id=work.case_id).pk, actor)
    told = called_of(work)
    cases.release(case_id=work.case_id, step=work.step, actor=actor, outcome="no_show", at=at)
    ticket.absences += 1
    _move(ticket, "absent", at, extra=["absences"])
    live.tell(live.board(actor.office), "uncalled", {"number": told.ticket, "counter": told.counter})
    return ticket


@transaction.atomic
def hold(*, ticket_id: int, why: str, actor: Actor, at: datetime | None = None) -> Ticket:
    """Put a ticket aside (挂起) while its owner fetches something; it is not called until it is brought back."""
    at = at or clock.now()
    if not why.strip():
        raise Refused("lane.reason_missing")
    ticket = locked(ticket_id, actor)
    for work in Work.objects.filter(case_id=ticket.case_id, ended_at=None, actor=actor.id):
        cases.release(case_id=work.case_id, step=work.step, actor=actor, at=at)
    ticket.away_reason = why[:120]
    _move(ticket, "away", at, extra=["away_reason"])
    journal.note(actor, "ticket.held", chain=f"case:{ticket.case_id}", detail={"why": why[:120]}, at=at)
    return ticket


@transaction.atomic
def bring_back(*, ticket_id: int, actor: Actor, at: datetime | None = None) -> Ticket:
    """Bring a held or absent ticket back to a fair place: time away does not count as waiting, all other time does.

    A ticket held by the office keeps its place untouched, for the office asked its owner to go.
    """
    at = at or clock.now()
    ticket = locked(ticket_id, actor)
    limit = settings_of(actor.office).integer("lane.absence_limit")
    if ticket.state == "absent" and not rules.may_return(absences=ticket.absences, limit=limit):
        raise Refused("lane.absent_too_often", limit=limit)
    if ticket.state not in {"away", "absent"}:
        raise Refused("lane.not_away", ticket=ticket.label)
    case = Case.objects.get(pk=ticket.case_id)
    if ticket.state == "absent":
        case.rank_at = rules.rank_after_absence(rank=case.rank_at, left_at=ticket.state_since, back_at=at)
        case.save(update_fields=["rank_at"])
    ticket.away_reason = ""
    _move(ticket, "waiting", at, extra=["away_reason"])
    journal.note(actor, "ticket.brought_back", chain=f"case:{ticket.case_id}", subject=ticket.label, at=at)
    live.tell(live.lane(ticket.office_id), "queue", {"number": ticket.label})
    match_after_commit(ticket.office_id)
    return ticket


@transaction.atomic
def leave(*, ticket_id: int, actor: Actor, why: str, at: datetime | None = None) -> Ticket:
    """End a visit before its time, at the owner's wish or at closing; the case is cancelled."""
    at = at or clock.now()
    ticket = locked(ticket_id, actor)
    cases.cancel(case_id=ticket.case_id, actor=actor, why=why, at=at)
    _move(ticket, "cancelled", at)
    return ticket


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
