"""The deeds on kiosks: enrol, lock, sign in before one, use it, print."""

from onelane.office.kiosks.actions.enrolling import beat, change, enrol, lock, machine, make, offer_code, retire, unlock
from onelane.office.kiosks.actions.printing import make_receipt, make_test, printer_state, put_out
from onelane.office.kiosks.actions.signing import by_card, confirm, show, take
from onelane.office.kiosks.actions.using import begin, close_forgotten, end, note

__all__ = [
    "beat", "begin", "by_card", "change", "close_forgotten", "confirm", "end", "enrol", "lock", "machine", "make",
    "make_receipt", "make_test", "note", "offer_code", "printer_state", "put_out", "retire", "show", "take", "unlock",
]  # fmt: skip
