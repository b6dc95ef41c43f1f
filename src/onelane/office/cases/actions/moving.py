"""Move a case along its path: complete, send back, refuse, cancel, undo."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.cases import path as paths
from onelane.office.cases.actions.opening import Answers
from onelane.office.cases.models import Pause, Work
from onelane.office.cases.path import Marking
from onelane.office.cases.rules import ENDED, moved, plain, worded
from onelane.office.cases.standing import Standing, lock
from onelane.records import journal, statements


@dataclass(frozen=True, slots=True)
class Moved:
    """What a deed did to a case: the steps that opened by it, and whether the case has ended."""

    case_id: int
    number: str
    opened: tuple[str, ...]
    ended: bool


# Case row, work row, file and note in one statement: with the lock before it, a step is two statements and not six.
_MOVE = f"""
WITH moved AS (
  UPDATE cases_case SET marking = %(marking)s::text[], taken = %(taken)s::text[], state = %(state)s::text,
    ended_at = %(ended)s::timestamptz, present = present AND %(ended)s::timestamptz IS NULL, version = version + 1
  WHERE id = %(case)s::bigint
), filed AS (
  UPDATE cases_file SET answers = answers || %(answers)s::jsonb
  WHERE case_id = %(case)s::bigint AND %(answers)s::jsonb IS NOT NULL
), worked AS (
  UPDATE cases_work SET ended_at = %(at)s::timestamptz, outcome = %(outcome)s::text, reasons = %(reasons)s::jsonb,
    began_at = CASE step WHEN %(step)s::text THEN coalesce(began_at, %(at)s::timestamptz) ELSE began_at END
  WHERE case_id = %(case)s::bigint AND ended_at IS NULL AND step = ANY(%(closing)s::text[])
  RETURNING step
), direct AS (
  INSERT INTO cases_work (case_id, office_id, step, actor, taken_at, calls, began_at, ended_at, outcome, reasons)
  SELECT %(case)s::bigint, %(office)s::text, %(step)s::text, %(actor)s::text, %(at)s::timestamptz, 0,
    %(at)s::timestamptz, %(at)s::timestamptz, %(outcome)s::text, %(reasons)s::jsonb
  WHERE NOT EXISTS (SELECT 1 FROM worked WHERE step = %(step)s::text)
)
SELECT {journal.NOTE}
"""  # noqa: S608 - the parts are constants of this code


def _move(
    case: Standing, marking: Marking, deed: str, *, step: str, actor: Actor, outcome: str, at: datetime,
    state: str = "open", taken: tuple[str, ...] = (), answers: Answers | None = None, reasons: Sequence[str] = (),
    to: Sequence[str] = (),
) -> Moved:  # fmt: skip
    ended = at if state in ENDED else None
    detail: dict[str, object] = {"reasons": list(reasons)} if reasons else {}
    detail |= {"steps": list(to)} if to else {"fields": sorted(answers)} if answers else {}
    told = journal.parameters(actor, deed, chain=f"case:{case.id}", subject=step, detail=detail, at=at) | {
        "case": case.id,
        "marking": statements.array(sorted(marking)),
        "taken": statements.array(taken),
        "state": state,
        "ended": ended,
        "answers": json.dumps(answers, ensure_ascii=False) if answers else None,
        "outcome": outcome,
        "reasons": json.dumps(list(reasons), ensure_ascii=False) if reasons else "[]",
        "closing": statements.array([step, *(one for one in case.taken if one not in taken)]),
        "step": step,
    }
    statements.one(_MOVE, told)
    before = paths.open_steps(case.marking)
    opened = tuple(one for one in paths.open_steps(marking) if one not in before)
    return Moved(case.id, case.number, opened, ended is not None)


def _at_work(case: Standing, step: str, actor: Actor) -> None:
    if case.state != "open":
        raise Refused("cases.not_open", state=case.state)
    _in_reach(case, step, actor)


def _in_reach(case: Standing, step: str, actor: Actor) -> None:
    if step not in paths.open_steps(case.marking):
        raise Refused("cases.step_not_open", step=step)
    if case.work_id is not None and not case.in_hands_of(actor):
        raise Refused("cases.in_other_hands", step=step)


@transaction.atomic
def complete(
    *, case_id: int, step: str, actor: Actor, answers: Answers | None = None, at: datetime | None = None
) -> Moved:
    """Complete an open step (办结) and open what follows; the last step finishes the case."""
    case = lock(case_id, step, actor)
    return complete_locked(case=case, step=step, actor=actor, answers=answers, at=at or clock.now())


def complete_locked(*, case: Standing, step: str, actor: Actor, answers: Answers | None, at: datetime) -> Moved:
    """Complete an open step of a case that this transaction has locked: a deed of more than one room locks once."""
    _at_work(case, step, actor)
    marking = paths.complete(case.path, case.marking, step)
    return _move(
        case, marking, "step.completed", step=step, actor=actor, outcome="done", at=at, answers=answers,
        state="finished" if paths.ended(marking) else "open", taken=tuple(one for one in case.taken if one != step),
    )  # fmt: skip


@transaction.atomic
def send_back(
    *, case_id: int, step: str, to: Sequence[str], reasons: Sequence[str], actor: Actor, at: datetime | None = None
) -> Moved:
    """Send a case back (退回) from an open step to earlier ones, with reasons; it keeps its place and its ticket."""
    at = at or clock.now()
    reasons = _worded(reasons)
    case = lock(case_id, step, actor)
    _at_work(case, step, actor)
    marking = paths.send_back(case.path, case.marking, step, to)
    still_open = paths.open_steps(marking)
    return _move(
        case, marking, "step.sent_back", step=step, actor=actor, outcome="sent_back", at=at, reasons=reasons, to=to,
        taken=tuple(one for one in case.taken if one in still_open and one != step),
    )  # fmt: skip


@transaction.atomic
def refuse(*, case_id: int, step: str, reasons: Sequence[str], actor: Actor, at: datetime | None = None) -> Moved:
    """Refuse the application (不予办理) with written reasons (ALL art.38); the case ends.

    A case that waits for its citizen, or for the investigators, may be refused as well as an open one.
    """
    at = at or clock.now()
    reasons = _worded(reasons)
    case = lock(case_id, step, actor)
    state = moved(case.state, "refuse")
    _in_reach(case, step, actor)
    Pause.objects.filter(case_id=case_id, until=None).update(until=at)
    return _move(
        case,
        frozenset(),
        "case.refused",
        step=step,
        actor=actor,
        outcome="refused",
        at=at,
        reasons=reasons,
        state=state,
    )


@transaction.atomic
def cancel(*, case_id: int, actor: Actor, why: str, at: datetime | None = None) -> None:
    """End a case at the applicant's wish or because the visit ended without him; nothing later can happen to it."""
    at = at or clock.now()
    case = lock(case_id, "", actor)
    state, why = moved(case.state, "cancel"), worded(why)
    Pause.objects.filter(case_id=case_id, until=None).update(until=at)
    told = journal.parameters(actor, "case.cancelled", chain=f"case:{case_id}", detail={"why": why}, at=at)
    statements.one(_CANCEL, told | {"case": case_id, "state": state})


_CANCEL = f"""
WITH moved AS (
  UPDATE cases_case SET state = %(state)s::text, marking = '{{}}', taken = '{{}}', present = false,
    ended_at = %(at)s::timestamptz, version = version + 1 WHERE id = %(case)s::bigint
), worked AS (
  UPDATE cases_work SET ended_at = %(at)s::timestamptz, outcome = 'released'
  WHERE case_id = %(case)s::bigint AND ended_at IS NULL
)
SELECT {journal.NOTE}
"""  # noqa: S608 - the parts are constants of this code


@transaction.atomic
def undo(*, case_id: int, step: str, actor: Actor, within: timedelta, at: datetime | None = None) -> Moved:
    """Take back one's own completion of `step` within a set time, as long as nothing later has happened."""
    at = at or clock.now()
    case = lock(case_id, step, actor)
    last = Work.objects.filter(case_id=case_id, step=step, outcome="done").order_by("-ended_at", "-pk").first()
    if last is None or last.ended_at is None or last.actor != actor.id:
        raise Refused("cases.nothing_to_undo", step=step)
    live = case.state in {"open", "finished"}
    marking = _before(case, step) if live and at - last.ended_at <= within else None
    if marking is None:
        raise Refused("cases.too_late_to_undo", step=step, seconds=int(within.total_seconds()))
    told = journal.parameters(actor, "step.undone", chain=f"case:{case_id}", subject=step, at=at) | {
        "case": case_id, "marking": sorted(marking), "taken": [*case.taken, step], "work": last.pk,
    }  # fmt: skip
    with refused_by("one_live_work_per_counter", "cases.counter_busy"):
        statements.one(_UNDO, told)
    return Moved(case.id, case.number, (step,), ended=False)


# The work returns to the hand that let it go: the old performance stays in the history as undone, a new one begins.
_UNDO = f"""
WITH moved AS (
  UPDATE cases_case SET marking = %(marking)s::text[], taken = %(taken)s::text[], version = version + 1,
    state = 'open', ended_at = NULL
  WHERE id = %(case)s::bigint
), undone AS (
  UPDATE cases_work SET outcome = 'undone' WHERE id = %(work)s::bigint
  RETURNING case_id, office_id, step, counter_id, actor, calls, taken_at
), again AS (
  INSERT INTO cases_work (case_id, office_id, step, counter_id, actor, taken_at, calls, began_at, outcome, reasons)
  SELECT case_id, office_id, step, counter_id, actor, %(at)s::timestamptz, calls, %(at)s::timestamptz, '', '[]'
  FROM undone
)
SELECT {journal.NOTE}
"""  # noqa: S608 - the parts are constants of this code


def _worded(reasons: Sequence[str]) -> list[str]:
    """Return the reasons as they are kept; refuse `cases.reason_missing` where none says anything."""
    found = [worded(one) for one in reasons if plain(one)]
    return found or [worded("")]


def _before(case: Standing, step: str) -> Marking | None:
    """Return the marking before `step` was completed, or None if somebody has begun what follows it."""
    marking = paths.undo(case.path, case.marking, step)
    closing = set(paths.open_steps(case.marking)) - set(paths.open_steps(marking))
    return None if closing & set(case.taken) else marking
