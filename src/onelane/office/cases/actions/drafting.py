"""A case that is not submitted yet (草稿): it has a number and answers, and nobody at the office works on it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers import serials
from onelane.kernel.refusal import Refused
from onelane.office.cases import path as paths
from onelane.office.cases.actions.moving import Moved
from onelane.office.cases.actions.opening import Answers, next_number
from onelane.office.cases.models import Case, File
from onelane.office.cases.plans import path_of, plan_for
from onelane.office.cases.rules import moved
from onelane.records import journal


@transaction.atomic
def open_draft(*, service: str, actor: Actor, answers: Answers | None = None, at: datetime | None = None) -> Case:
    """Open a case as a draft at the actor's office: no step is open, no limit runs."""
    at = at or clock.now()
    day = at.astimezone(clock.OFFICE_ZONE).date()
    plan = plan_for(service, day)
    number = serials.case_serial(day, next_number(office=actor.office, series="case", at=at))
    case = Case.objects.create(
        office_id=actor.office, number=number, plan_id=plan, state="draft", marking=[], taken=[], rank_at=at,
        opened_at=at,
    )  # fmt: skip
    File.objects.create(case=case, answers=dict(answers or {}))
    journal.note(actor, "case.drafted", chain=f"case:{case.pk}", subject=number, detail={"service": service}, at=at)
    return case


@transaction.atomic
def file_draft(*, case_id: int, answers: Answers) -> None:
    """Put answers into the file of a draft; the journal keeps deeds, and typing is none yet."""
    file = File.objects.select_for_update().get(pk=case_id)
    file.answers = {**file.answers, **answers}
    file.save(update_fields=["answers"])


@transaction.atomic
def submit(*, case: Case, actor: Actor, answers: Answers, at: datetime) -> Moved:
    """Submit a locked draft (提交): it opens with the plan in force today, and the limits begin to run."""
    state = moved(case.state, "submit")  # type: ignore[arg-type]  # the column holds what `rules` moves to
    if case.office_id != actor.office:
        raise Refused("cases.other_office")
    service = str(case.plan.service)
    case.plan_id = plan_for(service, at.astimezone(clock.OFFICE_ZONE).date())
    marking = paths.start(path_of(case.plan_id))
    case.state, case.marking, case.opened_at, case.rank_at = state, sorted(marking), at, at
    case.version += 1
    case.save(update_fields=["plan", "state", "marking", "opened_at", "rank_at", "version"])
    case.refresh_from_db(fields=["ready_steps"])
    File.objects.filter(pk=case.pk).update(answers=dict(answers))
    journal.note(
        actor, "case.submitted", chain=f"case:{case.pk}", subject=case.number, detail={"fields": sorted(answers)}, at=at
    )
    return Moved(case.pk, case.number, paths.open_steps(marking), ended=False)
