"""The deeds on the number pool, one file for each group of deeds."""

from onelane.office.plates.actions.choosing import give_back, issue, take, time_out
from onelane.office.plates.actions.drawing import draw
from onelane.office.plates.actions.publishing import publish
from onelane.office.plates.actions.segments import propose_segment, release_segment

__all__ = ["draw", "give_back", "issue", "propose_segment", "publish", "release_segment", "take", "time_out"]
