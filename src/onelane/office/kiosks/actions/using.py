"""One stay before a machine, counted without a name: begun, where it is, how it ended."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.office.kiosks import rules
from onelane.office.kiosks.models import Kiosk, Use
from onelane.office.kiosks.rules import UseEnd


@transaction.atomic
def begin(*, kiosk: Kiosk, service: str, language: str, at: datetime | None = None) -> Use:
    """Begin a stay with the choice of a service; whoever stood there before has left."""
    at = at or clock.now()
    Kiosk.objects.select_for_update().only("pk").get(pk=kiosk.pk)
    Use.objects.filter(kiosk=kiosk, ended_at=None).update(ended_at=at, end="left")
    return Use.objects.create(kiosk=kiosk, service=service, language=language[:8], began_at=at, touched_at=at)


def note(
    *, use_id: int, step: str, signed: bool = False, case_id: int | None = None, at: datetime | None = None
) -> None:
    """Note how far somebody has come; a stay that has ended is not touched."""
    at = at or clock.now()
    told: dict[str, object] = {"step": step[:40], "touched_at": at}
    if case_id is not None:
        told["case_id"] = case_id
    open_use = Use.objects.filter(pk=use_id, ended_at=None)
    if signed:
        open_use.filter(signed_at=None).update(signed_at=at)
    open_use.update(**told)


def end(*, use_id: int, how: UseEnd, at: datetime | None = None) -> None:
    """End a stay once; what was done stays done however the person leaves."""
    Use.objects.filter(pk=use_id, ended_at=None).update(ended_at=at or clock.now(), end=how)


def close_forgotten(*, at: datetime | None = None) -> int:
    """End the stays that nobody has touched for too long: the machine lost its power, or its network."""
    at = at or clock.now()
    return Use.objects.filter(ended_at=None, touched_at__lt=at - rules.LONGEST_STAY).update(
        ended_at=at, end="timed_out"
    )
