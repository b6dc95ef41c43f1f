"""What the office decides about papers: their numbers, how long they hold, when a copy may be printed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from onelane.kernel.numbers import serials
from onelane.kernel.refusal import Refused
from onelane.office.certificates.kinds import FORMS, KINDS, ONE_A_CASE, SLIPS, SORTS, Kind, form_of, kind_of

__all__ = ["FORMS", "KINDS", "ONE_A_CASE", "SLIPS", "SORTS", "Kind", "form_of", "kind_of"]

PROVINCE = 2
LONGEST_REASON = 200
LONGEST_SERIAL = 16
MOST_BLANKS = 20_000  # of one delivery: a lorry's load; more is a slip of the finger

VALID, REVOKED, REPLACED = 0, 1, 3
"""States in the published list: valid, invalid, and the first value that an application may give a meaning of its own
(draft-ietf-oauth-status-list, section 7.1): here 3 is a paper in whose place another was given."""

BLANK_MOVES: dict[str, dict[str, str]] = {
    "in_store": {"use": "used", "spoil": "spoiled"},
    "used": {"spoil": "spoiled"},
    "spoiled": {"destroy": "destroyed"},
    "destroyed": {},
}
"""The life of a blank form (空白证件): counted in, used by a print, spoiled, destroyed by two persons."""


def counts_its_own(kind: Kind) -> bool:
    """Tell whether the office numbers this paper itself; others bear the register's number."""
    return not SORTS[kind].numbered


def serial(kind: Kind, *, area: str, sequence: int, data: Mapping[str, object]) -> str:
    """Return a paper's number: a running number of the office (档案编号), or the one that the register gave."""
    if counts_its_own(kind):
        return serials.file_number(area, sequence)
    told = str(data.get(SORTS[kind].numbered, ""))
    if kind == "registration-certificate":
        return serials.check_certificate_number(told, area[:PROVINCE])
    return serials.check_file_number(told, area="")


def valid_to(kind: Kind, data: Mapping[str, object]) -> date | None:
    """Return the last day on which a paper holds, or None where it holds without end (长期)."""
    told = str(data.get(SORTS[kind].until) or "") if SORTS[kind].until else ""
    try:
        return date.fromisoformat(told[:10]) if told and told != "长期" else None
    except ValueError as trouble:
        raise Refused("certificates.no_such_day", kind=kind) from trouble


def check_print(*, printed: int, void: bool, why: str) -> str:
    """Return the tidied reason of a print; refuse a void paper, and a second print without a reason."""
    if void:
        raise Refused("certificates.void")
    reason = " ".join(why.split())
    if printed and not reason:
        raise Refused("certificates.reprint_needs_reason", printed=printed)
    if len(reason) > LONGEST_REASON:
        raise Refused("certificates.reason_too_long", longest=LONGEST_REASON)
    return reason


def reason_of(why: str) -> str:
    """Return a tidied reason; refuse `certificates.void_needs_reason` without one."""
    reason = " ".join(why.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused("certificates.void_needs_reason", longest=LONGEST_REASON)
    return reason


def moved(state: str, deed: str) -> str:
    """Return the state of a blank form after a deed; refuse `certificates.blank_not_so`."""
    if deed not in BLANK_MOVES[state]:
        raise Refused("certificates.blank_not_so", state=state)
    return BLANK_MOVES[state][deed]


def serials_between(first: str, last: str) -> list[str]:
    """Return the printed serial numbers of a delivery, both ends included: letters that stay, then digits that count.

    Refuse `certificates.serials_form` or `certificates.serials_too_many`.
    """
    head, low, high = _run_of(first, last)
    if high - low + 1 > MOST_BLANKS:
        raise Refused("certificates.serials_too_many", most=MOST_BLANKS)
    width = len(first.strip()) - len(head)
    return [f"{head}{number:0{width}d}" for number in range(low, high + 1)]


def _run_of(first: str, last: str) -> tuple[str, int, int]:
    begin, end = first.strip().upper(), last.strip().upper()
    head = begin.rstrip("0123456789")
    sound = (
        begin.isascii() and end.isascii() and begin.isalnum() and len(begin) == len(end) <= LONGEST_SERIAL
        and end.startswith(head) and begin[len(head) :].isdigit() and end[len(head) :].isdigit() and begin <= end
    )  # fmt: skip
    if not sound:
        raise Refused("certificates.serials_form", longest=LONGEST_SERIAL)
    return head, int(begin[len(head) :]), int(end[len(head) :])
