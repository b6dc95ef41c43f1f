"""Background door of checks."""

from __future__ import annotations

from typing import Any

from onelane.office.checks import actions
from onelane.records import outbox


@outbox.handler("checks.ask")
def ask(payload: dict[str, Any]) -> None:
    """Ask one question; the outbox asks again while nobody answers."""
    actions.hear(case_id=int(payload["case_id"]), kind=str(payload["kind"]), number=str(payload["number"]))
