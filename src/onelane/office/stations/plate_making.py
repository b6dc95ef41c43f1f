"""Plate making (制牌): the plates of the issued number are pressed and counted."""

from __future__ import annotations

from onelane.office.stations.desk import Desk


class PlateMaking(Desk):
    """A plain station: what was issued is pressed; the stock of blanks is kept by a later part of the office."""
