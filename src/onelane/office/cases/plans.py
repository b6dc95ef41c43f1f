"""The plans that cases opened with: kept once per content, read once per process."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import lru_cache

from django.db import connection, transaction

from onelane.office.cases.models import Plan
from onelane.office.cases.path import Path
from onelane.registers.offices import catalogue

Snapshot = dict[str, object]

_kept: set[tuple[str, str]] = set()  # (database, digest) pairs known to be committed


def plan_for(service: str, on: date) -> str:
    """Return the digest of the plan that a case of `service` opens with on that day, keeping the plan if it is new."""
    digest, text = _written(service, on)
    known = (str(connection.settings_dict["NAME"]), digest)
    if known not in _kept:
        Plan.objects.bulk_create(
            [Plan(digest=digest, service=service, snapshot=json.loads(text))], ignore_conflicts=True
        )
        transaction.on_commit(lambda: _kept.add(known))
    return digest


@lru_cache(maxsize=256)
def _written(service: str, on: date) -> tuple[str, str]:
    text = json.dumps(catalogue.current().snapshot(service, on), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest(), text


@lru_cache(maxsize=512)
def snapshot_of(digest: str) -> Snapshot:
    """Return the content of a plan; a plan never changes, so it is read once per process."""
    snapshot: Snapshot = Plan.objects.values_list("snapshot", flat=True).get(digest=digest)
    return snapshot


@lru_cache(maxsize=512)
def path_of(digest: str) -> Path:
    """Return the path of a plan."""
    plan = snapshot_of(digest)["path"]
    if not isinstance(plan, list):
        msg = f"plan {digest} has no path"
        raise TypeError(msg)
    return Path.from_plan(plan)


def forget() -> None:
    """Ask the database again which plans it keeps; for tests, whose databases are made anew under one name."""
    _kept.clear()
