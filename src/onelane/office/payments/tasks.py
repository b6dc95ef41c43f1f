"""Background doors of payments: lost notices are found by asking, refunds are carried out and followed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.payments import actions, queries
from onelane.records import outbox

ASK_EVERY = timedelta(seconds=1)  # a look at the plan; who is asked, and how often, stands in rules.POLL_PLAN
FOLLOW_EVERY = timedelta(seconds=30)
STATEMENTS_FROM = 10  # o'clock, when both providers have written yesterday's
PATIENCE = timedelta(seconds=6)  # a sweep ends after this, so that a provider that is down does not hold up the rest

_log = logging.getLogger(__name__)


def poll_attempts() -> int:
    """Ask about the live attempts that are due, the longest waiting first; return how many were asked about."""
    begun = clock.now()
    asked = 0
    for attempt_id in queries.attempts_to_ask(begun, limit=100):
        if clock.now() - begun > PATIENCE:
            break
        try:
            actions.poll(attempt_id=attempt_id)
        except Refused as refusal:
            _log.warning("attempt %s: %s", attempt_id, refusal.code)
        asked += 1
    return asked


def follow_refunds() -> int:
    """Ask what became of refunds that the provider has taken on; return how many were asked about."""
    due = queries.refunds_to_follow(clock.now(), every=FOLLOW_EVERY, limit=20)
    for refund_no in due:
        try:
            actions.carry_refund(refund_no=refund_no)
        except Refused as refusal:
            _log.warning("refund %s: %s", refund_no, refusal.code)
            break
    return len(due)


def reconcile_yesterday() -> int:
    """Fetch yesterday's statements from the hour on at which providers have them; return how many came."""
    at = clock.now().astimezone(clock.OFFICE_ZONE)
    if at.hour < STATEMENTS_FROM:
        return 0
    day, came = at.date() - timedelta(days=1), 0
    for office, provider in queries.days_to_fetch(day):
        try:
            actions.reconcile(provider=provider, day=day, actor=Actor("worker:payments", "system", office))
            came += 1
        except Refused as refusal:
            _log.warning("statement of %s at %s: %s", day, provider, refusal.code)
    return came


@outbox.handler("payments.refund")
def carry_refund(payload: dict[str, Any]) -> None:
    """Carry a refund to its provider; the outbox repeats it while the provider is silent."""
    actions.carry_refund(refund_no=str(payload["refund_no"]))


@outbox.handler("payments.receipt")
def issue_receipt(payload: dict[str, Any]) -> None:
    """Issue the receipt of a paid bill, or the red one of a refund."""
    actions.issue_receipt(bill_id=int(payload["bill_id"]), refund_no=str(payload.get("refund_no", "")))


PERIODIC: tuple[tuple[timedelta, Callable[[], int]], ...] = (
    (ASK_EVERY, poll_attempts),
    (FOLLOW_EVERY, follow_refunds),
    (timedelta(minutes=10), reconcile_yesterday),
)
