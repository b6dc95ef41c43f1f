"""The one door for the work at every station: the case moves, and what follows from it happens with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases import actions as cases
from onelane.office.cases import path as paths
from onelane.office.cases.actions.moving import Moved
from onelane.office.cases.models import Case, Work
from onelane.office.cases.plans import path_of
from onelane.office.cases.standing import Standing, lock
from onelane.office.lane import actions as lane
from onelane.office.lane import queries as queue
from onelane.office.stations import slips
from onelane.office.stations.desk import Visit
from onelane.office.stations.directory import desk
from onelane.records import live
from onelane.registers.offices import catalogue
from onelane.registers.offices.queries import settings_of


def may_work(step: str, actor: Actor) -> bool:
    """Tell whether the actor's role works this station; at a machine the citizen himself does."""
    station = catalogue.current().vocabulary.stations.get(step)
    if station is None:
        return False
    at_machine = station.kind == "machine" and actor.may("citizen", "machine")
    return actor.may(station.role, "system") or at_machine


def may_decide(step: str, actor: Actor) -> bool:
    """Tell whether the actor's role decides at this station: a citizen pays or chooses at a machine, and no more."""
    return may_work(step, actor) and not actor.may("citizen", "machine")


def must_work(step: str, actor: Actor) -> None:
    """Refuse `stations.wrong_role` to whoever does not work this station."""
    if not may_work(step, actor):
        raise Refused("stations.wrong_role", step=step, role=actor.role)


def _locked(case_id: int, step: str, actor: Actor, *, deciding: bool = False) -> Standing:
    """Lock the case for work at a step; refuse the wrong role, another office's case, an unknown case."""
    if not (may_decide if deciding else may_work)(step, actor):
        raise Refused("stations.wrong_role", step=step, role=actor.role)
    case = lock(case_id, step, actor)
    if actor.may("citizen") and not queue.holds(actor=actor, case_id=case_id):
        raise Refused("cases.not_found")  # a citizen learns nothing about the case of somebody else
    return case


def _visit(case_id: int, step: str, actor: Actor, at: datetime | None, *, deciding: bool = False) -> Visit:
    return Visit(_locked(case_id, step, actor, deciding=deciding).row, step, actor, at or clock.now())


@transaction.atomic
def complete(
    *, case_id: int, step: str, actor: Actor, answers: Mapping[str, JsonValue] | None = None, at: datetime | None = None
) -> Moved:
    """Complete a step at its station (办结): answers checked, case moved, consequences done, all in one transaction."""
    case = _locked(case_id, step, actor)
    visit = Visit(case.row, step, actor, at or clock.now())
    if case.state != "open":
        raise Refused("cases.not_open", state=case.state)
    if step not in paths.open_steps(case.marking):
        raise Refused("cases.step_not_open", step=step)
    clean = desk(step).check(visit, dict(answers or {}))
    moved = cases.complete_locked(case=case, step=step, actor=actor, answers=clean, at=visit.at)
    visit.keep(clean)
    desk(step).done(visit, clean)
    return follow(visit, moved)


def follow(visit: Visit, moved: Moved) -> Moved:
    """Open the next desks, go through those with nothing left to do, and tell the stations and the owner."""
    for step in moved.opened:
        desk(step).opened(_at(visit, step))
    if moved.ended:
        lane.finish(case_id=moved.case_id, at=visit.at)
    _tell(visit, moved.opened)
    if moved.opened and not lane.called_steps().isdisjoint(moved.opened):
        lane.match_after_commit(visit.actor.office)
    for step in moved.opened:
        if desk(step).ready_made(_at(visit, step)):
            moved = complete(case_id=moved.case_id, step=step, actor=_hand(visit, step), at=visit.at)
    return moved


def _hand(visit: Visit, step: str) -> Actor:
    """Return who goes through a step with nothing left to do: whoever came to it, where it is his, or nobody."""
    if may_work(step, visit.actor):
        return visit.actor
    return Actor(id=visit.actor.id, role="system", office=visit.actor.office)


def _at(visit: Visit, step: str) -> Visit:
    return replace(visit, step=step)


def _tell(visit: Visit, opened: Sequence[str]) -> None:
    office = visit.actor.office
    events: list[live.Event] = [
        (live.station(office, step), "work", {"case": visit.case.number, "step": step})
        for step in {visit.step, *opened}
    ]
    events.append((live.ticket(visit.case.pk), "ticket", {"step": visit.step}))
    events.append((live.board(office), "moved", {"case": visit.case.pk}))
    live.tell_all(events)


@transaction.atomic
def send_back(
    *, case_id: int, step: str, to: Sequence[str], reasons: Sequence[str], actor: Actor, at: datetime | None = None
) -> Moved:
    """Send a case back to earlier stations with reasons (退回); the owner keeps his ticket and his place."""
    visit = _visit(case_id, step, actor, at, deciding=True)
    before = frozenset(visit.case.marking)
    moved = cases.send_back(case_id=case_id, step=step, to=to, reasons=reasons, actor=actor, at=visit.at)
    after = frozenset(Case.objects.values_list("marking", flat=True).get(pk=case_id))
    for closed in set(paths.open_steps(before)) - set(paths.open_steps(after)) | {step}:
        desk(closed).closed(_at(visit, closed))
    way = path_of(visit.case.plan_id)
    for again in way.done(before) - way.done(after):
        desk(again).reopened(_at(visit, again), asked=again in to)
    return follow(visit, moved)


@transaction.atomic
def refuse(*, case_id: int, step: str, reasons: Sequence[str], actor: Actor, at: datetime | None = None) -> Moved:
    """Refuse the application with written reasons (不予登记); what had been opened is taken back."""
    visit = _visit(case_id, step, actor, at, deciding=True)
    marking = frozenset(visit.case.marking)
    moved = cases.refuse(case_id=case_id, step=step, reasons=reasons, actor=actor, at=visit.at)
    for reached in {*paths.open_steps(marking), *path_of(visit.case.plan_id).done(marking)}:
        desk(reached).dropped(_at(visit, reached))
    slips.refused(visit.case, reasons, actor=actor, at=visit.at)
    return follow(visit, moved)


@transaction.atomic
def undo(*, case_id: int, step: str, actor: Actor, at: datetime | None = None) -> Moved:
    """Take back a mistaken completion within the set time, as long as nothing later has happened."""
    visit = _visit(case_id, step, actor, at)
    _undo_what_followed(visit)
    seconds = settings_of(actor.office).integer("case.undo_seconds")
    for opened in path_of(visit.case.plan_id).successors(step):
        if opened in visit.case.ready_steps:
            desk(opened).closed(_at(visit, opened))
    moved = cases.undo(case_id=case_id, step=step, actor=actor, within=timedelta(seconds=seconds), at=visit.at)
    desk(step).undone(visit)
    lane.reopen(case_id=case_id, at=visit.at)
    _tell(visit, moved.opened)
    return moved


def _undo_what_followed(visit: Visit) -> None:
    """Undo the steps that followed in the same hand by themselves, so that the one before them can be undone."""
    way = path_of(visit.case.plan_id)
    for following in way.successors(visit.step):
        if not desk(following).follows:
            continue
        if following in way.done(frozenset(visit.case.marking)):
            undo(case_id=visit.case.pk, step=following, actor=visit.actor, at=visit.at)
            visit.case.refresh_from_db()
        if following in visit.case.taken:
            cases.release(case_id=visit.case.pk, step=following, actor=visit.actor, outcome="undone", at=visit.at)
            visit.case.refresh_from_db()


@transaction.atomic
def take_next(*, step: str, actor: Actor, at: datetime | None = None) -> Work | None:
    """Take the fairest piece of an inner station's work in hand, or return the one in hand, or None where none is."""
    if not may_work(step, actor):
        raise Refused("stations.wrong_role", step=step, role=actor.role)
    mine = Work.objects.filter(office_id=actor.office, step=step, actor=actor.id, ended_at=None).first()
    if mine is not None:
        return mine
    case = (
        Case.objects.select_for_update(skip_locked=True)
        .filter(office_id=actor.office, state="open", ended_at=None, ready_steps__contains=[step])
        .order_by("rank_at", "pk")
        .first()
    )
    if case is None:
        return None
    work = cases.take_up(case_id=case.pk, step=step, actor=actor, at=at)
    live.tell(live.station(actor.office, step), "work", {"case": case.number, "step": step})
    return work
