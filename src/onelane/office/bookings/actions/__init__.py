"""The deeds on plans, wishes and places, one file for each group of deeds."""

from onelane.office.bookings.actions.ending import arrive, cancel, note_absent, note_score
from onelane.office.bookings.actions.giving import allot, book, offer
from onelane.office.bookings.actions.plans import add_site, call_off, hold, plan, publish, resize
from onelane.office.bookings.actions.wishing import change_place, wish, withdraw

__all__ = [
    "add_site",
    "allot",
    "arrive",
    "book",
    "call_off",
    "cancel",
    "change_place",
    "hold",
    "note_absent",
    "note_score",
    "offer",
    "plan",
    "publish",
    "resize",
    "wish",
    "withdraw",
]
