"""Open a case, number it, and put answers into its file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers import serials
from onelane.kernel.refusal import Refused
from onelane.office.cases import path as paths
from onelane.office.cases.models import Case, File
from onelane.office.cases.plans import path_of, plan_for
from onelane.records import journal, statements

Answers = Mapping[str, object]

# The row is the counter: PostgreSQL makes two takers of one series wait for each other, so no number is given twice.
# Several rows are taken in the order of their names, so that two takers of the same series cannot deadlock.
_NEXT = """
WITH given AS (
  INSERT INTO cases_serial AS serial (office_id, series, day, last)
  SELECT %s::text, series, %s::date, 1 FROM unnest(%s::text[]) AS series ORDER BY series
  ON CONFLICT (office_id, series, day) DO UPDATE SET last = serial.last + 1 RETURNING series, last
) SELECT json_object_agg(series, last) FROM given
"""

# Case, file and note in one statement: opening is the first thing a ticket does while others wait for the counter row.
_OPEN = f"""
WITH opened AS (
  INSERT INTO cases_case (office_id, number, plan_id, state, marking, taken, rank_at, present, version, opened_at)
  VALUES (%(office)s::text, %(number)s::text, %(plan)s::text, 'open', %(marking)s::text[], '{{}}',
    %(rank)s::timestamptz, %(present)s::boolean, 1, %(at)s::timestamptz)
  RETURNING id
), filed AS (
  INSERT INTO cases_file (case_id, answers) SELECT id, %(answers)s::jsonb FROM opened
)
SELECT id, {journal.NOTE.replace("%(chain)s::text", "'case:' || id")} FROM opened
"""  # noqa: S608 - the parts are constants of this code


def next_numbers(*, office: str, series: Sequence[str], at: datetime) -> list[int]:
    """Return the next number of each series on the day of `at`, from 1; others wait until this transaction ends."""
    given = statements.row(_NEXT, [office, at.astimezone(clock.OFFICE_ZONE).date(), list(series)])[0]
    return [int(given[one]) for one in series]


def next_number(*, office: str, series: str, at: datetime) -> int:
    """Return the next number of one series."""
    return next_numbers(office=office, series=[series], at=at)[0]


@transaction.atomic(savepoint=False)  # inside another deed it stands or falls with that
def open_case(
    *,
    service: str,
    actor: Actor,
    answers: Answers | None = None,
    present: bool = False,
    rank_at: datetime | None = None,
    serial: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Open a case (立案) of a service at the actor's office, with the plan in force on the day of `at`.

    `serial` is the next number of the series `case`, where the deed has taken it together with others.
    """
    at = at or clock.now()
    day = at.astimezone(clock.OFFICE_ZONE).date()
    plan = plan_for(service, day)
    marking = paths.start(path_of(plan))
    number = serials.case_serial(day, serial or next_number(office=actor.office, series="case", at=at))
    told = journal.parameters(actor, "case.opened", chain="", subject=number, detail={"service": service}, at=at) | {
        "number": number,
        "plan": plan,
        "marking": sorted(marking),
        "rank": rank_at or at,
        "present": present,
        "answers": json.dumps(answers or {}, ensure_ascii=False),
    }
    key = statements.row(_OPEN, told)[0]
    return Case(
        id=key, office_id=actor.office, number=number, plan_id=plan, state="open", marking=sorted(marking), taken=[],
        rank_at=rank_at or at, present=present, version=1, opened_at=at,
    )  # fmt: skip


@transaction.atomic
def file_answers(*, case_id: int, answers: Answers, actor: Actor) -> None:
    """Put answers into the file of an open case without moving it; answers given before are replaced."""
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise Refused("cases.not_found")
    if case.office_id != actor.office:
        raise Refused("cases.other_office")
    if case.state != "open":
        raise Refused("cases.not_open", state=case.state)
    file = File.objects.get(pk=case_id)
    file.answers = {**file.answers, **answers}
    file.save(update_fields=["answers"])
    journal.note(actor, "case.answered", chain=f"case:{case_id}", detail={"fields": sorted(answers)})
