"""What citizen one has booked: a learner's file, a car, a place of a test, and a wish."""

from __future__ import annotations

from typing import Any

from tests import known, make, places


def bookings(account: Any) -> dict[str, Any]:
    """Return what fills the addresses of bookings."""
    from onelane.office.bookings import actions as deeds
    from onelane.office.stations import allotting
    from onelane.registers.drivers import actions as drivers

    learner = known.learner(holder=account.person, licence_class="C2")
    for subject in ("2", "3"):
        drivers.exam_paid(learner_id=learner.pk, subject=subject, actor=make.actor("system"))
    booking = places.give(learner.pk, places.session(subject="2", ahead=22))
    road = places.session(subject="3", ahead=30)
    wish = deeds.wish(learner_id=learner.pk, session_ids=[road.pk], actor=places.SYSTEM)
    allotting.give_out_due()
    from onelane.office.bookings.models import Allotment

    car = known.vehicle(owner=account.person, vin=known.vin(902), fuel="C")
    return {
        "booking_id": booking.pk, "wish_id": wish.pk, "learner_id": learner.pk, "vehicle_id": car.pk, "exam": "4",
        "slot": "inspection", "allotment_id": Allotment.objects.latest("pk").pk, "session_id": road.pk,
    }  # fmt: skip
