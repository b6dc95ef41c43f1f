"""The review desk's deeds: take the most urgent, judge item by item, approve, ask once, propose and decide refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases import actions as cases
from onelane.office.cases import queries as files
from onelane.office.cases.actions.moving import Moved
from onelane.office.cases.applications import actions as applications
from onelane.office.cases.applications import queries, rules
from onelane.office.cases.applications.models import Application, Judgement
from onelane.office.cases.models import Case, Work
from onelane.office.cases.rules import plain
from onelane.office.stations import actions as stations
from onelane.office.stations import grounds, slips
from onelane.office.stations.desk import Visit
from onelane.office.stations.file_review import items
from onelane.office.stations.telling import tell
from onelane.records import live

STEP = rules.REVIEW
ASKED = "一次告知补正"


@transaction.atomic
def take_next(*, actor: Actor, at: datetime | None = None) -> Work | None:
    """Take the application that is due first in hand, or return the one in hand, or None where none waits."""
    _reviewer(actor)
    mine = files.mine(actor, STEP)
    if mine is not None:
        return mine
    found = queries.next_at(actor.office, STEP).first()
    return None if found is None else take(case_id=found.pk, actor=actor, at=at)


@transaction.atomic
def take(*, case_id: int, actor: Actor, at: datetime | None = None) -> Work:
    """Take one application in hand; another's hand is refused."""
    _reviewer(actor)
    work = cases.take_up(case_id=case_id, step=STEP, actor=actor, at=at)
    _tell(case_id, actor)
    return work


@transaction.atomic
def judge(
    *, case_id: int, item: str, holds: bool, actor: Actor, reasons: Sequence[str] = (), words: str = "",
    at: datetime | None = None,
) -> Judgement:  # fmt: skip
    """Judge one field or paper of the application in hand; a no needs a reason of the catalogue."""
    at = at or clock.now()
    visit = _in_hand(case_id, actor, at)
    kind = rules.item_of(item).kind
    if item not in items(visit):
        raise Refused("applications.no_such_item", item=item[:60])
    chosen = [] if holds else grounds.checked(kind, reasons)
    return applications.judge(
        case_id=case_id, item=item, holds=holds, reasons=chosen, words=plain(words)[:200], actor=actor, at=at
    )


@transaction.atomic
def judge_rest(*, case_id: int, actor: Actor, at: datetime | None = None) -> int:
    """Judge every item that has no judgement yet as right; return how many."""
    at = at or clock.now()
    visit = _in_hand(case_id, actor, at)
    left = rules.unjudged(items(visit), _judged(case_id))
    for item in left:
        applications.judge(case_id=case_id, item=item, holds=True, reasons=(), words="", actor=actor, at=at)
    return len(left)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reviewer's yes or no about one item."""

    holds: bool
    reasons: tuple[str, ...] = ()
    words: str = ""


@transaction.atomic
def decide(
    *, case_id: int, verdicts: Mapping[str, Verdict], correction: bool, actor: Actor,
    findings: dict[str, JsonValue] | None = None, at: datetime | None = None,
) -> None:  # fmt: skip
    """Judge items and let the application through, or ask for all that is wrong; one press, one transaction."""
    for item, one in verdicts.items():
        judge(case_id=case_id, item=item, holds=one.holds, reasons=one.reasons, words=one.words, actor=actor, at=at)
    if correction:
        ask_correction(case_id=case_id, actor=actor, at=at)
    else:
        approve(case_id=case_id, actor=actor, findings=findings, at=at)


@transaction.atomic
def approve(
    *, case_id: int, actor: Actor, findings: dict[str, JsonValue] | None = None, at: datetime | None = None
) -> Moved:
    """Let the application in hand through (审核通过)."""
    _in_hand(case_id, actor, at or clock.now())
    return stations.complete(case_id=case_id, step=STEP, actor=actor, answers=findings, at=at)


@transaction.atomic
def ask_correction(*, case_id: int, actor: Actor, at: datetime | None = None) -> list[Judgement]:
    """Ask the citizen for everything that is wrong, in one list (一次告知); the clock stands still (ALL art.32).

    Refused while an item is not judged: whoever asks names everything at once.
    """
    at = at or clock.now()
    visit = _in_hand(case_id, actor, at)
    judged = _judged(case_id)
    if left := rules.unjudged(items(visit), judged):
        raise Refused("applications.judge_all_first", count=len(left))
    if not rules.wrong(judged):
        raise Refused("applications.nothing_wrong")
    cases.release(case_id=case_id, step=STEP, actor=actor, at=at)
    cases.suspend(case_id=case_id, why=ASKED, actor=actor, at=at)
    Application.objects.filter(pk=case_id).update(asked_at=at, desk="", due_at=None)
    asked = queries.asked_items(case_id)
    slips.asked(visit.case, slips.wrong(asked), actor=actor, at=at)
    tell(case_id, "asked", once=f"{at:%Y%m%d%H%M%S}", count=len(asked))
    _tell(case_id, actor)
    return asked


@transaction.atomic
def propose_refusal(
    *, case_id: int, reasons: Sequence[str], words: str, actor: Actor, at: datetime | None = None
) -> None:
    """Propose to refuse the application in hand, with grounds of the law; a second person decides."""
    at = at or clock.now()
    _in_hand(case_id, actor, at)
    written = grounds.written(reasons, words)
    applications.propose(case_id=case_id, reasons=written, actor=actor, at=at)
    cases.release(case_id=case_id, step=STEP, actor=actor, at=at)
    applications.place(case_id=case_id, desk=rules.REFUSAL, due_at=None, at=at)
    _tell(case_id, actor)


@transaction.atomic
def decide_refusal(*, case_id: int, confirmed: bool, actor: Actor, words: str = "", at: datetime | None = None) -> None:
    """Confirm a proposed refusal, which ends the application in writing, or put it back before the reviewers."""
    at = at or clock.now()
    if not actor.may("reviewer", "supervisor"):
        raise Refused("stations.wrong_role", step=STEP, role=actor.role)
    applications.locked(case_id, actor)
    if not confirmed and not plain(words):
        raise Refused("cases.reason_missing")
    found = applications.decide(case_id=case_id, confirmed=confirmed, words=plain(words)[:200], actor=actor, at=at)
    if confirmed:
        written = [grounds.sentence(one) for one in found.reasons]
        stations.refuse(case_id=case_id, step=STEP, reasons=written, actor=replace(actor, role="reviewer"), at=at)
        tell(case_id, "refused")
    else:
        applications.place(case_id=case_id, desk=STEP, due_at=None, at=at)
    _tell(case_id, actor)


@transaction.atomic
def put_back(*, case_id: int, actor: Actor, at: datetime | None = None) -> None:
    """Lay the application down; it returns to its place, and what was judged stays judged."""
    cases.release(case_id=case_id, step=STEP, actor=actor, at=at or clock.now())
    _tell(case_id, actor)


def _judged(case_id: int) -> dict[str, bool]:
    return {key: one.holds for key, one in queries.judgements(case_id).items()}


def _reviewer(actor: Actor) -> None:
    if not stations.may_decide(STEP, actor):
        raise Refused("stations.wrong_role", step=STEP, role=actor.role)


def _in_hand(case_id: int, actor: Actor, at: datetime) -> Visit:
    """Lock the case and return the visit; refuse `cases.not_in_hand` unless the actor has it in hand."""
    _reviewer(actor)
    found = applications.locked(case_id, actor)
    mine = Work.objects.filter(case_id=case_id, step=STEP, ended_at=None, actor=actor.id).exists()
    if not mine:
        raise Refused("cases.not_in_hand", step=STEP)
    return Visit(found.case, STEP, actor, at)


def _tell(case_id: int, actor: Actor) -> None:
    number = Case.objects.values_list("number", flat=True).get(pk=case_id)
    live.tell(live.station(actor.office, STEP), "work", {"case": number, "step": STEP})
    live.tell(live.ticket(case_id), "case", {"step": STEP})
