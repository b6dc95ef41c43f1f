"""The deeds on papers and on blank forms."""

from onelane.office.certificates.actions.destroying import confirm_destruction, drop_destruction, propose_destruction
from onelane.office.certificates.actions.issuing import issue, make_void, note_print
from onelane.office.certificates.actions.sealing import seal, sign_states
from onelane.office.certificates.actions.stock import count_in, spoil

__all__ = [
    "confirm_destruction",
    "count_in",
    "drop_destruction",
    "issue",
    "make_void",
    "note_print",
    "propose_destruction",
    "seal",
    "sign_states",
    "spoil",
]
