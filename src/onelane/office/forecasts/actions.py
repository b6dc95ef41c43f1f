"""Keep what was learnt and how good it was."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.forecasts.models import Learnt, Score
from onelane.records import journal


@dataclass(frozen=True, slots=True)
class Scored:
    """The sums of one question of one day; `step` is empty for the end of the visit."""

    step: str
    asked: int
    covered: int
    error: float
    simple: float
    width: float


@transaction.atomic
def keep(*, service: str, content: bytes, days: int, actor: Actor, at: datetime | None = None) -> Learnt:
    """Keep a newly learnt model in place of the former one; it starts without what outcomes had taught."""
    at = at or clock.now()
    digest = hashlib.sha256(content).hexdigest()
    made, _ = Learnt.objects.update_or_create(
        office_id=actor.office,
        service=service,
        defaults={"at": at, "days": days, "content": content, "digest": digest, "missed": {}},
    )
    detail = {"days": days, "digest": digest[:16]}
    journal.note(actor, "forecast.learnt", chain=f"forecast:{actor.office}", subject=service, detail=detail, at=at)
    return made


@transaction.atomic
def adapt(*, office: str, service: str, digest: str, missed: Mapping[str, Any]) -> bool:
    """Keep what outcomes taught the model with this digest; a model learnt meanwhile is left alone."""
    found = Learnt.objects.filter(office_id=office, service=service, digest=digest)
    return bool(found.update(missed=dict(missed)))


@transaction.atomic
def score(*, office: str, service: str, day: date, scored: Sequence[Scored]) -> None:
    """Keep the scores of a day in place of those that were there."""
    Score.objects.filter(office_id=office, service=service, day=day).delete()
    Score.objects.bulk_create(
        Score(
            office_id=office, service=service, day=day, step=one.step, asked=one.asked, covered=one.covered,
            error=one.error, simple=one.simple, width=one.width,
        )
        for one in scored if one.asked
    )  # fmt: skip
