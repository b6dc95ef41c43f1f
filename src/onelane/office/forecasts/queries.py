"""Questions about what was learnt and how good it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Sum

from onelane.office.forecasts.models import Learnt, Score


@dataclass(frozen=True, slots=True)
class Known:
    """Which model there is, without its content."""

    office: str
    service: str
    at: datetime
    days: int
    digest: str
    missed: dict[str, Any]


def known(office: str) -> list[Known]:
    """Return the models of an office."""
    rows = Learnt.objects.filter(office_id=office).defer("content").order_by("service")
    return [Known(office, one.service, one.at, one.days, one.digest, one.missed) for one in rows]


def content(office: str, service: str, digest: str) -> bytes | None:
    """Return a model's content, or None when another has taken its place."""
    found = Learnt.objects.filter(office_id=office, service=service, digest=digest)
    kept = found.values_list("content", flat=True).first()
    return None if kept is None else bytes(kept)


@dataclass(frozen=True, slots=True)
class Quality:
    """How good the estimates of one question were on one day: minutes of mean error, share held, minutes of width."""

    day: date
    step: str
    asked: int
    error: float
    simple: float
    held: float
    width: float


def scored_days(office: str, service: str) -> frozenset[date]:
    """Return the days that have been judged."""
    return frozenset(Score.objects.filter(office_id=office, service=service).values_list("day", flat=True))


def qualities(office: str, *, since: date, steps: bool = False, day: date | None = None) -> list[Quality]:
    """Return by day (and by step) how good the estimates were, the latest day first; one statement."""
    rows = Score.objects.filter(office_id=office, day__gte=since)
    if day is not None:
        rows = rows.filter(day=day)
    keys: Sequence[str] = ("day", "step") if steps else ("day",)
    found = (
        (rows if steps else rows.filter(step=""))
        .values(*keys)
        .annotate(n=Sum("asked"), e=Sum("error"), s=Sum("simple"), c=Sum("covered"), w=Sum("width"))
        .order_by("-day", *keys[1:])
    )
    return [
        Quality(
            one["day"], one.get("step", ""), one["n"], one["e"] / one["n"], one["s"] / one["n"], one["c"] / one["n"],
            one["w"] / one["n"],
        )
        for one in found
    ]  # fmt: skip
