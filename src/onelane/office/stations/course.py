"""The course of one application (办理经过): read from the case's own rows, so that nobody keeps a second account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onelane.office.cases import clocks
from onelane.office.cases import queries as files
from onelane.office.cases.applications.models import Application
from onelane.office.cases.applications.timeline import Course, Span, Stretch
from onelane.office.cases.clocks import Explained
from onelane.office.cases.plans import path_of
from onelane.office.delivery import queries as parcels
from onelane.office.delivery.models import Parcel
from onelane.office.delivery.rules import Within


@dataclass(frozen=True, slots=True)
class Clocks:
    """All clocks of an application: where the time went, the limit of law, and both readings of the 36 hours."""

    stretches: tuple[Stretch, ...]
    law: Explained
    limit_days: int
    article: str
    within: Within | None
    parcel: Parcel | None
    until: datetime


def clocks_of(case_id: int, now: datetime) -> Clocks:
    """Return the clocks of an application at a moment; they end with the parcel in the letter-box, or the case."""
    found = Application.objects.select_related("case").get(pk=case_id)
    parcel = parcels.parcel_of(case_id)
    until = _ended(found, parcel, now)
    works = [
        Span(one.taken_at, one.ended_at, one.step, one.outcome == "done")
        for one in files.history(case_id)
        if one.ended_at is None or one.ended_at > one.taken_at or one.outcome == "done"
    ]
    course = Course(
        begun=found.submitted_at or found.begun_at,
        steps=path_of(found.case.plan_id).steps,
        works=works,
        pauses=[Span(one.since, one.until) for one in files.pauses(case_id)],
        parcel=Span(parcel.handed_over_at, parcel.delivered_at) if parcel and parcel.handed_over_at else None,
    )
    deadline = clocks.deadline_of(case_id)
    reviewed = found.approved_at or found.case.ended_at or now
    law = Explained(
        deadline.due(reviewed), deadline.standing(reviewed), deadline.used(reviewed), tuple(deadline.explain(reviewed))
    )
    return Clocks(
        stretches=tuple(course.stretches(until)),
        law=law,
        limit_days=deadline.limit.working_days,
        article=deadline.limit.article,
        within=parcels.measured(parcel) if parcel is not None else None,
        parcel=parcel,
        until=until,
    )


def _ended(found: Application, parcel: Parcel | None, now: datetime) -> datetime:
    if parcel is not None and parcel.handed_over_at is not None:
        return parcel.delivered_at or now
    return found.case.ended_at or now
