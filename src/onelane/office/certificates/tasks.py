"""Background doors: the seal on a new paper, and the list of states, signed daily and after each revocation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from onelane.kernel import clock
from onelane.office.certificates import actions as certificates
from onelane.office.certificates import proving, queries
from onelane.records import outbox


@outbox.handler("paper.seal")
def seal(payload: dict[str, Any]) -> None:
    """Put the office's seal on an issued paper."""
    certificates.seal(paper_id=payload["paper"])


@outbox.handler("paper.states")
def sign_states(payload: dict[str, Any]) -> None:
    """Publish what has just been made void."""
    certificates.sign_states(office=payload["office"])


def renew_states() -> None:
    """Sign every office's list anew when the last is a day old."""
    now = clock.now()
    for office in queries.offices_whose_states_are_older_than(now - proving.LIST_RENEWED):
        certificates.sign_states(office=office, at=now)


PERIODIC = [(timedelta(minutes=10), renew_states)]
