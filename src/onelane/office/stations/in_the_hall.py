"""Made while one waits (立等可取): who applied at a machine and waits in the hall has a place in the one queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from onelane.office.cases.applications.models import Application
from onelane.office.stations.desk import Visit
from onelane.registers.offices.queries import settings_of

WAITS = "kiosk"
"""The way of delivery that says: I wait for it here."""
DESKS = ("card-printing",)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue of a room that makes things: 1 is next."""

    number: int
    due_at: datetime


def waits(visit: Visit) -> bool:
    """Tell whether the citizen waits in the hall for what is being made."""
    return visit.answers.get("delivery_mode") == WAITS


def due_at(visit: Visit) -> datetime | None:
    """Return until when a desk has to serve somebody who waits in the hall, or None for everybody else."""
    if not waits(visit):
        return None
    return visit.at + timedelta(minutes=settings_of(visit.case.office_id).integer("kiosk.wait_minutes"))


def place_of(case_id: int, office: str) -> Place | None:
    """Return the place in the queue by due time, or None where nothing is being made; two statements."""
    mine = Application.objects.filter(pk=case_id, desk__in=DESKS).values_list("desk", "due_at").first()
    if mine is None or mine[1] is None:
        return None
    before = Application.objects.filter(office_id=office, desk=mine[0], due_at__lt=mine[1]).exclude(pk=case_id)
    return Place(before.count() + 1, mine[1])
