"""Background doors of messages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from onelane.office.messages import actions
from onelane.records import outbox


@outbox.handler("message.send")
def send(payload: dict[str, Any]) -> None:
    """Write to everybody who is to be told of an event."""
    actions.write(payload=payload)


@outbox.handler("message.deliver")
def deliver(payload: dict[str, Any]) -> None:
    """Send one message; the outbox tries again with longer and longer pauses."""
    actions.deliver(letter_id=int(payload["letter_id"]))


def forget_codes() -> None:
    """Take the words of old one-time codes out."""
    actions.forget_codes()


PERIODIC = ((timedelta(minutes=1), forget_codes),)
