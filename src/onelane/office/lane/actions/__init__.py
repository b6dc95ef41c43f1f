"""The deeds of the one queue, one file for each group of deeds."""

from onelane.office.lane.actions.absence import (
    bring_back,
    carry_over,
    come_again,
    finish,
    hold,
    leave,
    no_show,
    reopen,
)
from onelane.office.lane.actions.calling import (
    Called,
    begin,
    call_next,
    called_steps,
    match,
    match_after_commit,
    recall,
    stand_down,
    stand_down_since_yesterday,
    transfer,
    undo_call,
)
from onelane.office.lane.actions.tickets import arrive, mark_issued, reprint, take_ticket

__all__ = [
    "Called",
    "arrive",
    "begin",
    "bring_back",
    "call_next",
    "called_steps",
    "carry_over",
    "come_again",
    "finish",
    "hold",
    "leave",
    "mark_issued",
    "match",
    "match_after_commit",
    "no_show",
    "recall",
    "reopen",
    "reprint",
    "stand_down",
    "stand_down_since_yesterday",
    "take_ticket",
    "transfer",
    "undo_call",
]
