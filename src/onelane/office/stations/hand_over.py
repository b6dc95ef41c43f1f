"""Hand-over (发放): the owner signs for plates and papers, and the visit is over."""

from __future__ import annotations

from onelane.office.stations.desk import Desk


class HandOver(Desk):
    """A plain station: who received them is asked, and the last step ends the case and its ticket."""
