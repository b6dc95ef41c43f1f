"""The life of a case, and how a reason is written."""

from __future__ import annotations

from typing import Literal

from onelane.kernel.refusal import Refused

State = Literal["draft", "open", "suspended", "investigation", "refused", "cancelled", "finished"]
Deed = Literal["submit", "suspend", "resume", "investigate", "clear", "refuse", "cancel", "finish"]

MOVES: dict[State, dict[Deed, State]] = {
    "draft": {"submit": "open", "cancel": "cancelled"},
    "open": {
        "suspend": "suspended",  # 一次性告知补正: the citizen is asked for something
        "investigate": "investigation",  # R164 art.74: on suspicion there is no simple fail
        "refuse": "refused",
        "cancel": "cancelled",
        "finish": "finished",
    },
    "suspended": {"resume": "open", "investigate": "investigation", "refuse": "refused", "cancel": "cancelled"},
    "investigation": {"clear": "open", "refuse": "refused"},
    "refused": {},
    "cancelled": {},
    "finished": {},
}
ENDED: frozenset[State] = frozenset(state for state, deeds in MOVES.items() if not deeds)
LONGEST_REASON = 200


def plain(text: str) -> str:
    """Return what somebody wrote as one line without control characters, so that every store can keep it."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def worded(reason: str) -> str:
    """Return a reason as it is kept, cut at 200 characters; refuse `cases.reason_missing` where nothing is said."""
    found = plain(reason)[:LONGEST_REASON]
    if not found:
        raise Refused("cases.reason_missing")
    return found


def moved(state: State, deed: Deed) -> State:
    """Return the state after a deed; refuse `cases.not_now` where the table has none."""
    if deed not in MOVES[state]:
        raise Refused("cases.not_now", state=state, deed=deed)
    return MOVES[state][deed]
