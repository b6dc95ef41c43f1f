"""Call the next owner, call again, begin, transfer, take a call back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor, Role
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.cases import actions as cases
from onelane.office.cases.models import Case, Work
from onelane.office.lane import rules
from onelane.office.lane.models import Standby, Ticket
from onelane.records import journal, live, statements
from onelane.registers.offices import catalogue
from onelane.registers.offices.actions import CALLING
from onelane.registers.offices.queries import counter, settings_of


@dataclass(frozen=True, slots=True)
class Called:
    """Who was called where: the work, its case, the ticket's number and key."""

    work_id: int
    case_id: int
    case_number: str
    ticket: str
    key: str
    step: str
    counter: str


# Call next is one statement: whoever presses at the same moment skips the row that another is taking, so eight windows
# get eight owners and nobody waits. The step stands in the text, not in a parameter, because each station has a
# partial index on exactly this condition (`offices.actions.index_queues`); its name is a checked plain word.
_CALL = """
WITH next AS (
  SELECT id FROM cases_case
  WHERE office_id = %(office)s::text AND '{step}' = ANY(ready_steps) AND state = 'open' AND present
  ORDER BY rank_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
), taken AS (
  UPDATE cases_case c SET taken = array_append(c.taken, '{step}'), version = c.version + 1
  FROM next WHERE c.id = next.id RETURNING c.id, c.number
), work AS (
  INSERT INTO cases_work
    (case_id, office_id, step, counter_id, actor, taken_at, calls, last_called_at, outcome, reasons)
  SELECT id, %(office)s::text, '{step}', %(place)s::bigint, %(actor)s::text, %(at)s::timestamptz, 1,
    %(at)s::timestamptz, '', '[]'
  FROM taken RETURNING id
)
SELECT work.id, taken.id, taken.number, t.series, t.number, t.key,
  EXISTS (SELECT 1 FROM lane_standby WHERE counter_id = %(place)s::bigint), {note}
FROM taken CROSS JOIN work JOIN lane_ticket t ON t.case_id = taken.id
"""


# Whoever would otherwise stand by waits for a row that another is just calling to another step: the owner skipped now
# is ready for this step still, and nobody would look again.
_PATIENT_CALL = _CALL.replace(" SKIP LOCKED", "")


@lru_cache(maxsize=64)
def _statement(step: str, *, patient: bool = False) -> str:
    if not re.fullmatch(r"[a-z][a-z-]{1,39}", step):
        raise Refused("lane.no_such_step", step=step[:40])
    text = _PATIENT_CALL if patient else _CALL
    return text.format(step=step, note=journal.NOTE.replace("%(chain)s::text", "'case:' || taken.id"))


def call_next(*, step: str, actor: Actor, at: datetime | None = None) -> Called | None:
    """Call the next owner (叫号) to the actor's counter, or stand by and return None when nobody waits for `step`.

    Refuses `lane.no_counter` for somebody who sits nowhere and `lane.counter_busy` while the counter has an owner.
    """
    at = at or clock.now()
    called = _call(step, actor, at)
    if called is not None or step not in called_steps():
        return called
    place = counter(actor.office, actor.counter)
    if Work.objects.filter(counter=place, ended_at=None).exists():
        raise Refused("lane.counter_busy", counter=place.code)
    Standby.objects.update_or_create(
        counter=place,
        defaults={"office_id": actor.office, "step": step, "actor": actor.id, "role": actor.role, "since": at},
    )
    called = _second_look(step, actor, at)
    if called is not None:
        stand_down(actor=actor)
    return called


def _second_look(step: str, actor: Actor, at: datetime) -> Called | None:
    """Look once more, for somebody may have arrived between the look and the note that this counter is free."""
    try:
        called = _call(step, actor, at, patient=True)
    except Refused:
        called = None
    if called is not None:
        return called
    # Or somebody has arrived, has seen the note first and is called here already.
    live_work = Work.objects.select_related("counter").filter(
        counter=counter(actor.office, actor.counter), ended_at=None
    )
    return next((called_of(work) for work in live_work), None)


def _call(step: str, actor: Actor, at: datetime, *, patient: bool = False) -> Called | None:
    if not actor.counter:
        raise Refused("lane.no_counter")
    place = counter(actor.office, actor.counter)
    if step not in place.steps:
        raise Refused("lane.not_worked_here", step=step, counter=place.code)
    station = catalogue.current().vocabulary.stations.get(step)
    if station is None or not actor.may(station.role):
        raise Refused("lane.wrong_role", step=step, role=actor.role)
    told = journal.parameters(actor, "lane.called", chain="", subject=step, at=at) | {"place": place.pk}
    with refused_by("one_live_work_per_counter", "lane.counter_busy", counter=place.code):
        row = statements.one(_statement(step, patient=patient), told)
    if row is None:
        return None
    called = Called(row[0], row[1], row[2], f"{row[3]}{row[4]:03d}", row[5], step, place.code)
    if row[6]:
        stand_down(actor=actor)  # in a statement of its own: the matcher locks this row first and the case after it
    tell_called(actor.office, called, at)
    return called


def tell_called(office: str, called: Called, at: datetime) -> None:
    """Tell the hall board, the station's page and the owner's phone about a call."""
    told: dict[str, str | int | bool | None] = {
        "number": called.ticket, "counter": called.counter, "step": called.step, "at": int(at.timestamp() * 1000),
    }  # fmt: skip
    live.tell_all(
        [
            (live.board(office), "called", told),
            (live.lane(office), "queue", {"number": called.ticket}),
            (live.ticket(called.case_id), "ticket", told),
        ]
    )


def called_steps() -> frozenset[str]:
    """Return the steps to which an owner or his car is called, as against those worked without him."""
    return frozenset(code for code, one in catalogue.current().vocabulary.stations.items() if one.kind in CALLING)


def stand_down(*, actor: Actor) -> None:
    """Stop standing by: nobody is called to this counter until Next is pressed again."""
    Standby.objects.filter(counter=counter(actor.office, actor.counter)).delete()


def stand_down_since_yesterday() -> None:
    """End every standing by that began on an earlier day of the office."""
    midnight = datetime.combine(clock.today(), time(), clock.OFFICE_ZONE)
    Standby.objects.filter(since__lt=midnight).delete()


def match_after_commit(office: str) -> None:
    """Call waiting owners to counters that stand by, once the deed that made them wait is committed."""
    transaction.on_commit(lambda: match(office=office), robust=True)


def match(*, office: str, at: datetime | None = None) -> list[Called]:
    """Call owners to the counters that stand by, longest standing by first: so a bay and a window call one car at once.

    It runs after the commit, so that of an arrival and a press of Next at the same moment the later sees the earlier.
    """
    at = at or clock.now()
    places = Standby.objects.filter(office_id=office).order_by("since").values_list("pk", flat=True)
    return [called for key in list(places) if (called := _match_one(key, at)) is not None]


@transaction.atomic
def _match_one(key: int, at: datetime) -> Called | None:
    # Two arrivals at once look at one counter after the other: the second finds it called to, or still free.
    place = Standby.objects.select_for_update(of=("self",)).select_related("counter").filter(pk=key).first()
    if place is None:
        return None
    role: Role = place.role  # type: ignore[assignment]  # the column holds what an Actor's role was
    actor = Actor(id=place.actor, role=role, office=place.office_id, counter=place.counter.code)
    try:
        with transaction.atomic():
            found = _call(place.step, actor, at, patient=True)
    except Refused:
        place.delete()  # the counter has been given an owner meanwhile: it no longer stands by
        return None
    if found is not None:
        place.delete()
        live.tell(live.counter(actor.office, found.counter), "called", {"number": found.ticket})
    return found


def in_hand(work_id: int, actor: Actor) -> Work:
    """Lock a live call of the actor's office, its case first; refuse `lane.no_such_call` and `cases.in_other_hands`."""
    calls = Work.objects.filter(pk=work_id, office_id=actor.office, calls__gt=0, case__ticket__isnull=False)
    found = calls.values_list("case_id", flat=True).first()
    if found is None:
        raise Refused("lane.no_such_call")
    Case.objects.select_for_update().only("pk").get(pk=found)
    work = Work.objects.select_for_update(of=("self",)).select_related("counter").get(pk=work_id)
    if work.ended_at is not None:
        raise Refused("lane.call_over")
    at_counter = work.counter is not None and work.counter.code == actor.counter
    if work.actor != actor.id and not at_counter and not actor.may("manager"):
        raise Refused("cases.in_other_hands", step=work.step)
    return work


@transaction.atomic
def recall(*, work_id: int, actor: Actor, at: datetime | None = None) -> Work:
    """Call the same owner once more (重呼), as often as the office allows; refuse `lane.recalled_enough`."""
    at = at or clock.now()
    work = in_hand(work_id, actor)
    limit = settings_of(actor.office).integer("lane.recall_limit")
    if work.began_at is not None:
        raise Refused("lane.already_begun")
    if not rules.may_recall(calls=work.calls, limit=limit):
        raise Refused("lane.recalled_enough", limit=limit)
    work.calls += 1
    work.last_called_at = at
    work.save(update_fields=["calls", "last_called_at"])
    journal.note(actor, "lane.recalled", chain=f"case:{work.case_id}", subject=work.step, at=at)
    tell_called(actor.office, called_of(work), at)
    return work


def called_of(work: Work) -> Called:
    """Return the call that a work began with."""
    case = Case.objects.select_related("ticket").get(pk=work.case_id)
    sign = work.counter.code if work.counter else ""
    return Called(work.pk, case.pk, case.number, case.ticket.label, case.ticket.key, work.step, sign)


@transaction.atomic
def begin(*, work_id: int, actor: Actor, at: datetime | None = None) -> Work:
    """Note that the called owner is here and the work begins; a second word changes nothing."""
    at = at or clock.now()
    work = in_hand(work_id, actor)
    if work.began_at is None:
        work.began_at, work.actor = at, actor.id
        work.save(update_fields=["began_at", "actor"])
        _here_after_all(work.case_id, at)
        journal.note(actor, "lane.began", chain=f"case:{work.case_id}", subject=work.step, at=at)
        live.tell(live.board(actor.office), "began", {"number": "", "counter": actor.counter})
    return work


def _here_after_all(case_id: int, at: datetime) -> None:
    """Take back that an owner did not come to one counter, or stepped aside, when he stands at another."""
    gone = Ticket.objects.filter(case_id=case_id, state__in=["absent", "away"])
    if gone.update(state="waiting", state_since=at, away_reason=""):
        Case.objects.filter(pk=case_id).update(present=True)


@transaction.atomic
def transfer(*, work_id: int, to_counter: str, actor: Actor, at: datetime | None = None) -> Called:
    """Hand a called owner to another counter of the same step (转移), without queueing again."""
    at = at or clock.now()
    work = in_hand(work_id, actor)
    target = counter(actor.office, to_counter)
    if work.step not in target.steps:
        raise Refused("lane.not_worked_here", step=work.step, counter=target.code)
    with refused_by("one_live_work_per_counter", "lane.counter_busy", counter=target.code):
        work.counter, work.began_at, work.last_called_at = target, None, at
        work.actor = ""  # it is in the counter's hand; whoever sits there begins it
        work.save(update_fields=["counter", "began_at", "last_called_at", "actor"])
    journal.note(
        actor, "lane.transferred", chain=f"case:{work.case_id}", subject=work.step, detail={"to": target.code}, at=at
    )
    called = called_of(work)
    tell_called(actor.office, called, at)
    return called


@transaction.atomic
def undo_call(*, work_id: int, actor: Actor, at: datetime | None = None) -> None:
    """Take a mistaken call back within the set time: the owner has his old place again."""
    at = at or clock.now()
    work = in_hand(work_id, actor)
    seconds = settings_of(actor.office).integer("case.undo_seconds")
    if at - work.taken_at > timedelta(seconds=seconds):
        raise Refused("lane.too_late_to_undo", seconds=seconds)
    cases.release(case_id=work.case_id, step=work.step, actor=actor, outcome="undone", at=at)
    told = called_of(work)
    live.tell(live.board(actor.office), "uncalled", {"number": told.ticket, "counter": told.counter})
    live.tell(live.ticket(work.case_id), "ticket", {"number": told.ticket})
    match_after_commit(actor.office)
