"""The deeds on the number pool, one file for each group of deeds."""

from onelane.office.plates.actions.checking import check_draws
from onelane.office.plates.actions.choosing import give_back, issue, take, time_out
from onelane.office.plates.actions.composing import compose
from onelane.office.plates.actions.drawing import draw
from onelane.office.plates.actions.hands import sit
from onelane.office.plates.actions.keeping_back import confirm_notice, propose_notice
from onelane.office.plates.actions.keeping_former import keep_former
from onelane.office.plates.actions.preselecting import preselect
from onelane.office.plates.actions.publishing import publish
from onelane.office.plates.actions.segments import propose_segment, release_segment
from onelane.office.plates.actions.watching import watch_clock

__all__ = [
    "check_draws", "compose", "confirm_notice", "draw", "give_back", "issue", "keep_former", "preselect",
    "propose_notice", "propose_segment", "publish", "release_segment", "sit", "take", "time_out", "watch_clock",
]  # fmt: skip
