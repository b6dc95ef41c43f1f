"""Outcomes for driving licences (驾驶证)."""

from __future__ import annotations

from onelane.office.stations.desk import Visit
from onelane.office.stations.outcomes import told
from onelane.registers.drivers import actions as drivers


def renewed(visit: Visit) -> None:
    """Renew the licence (期满换证): 6, 10 years, long-term while no period reached 12 points (R162 art.62)."""
    clean = told.known(visit).get("driver.clean") is True
    drivers.renew(licence_id=told.subject(visit), clean=clean, actor=visit.actor, at=visit.at)
