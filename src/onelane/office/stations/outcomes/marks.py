"""Outcomes for inspection marks (检验合格标志)."""

from __future__ import annotations

from datetime import date

from onelane.office.cases.rules.vehicles import next_mark
from onelane.office.stations.desk import Visit
from onelane.office.stations.outcomes import told
from onelane.registers.vehicles import actions as vehicles


def issued(visit: Visit) -> None:
    """Give an exempt car its next mark (申领免检标志): two more years, to the end of the month (R164 art.54)."""
    valid_to = date.fromisoformat(str(told.known(visit)["vehicle.inspection_valid_to"]))
    vehicles.mark(
        vehicle_id=told.subject(visit), valid_to=next_mark(valid_to, told.today(visit)), why="exempt",
        form=told.text(visit, "mark_form"), actor=visit.actor, at=visit.at,
    )  # fmt: skip
