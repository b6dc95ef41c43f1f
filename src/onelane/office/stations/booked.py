"""What bookings know about a learner or a vehicle, as flat facts for the rules of the services."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from onelane.catalogue.spec import JsonValue
from onelane.kernel.refusal import Refused
from onelane.office.bookings import queries, rules
from onelane.office.bookings.models import Booking, PlaceChange, Wish
from onelane.registers.drivers.models import Learner
from onelane.registers.offices.queries import settings_of


def learner_facts(learner_id: int, on: date) -> dict[str, JsonValue]:
    """Return which subjects may be booked that day, which places are held, how often the place was changed."""
    learner = Learner.objects.select_related("office").filter(pk=learner_id).first()
    if learner is None:
        return {}
    held = Booking.objects.filter(learner=learner, state="booked").order_by("pk")
    changes = PlaceChange.objects.filter(learner=learner).count()
    return {
        "learner.bookable": [*bookable(learner, on)],
        "learner.places": [*held.values_list("code", flat=True)],
        "learner.place_changes": changes,
        "learner.away": changes > 0,
    }


def bookable(learner: Learner, on: date) -> list[rules.Subject]:
    """Return the subjects for which a learner may ask for a place that day."""
    told, pay_first = queries.learner_as_ruled(learner), settings_of(learner.office_id).flag("exam.pay_first")
    found = []
    for subject in rules.SUBJECTS:
        with suppress(Refused):
            rules.may_ask(subject, told, on, pay_first=pay_first)
            found.append(subject)
    return found


def vehicle_facts(vehicle_id: int) -> dict[str, JsonValue]:
    """Return for which kinds of slots a vehicle has a booking or an open wish; one statement."""
    booked = Booking.objects.filter(vehicle=vehicle_id, state__in=sorted(rules.LIVE)).values_list("kind", flat=True)
    waiting = Wish.objects.filter(vehicle=vehicle_id, state="waiting").values_list("kind", flat=True)
    return {"vehicle.slots": [*sorted(booked.union(waiting))]}
