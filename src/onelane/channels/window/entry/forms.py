"""What the ticket form sends."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.lane.actions.tickets import Claim

if TYPE_CHECKING:
    from django.http import QueryDict

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:：]([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the guide chose, as typed; `claim` reads it."""

    service: str
    priority: str
    reason: str
    appointment: str
    arrival: str
    request_key: str
    medium: Literal["paper", "screen"]
    why: str = ""

    @property
    def claim(self) -> Claim:
        """Return the claim to a place; refuse `lane.no_such_time` for an appointment without a time of day."""
        at = _today(self.appointment) if self.priority == "appointment" else None
        reason = self.reason if self.priority == "priority" else ""
        return Claim(priority=self.priority, reason=reason, appointment_at=at)


def wish(given: QueryDict) -> Wish:
    """Read the form; a part that is missing is the usual one."""
    return Wish(
        service=given.get("service", "")[:60],
        priority=given.get("priority", "ordinary")[:20],
        reason=(given.get("reason_other", "").strip() or given.get("reason", "")).replace("\x00", "")[:120],
        appointment=given.get("appointment", "").strip()[:10],
        arrival=given.get("arrival", "")[:12].replace("\x00", ""),
        request_key=given.get("request_key", "").replace("\x00", ""),
        medium="screen" if given.get("medium") == "screen" else "paper",
        why=given.get("why", "").replace("\x00", "").strip()[:120],
    )


def fresh(services: list[str], arrival: str) -> Wish:
    """Return an empty form with a key of its own, so that a second press of its button gives the same ticket."""
    return Wish(services[0] if services else "", "ordinary", "", "", arrival, secrets.token_urlsafe(12), "paper")


def _today(text: str) -> datetime:
    found = _TIME.fullmatch(text)
    if found is None:
        raise Refused("lane.no_such_time", given=text)
    day = clock.now().astimezone(clock.OFFICE_ZONE)
    return day.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
