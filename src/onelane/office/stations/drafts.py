"""Keep what was typed at a station before it can stand (草稿): nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from onelane.catalogue import forms
from onelane.catalogue.spec import Field, JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases import actions as cases
from onelane.office.cases.models import Case
from onelane.office.stations.acceptance import TYPED
from onelane.office.stations.actions import may_work
from onelane.office.stations.desk import Visit
from onelane.office.stations.papers_wanted import SEEN


@transaction.atomic
def keep(
    *, case_id: int, step: str, actor: Actor, answers: Mapping[str, JsonValue], at: datetime | None = None
) -> None:
    """File what was typed so far: answers that can stand as such, the rest as typed, the step stays open.

    Refuses as a completion does: the wrong role, another office's case, a step that is not open.
    """
    if not may_work(step, actor):
        raise Refused("stations.wrong_role", step=step, role=actor.role)
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise Refused("cases.not_found")
    if case.office_id != actor.office:
        raise Refused("cases.other_office")
    if step not in case.ready_steps + case.taken:
        raise Refused("cases.step_not_open", step=step)
    visit = Visit(case, step, actor, at or clock.now())
    cases.file_answers(case_id=case_id, answers=_sorted(visit.fields(), answers), actor=actor)


def _sorted(asked: Sequence[Field], answers: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Part what can stand from what is kept as typed; an answer that was emptied is emptied in the file."""
    clean: dict[str, JsonValue] = {}
    typed: dict[str, JsonValue] = {}
    for field in asked:
        if field.code not in answers:
            continue
        clean[field.code] = None
        try:
            clean |= forms.validate([field], answers)
        except Refused:
            if given := answers[field.code]:
                typed[field.code] = str(given)[: forms.LONGEST_SENT]
    if SEEN in answers:
        clean[SEEN] = answers[SEEN]
    return clean | {TYPED: typed}
