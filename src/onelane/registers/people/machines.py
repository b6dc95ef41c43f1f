"""Enrolled machines: each is enrolled by a person and revoked one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.records import journal
from onelane.registers.people.models import Machine

READ_FOR = timedelta(seconds=20)  # a revoked machine is out after this at the latest, in every process


@dataclass
class _Kept:
    until: datetime | None = None
    revoked: dict[tuple[str, str], datetime] | None = None


_kept = _Kept()


@transaction.atomic
def enrol(*, kind: str, name: str, actor: Actor) -> Machine:
    """Enter a machine of the actor's office; the same name again is the same machine, enrolled anew."""
    told = {"kind": kind, "enrolled_at": clock.now(), "enrolled_by": actor.id}
    machine, _ = Machine.objects.update_or_create(office_id=actor.office, name=name, defaults=told)
    journal.note(actor, "auth.device_enrolled", chain=f"device:{actor.office}/{name}", detail={"kind": kind})
    return machine


@transaction.atomic
def revoke(*, machine: int, actor: Actor) -> None:
    """Take a machine's enrolment away; where it stands it asks to be enrolled again."""
    found = Machine.objects.select_for_update().filter(pk=machine, office_id=actor.office).first()
    if found is None:
        raise Refused("requests.not_found")
    found.revoked_at = clock.now()
    found.save(update_fields=["revoked_at"])
    journal.note(actor, "auth.device_revoked", chain=f"device:{actor.office}/{found.name}")
    forget()


def of_office(office: str) -> list[Machine]:
    """List the machines of an office."""
    return list(Machine.objects.filter(office_id=office).order_by("kind", "name"))


def is_revoked(office: str, name: str, sealed_at: float) -> bool:
    """Tell whether what a machine was given at a time counts no more; the list is read again every 20 seconds."""
    now = clock.now()
    if _kept.revoked is None or _kept.until is None or not now <= _kept.until <= now + READ_FOR:
        rows = Machine.objects.exclude(revoked_at=None).values_list("office_id", "name", "revoked_at")
        _kept.revoked = {(place, sign): at for place, sign, at in rows if at is not None}
        _kept.until = now + READ_FOR
    at = _kept.revoked.get((office, name))
    return at is not None and sealed_at <= at.timestamp()


def forget() -> None:
    """Read the list anew; called after a revocation, and by tests between databases."""
    _kept.revoked = None
