"""Background doors of platforms."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from onelane.office.platforms import actions, webhooks
from onelane.records import outbox


@outbox.handler("platforms.told")
def told(payload: dict[str, Any]) -> None:
    """Write an event down for every webhook that wants it."""
    webhooks.write(
        case_id=int(payload["case_id"]), name=str(payload["name"]), once=str(payload["once"]),
        at=datetime.fromisoformat(payload["at"]),
    )  # fmt: skip


def deliver() -> None:
    """Deliver events that are due."""
    webhooks.deliver_due()


def forget_old() -> None:
    """Forget answers of yesterday."""
    actions.forget_old()


PERIODIC = ((timedelta(seconds=1), deliver), (timedelta(minutes=10), forget_old))
