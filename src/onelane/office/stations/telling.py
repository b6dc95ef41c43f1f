"""Tell an applicant something (告知): put down with the deed, sent by the room of messages."""

from __future__ import annotations

from datetime import datetime

from onelane.catalogue.spec import JsonValue
from onelane.office.platforms import webhooks
from onelane.records import outbox


def tell(case_id: int, event: str, *, once: str = "", due_at: datetime | None = None, **facts: JsonValue) -> None:
    """Put an event down for whoever is told of it, the case's platform too; `once` tells repetitions of it apart."""
    key = f"message:{case_id}:{event}:{once}"[:100]
    outbox.put(
        "message.send", key, {"case_id": case_id, "template": event, "once": once, "facts": facts}, due_at=due_at
    )
    webhooks.told(case_id=case_id, name=event, once=once)
