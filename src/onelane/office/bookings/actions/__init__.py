"""The deeds on plans, wishes and places, one file for each group of deeds."""

from onelane.office.bookings.actions.ending import arrive, cancel, note_absent, note_score
from onelane.office.bookings.actions.giving import allot, offer
from onelane.office.bookings.actions.plans import (
    MOST_PLACES,
    add_site,
    call_off,
    hold,
    plan,
    plan_weekly,
    publish,
    resize,
)
from onelane.office.bookings.actions.slots import ask, book, open_door
from onelane.office.bookings.actions.wishing import change_place, wish, withdraw

__all__ = [
    "MOST_PLACES",
    "add_site",
    "allot",
    "arrive",
    "ask",
    "book",
    "call_off",
    "cancel",
    "change_place",
    "hold",
    "note_absent",
    "note_score",
    "offer",
    "open_door",
    "plan",
    "plan_weekly",
    "publish",
    "resize",
    "wish",
    "withdraw",
]
