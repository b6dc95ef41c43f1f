"""Questions about parcels."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch

from onelane.kernel.refusal import Refused
from onelane.office.delivery.models import Event, Parcel
from onelane.office.delivery.rules import AT_THE_OFFICE, WITH_CARRIER, Within, within
from onelane.registers.offices.queries import settings_of


def parcel_of(case_id: int) -> Parcel | None:
    """Return the latest parcel of a case with what the carrier said, the newest first, or None."""
    events = Prefetch("events", Event.objects.order_by("-at", "-pk"))
    return Parcel.objects.filter(case_id=case_id).prefetch_related(events).order_by("-pk").first()


def parcel(parcel_id: int, office: str) -> Parcel:
    """Return a parcel of an office; refuse `delivery.no_such_parcel`."""
    found = Parcel.objects.select_related("case").filter(pk=parcel_id, office_id=office).first()
    if found is None:
        raise Refused("delivery.no_such_parcel")
    return found


def at_the_office(office: str, *, limit: int = 50) -> list[Parcel]:
    """Return the parcels that the post room has before it, the most urgent first."""
    found = Parcel.objects.filter(office_id=office, state__in=AT_THE_OFFICE).select_related("case")
    return list(found.order_by("approved_at", "pk")[:limit])


def lost(office: str, *, limit: int = 50) -> list[Parcel]:
    """Return the lost parcels in whose place no other was sent yet, oldest first."""
    later = Parcel.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    found = Parcel.objects.filter(~Exists(later), office_id=office, state="lost").select_related("case")
    return list(found.order_by("handed_over_at", "pk")[:limit])


def follows_a_lost_one(parcel: Parcel) -> bool:
    """Tell whether a parcel stands in the place of one that the post lost."""
    return Parcel.objects.filter(case=parcel.case_id, pk__lt=parcel.pk, state="lost").exists()


def in_place_of_lost(office: str) -> list[Parcel]:
    """Return the parcels being packed in the place of lost ones: their papers are printed anew."""
    former = Parcel.objects.filter(case=OuterRef("case"), pk__lt=OuterRef("pk"), state="lost")
    found = Parcel.objects.filter(Exists(former), office_id=office, state="packing").select_related("case")
    return list(found.order_by("approved_at", "pk"))


def by_scan(office: str, text: str) -> Parcel:
    """Return the parcel behind what was scanned, a tracking or a case number; refuse `delivery.no_such_parcel`."""
    code = "".join(text.split()).upper()[:20]
    mine = Parcel.objects.select_related("case").filter(office_id=office)
    found = mine.filter(number=code).first() if code else None
    found = found or mine.filter(case__number=code).order_by("-pk").first()
    if found is None:
        raise Refused("delivery.no_such_parcel")
    return found


def measured(parcel: Parcel) -> Within:
    """Return both readings of the promise for one parcel."""
    hours = settings_of(parcel.office_id).integer("online.post_hours")
    return within(hours, approved=parcel.approved_at, handed_over=parcel.handed_over_at, delivered=parcel.delivered_at)


def handed_over(office: str, since: datetime, until: datetime) -> list[Parcel]:
    """Return the parcels handed over in a span of time."""
    found = Parcel.objects.filter(office_id=office, handed_over_at__gte=since, handed_over_at__lt=until)
    return list(found.select_related("case").order_by("-handed_over_at"))


def to_ask_about(now: datetime, quiet: timedelta, *, limit: int = 100) -> list[int]:
    """Return parcels with the carrier, those that are silent the longest first."""
    found = Parcel.objects.filter(state__in=WITH_CARRIER, handed_over_at__lt=now - quiet)
    return list(found.order_by("last_event_at", "pk").values_list("pk", flat=True)[:limit])
