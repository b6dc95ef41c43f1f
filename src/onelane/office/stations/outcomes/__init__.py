"""What the registers learn when a case is recorded (办理结果), by the name that the service gives to it."""

from __future__ import annotations

from collections.abc import Callable

from onelane.office.stations.desk import Visit
from onelane.office.stations.outcomes import licences, marks

OUTCOMES: dict[str, Callable[[Visit], None]] = {
    "licence.renewed": licences.renewed,
    "mark.issued": marks.issued,
}
ELSEWHERE = frozenset({"vehicle.registered"})
"""Outcomes that a desk of their own brings about: a new car is registered when its number is chosen."""


def carry_out(visit: Visit) -> None:
    """Do to the registers what the service says, in the transaction of its step; an office's own service has none."""
    outcome = OUTCOMES.get(str(visit.snapshot["outcome"]))
    if outcome is not None:
        outcome(visit)
