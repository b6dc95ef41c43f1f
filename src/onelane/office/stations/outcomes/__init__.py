"""What the registers learn when a case is recorded (办理结果), by the name that the service gives to it."""

from __future__ import annotations

from collections.abc import Callable

from onelane.office.stations.desk import Visit
from onelane.office.stations.outcomes import cars, learners, licences, papers, places

OUTCOMES: dict[str, Callable[[Visit], None]] = {
    "licence.renewed": licences.renewed,
    "licence.classes-reduced": licences.reduced,
    "licence.replaced-damaged": licences.damaged,
    "licence.replaced-lost": licences.lost,
    "renewal.deferred": licences.renewal_deferred,
    "medical.deferred": licences.medical_deferred,
    "review.deferred": licences.review_deferred,
    "driver.contact-changed": licences.contact_changed,
    "mark.issued": cars.mark_issued,
    "mark.replaced": cars.mark_replaced,
    "vehicle-licence.replaced": cars.licence_replaced,
    "plates.replaced": cars.plates_replaced,
    "vehicle.contact-changed": cars.contact_changed,
    "vehicle.bound": cars.bound,
    "vehicle.affiliated": cars.affiliated,
    "learner.accepted": learners.accepted,
    "learner.class-added": learners.class_added,
    "permit.printed": learners.permit_printed,
    "exam-fee.paid": learners.fee_paid,
    "exam.wished": places.wished,
    "exam.place-given-back": places.given_back,
    "exam.place-changed": places.place_changed,
    "slot.booked": places.slot_booked,
}
ELSEWHERE = frozenset(
    {
        "vehicle.registered", "exam.reported", "number.preselected-new",
        "number.preselected-transfer", "number.preselected-move-in", "number.preselected-exchange",
    }
)  # fmt: skip
"""Outcomes that a desk of their own brings about: a new car with its number, a report with its investigation."""


def carry_out(visit: Visit) -> None:
    """Do to the registers what the service says and issue its papers, in the transaction of the step.

    A service that an office added for itself may name an outcome that no code knows: then nothing more happens.
    """
    outcome = OUTCOMES.get(str(visit.snapshot["outcome"]))
    if outcome is not None:
        outcome(visit)
        papers.issue(visit)
