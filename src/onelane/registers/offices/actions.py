"""Load an office from the catalogue, and build the indexes its queues need."""

from __future__ import annotations

import re

from django.db import connection, transaction

from onelane.catalogue import spec
from onelane.registers.offices import catalogue, days
from onelane.registers.offices.models import Counter, Office
from onelane.registers.offices.queries import forget

CALLING = frozenset({"lane", "desk"})  # the kinds of stations to which an owner or his car is called

_STEP = re.compile(r"[a-z][a-z-]{1,39}")


@transaction.atomic
def load_office(plan: spec.Office) -> Office:
    """Create an office with its counters, or bring it to what its file says; counters gone from the file stay."""
    office, _ = Office.objects.update_or_create(
        pk=plan.code,
        defaults={
            "name_zh": plan.name.zh,
            "name_en": plan.name.en,
            "area_code": plan.area,
            "prefixes": list(plan.prefixes),
            "settings": {key: list(one) if isinstance(one, tuple) else one for key, one in plan.settings.items()},
        },
    )
    for place in plan.counters:
        Counter.objects.update_or_create(
            office=office,
            code=place.code,
            defaults={
                "name_zh": place.name.zh,
                "name_en": place.name.en,
                "kind": place.kind,
                "steps": list(place.stations),
            },
        )
    days.seed(office)
    forget()
    return office


def index_queues() -> None:
    """Give each station that calls its partial index: calling next reads one row; needs the tables' owner.

    Every move of a case weighs every one of these indexes, so that a station that calls nobody has none: its list is
    read from the index of live cases.
    """
    with connection.cursor() as cursor:
        for step, station in catalogue.current().vocabulary.stations.items():
            if not _STEP.fullmatch(step):
                msg = f"station {step!r} is no plain name"
                raise ValueError(msg)
            if station.kind not in CALLING:
                cursor.execute(f'DROP INDEX IF EXISTS "queue_{step}"')
                continue
            cursor.execute(
                f"""CREATE INDEX IF NOT EXISTS "queue_{step}" ON cases_case (office_id, rank_at, id)
                    WHERE '{step}' = ANY(ready_steps) AND state = 'open'"""
            )
