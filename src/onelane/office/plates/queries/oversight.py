"""What second persons and the public look at: notices, daily tests, returned holds, holders of many."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count

from onelane.office.plates.models import (
    DrawCheck,
    KeepingBack,
    Preselection,
)
from onelane.records.models import Entry


def open_notices(office: str) -> list[KeepingBack]:
    """Return the notices that wait for a second person, the oldest first."""
    return list(KeepingBack.objects.filter(office=office, confirmed_at__isnull=True).order_by("pk"))


def checks(office: str, *, most: int = 31) -> list[DrawCheck]:
    """Return the daily tests of lists, the newest first."""
    return list(DrawCheck.objects.filter(office=office).order_by("-day")[:most])


def checked_on(day: date) -> set[str]:
    """Return the offices whose lists of a day have been tested."""
    return set(DrawCheck.objects.filter(day=day).values_list("office_id", flat=True))


def returned_holds(office: str, *, most: int = 200) -> list[Preselection]:
    """Return the preselected numbers that were given out or fell back, the newest first: they are published."""
    return list(Preselection.objects.filter(office=office).exclude(state="live").order_by("-until", "-pk")[:most])


def holders_of_many(office: str, since: datetime, *, least: int) -> list[tuple[str, int]]:
    """Return who preselected at least so many numbers since a moment, and how many: the alarm for agents."""
    entries = Entry.objects.filter(office=office, at__gte=since, deed="plates.preselected")
    counted = entries.values_list("actor").annotate(amount=Count("pk")).filter(amount__gte=least)
    return list(counted.order_by("-amount", "actor"))


def notices(office: str) -> list[KeepingBack]:
    """Return the confirmed notices on withheld, retired and restored numbers, the newest first: they are public."""
    return list(KeepingBack.objects.filter(office=office, confirmed_at__isnull=False).order_by("-confirmed_at", "-pk"))
