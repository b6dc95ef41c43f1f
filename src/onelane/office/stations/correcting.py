"""Correct what was asked for (补正): only the wrong items are asked again, the place is kept, the clock goes on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from onelane.catalogue import forms
from onelane.catalogue.spec import Field, JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases import actions as cases
from onelane.office.cases import queries as files
from onelane.office.cases.applications import actions as applications
from onelane.office.cases.applications import queries
from onelane.office.cases.applications.models import Application, Judgement
from onelane.office.cases.applications.rules import REVIEW, item_of
from onelane.office.cases.models import Document
from onelane.office.stations import applying, limits
from onelane.office.stations.telling import tell
from onelane.records import live


def asked(case_id: int) -> list[Judgement]:
    """Return what the citizen is asked to correct, each item with the reviewer's reasons."""
    return queries.asked_items(case_id)


def asked_fields(case_id: int) -> list[Field]:
    """Return the questions to be answered anew, with those that a wrong answer decides."""
    service = Application.objects.values_list("service", flat=True).get(pk=case_id)
    wrong = {item_of(one.item).code for one in asked(case_id) if one.item.startswith("field:")}
    return [
        field for field in applying.questions(service)
        if field.code in wrong or field.depends in wrong or (field.when is not None and field.when[0] in wrong)
    ]  # fmt: skip


def asked_papers(case_id: int) -> list[str]:
    """Return the papers to be handed in anew."""
    return [item_of(one.item).code for one in asked(case_id) if one.item.startswith("paper:")]


def came_in(case_id: int) -> dict[str, list[Document]]:
    """Return what was handed in since the citizen was asked, by kind of paper."""
    asked_at = Application.objects.filter(pk=case_id).values_list("asked_at", flat=True).get()
    found: dict[str, list[Document]] = {}
    if asked_at is not None:
        for one in Document.objects.filter(case_id=case_id, withdrawn_at=None, added_at__gt=asked_at).order_by("pk"):
            found.setdefault(one.kind, []).append(one)
    return found


def still_missing(case_id: int) -> list[str]:
    """Return the papers asked for of which nothing new has come in since."""
    came = came_in(case_id)
    return [code for code in asked_papers(case_id) if code not in came]


@transaction.atomic
def correct(*, case_id: int, answers: Mapping[str, JsonValue], actor: Actor, at: datetime | None = None) -> Application:
    """Answer what was asked for, all of it at once; the application goes back to its place with the reviewers."""
    at = at or clock.now()
    found = applying.own(case_id, actor)
    if found.case.state != "suspended" or found.asked_at is None:
        raise Refused("applications.nothing_asked")
    known = files.answers(case_id)
    clean = forms.validate(asked_fields(case_id), {**known, **answers})
    if missing := still_missing(case_id):
        raise Refused("stations.papers_missing", papers=missing)
    items = [one.item for one in queries.asked_items(case_id)]
    _replaced_papers(found, at)
    cases.resume(case_id=case_id, actor=actor, at=at)
    if clean:
        cases.file_answers(case_id=case_id, answers=clean, actor=actor)
    applications.forget_judgements(case_id=case_id, items={*items, *(f"field:{code}" for code in clean)}, at=at)
    due = limits.due_at(case_id, found.office_id, at)
    Application.objects.filter(pk=case_id).update(asked_at=None, desk=REVIEW, due_at=due, warned_at=None, typed={})
    tell(case_id, "corrected", once=f"{at:%Y%m%d%H%M%S}")
    live.tell(live.station(found.office_id, REVIEW), "work", {"case": found.case.number, "step": REVIEW})
    live.tell(live.ticket(case_id), "case", {"state": "open"})
    return found


def _replaced_papers(found: Application, at: datetime) -> None:
    """Take the papers that were found wrong out of use: what has come in since stands in their place."""
    wrong = asked_papers(found.pk)
    Document.objects.filter(case_id=found.pk, kind__in=wrong, withdrawn_at=None, added_at__lte=found.asked_at).update(
        withdrawn_at=at
    )
