"""The deeds on checks: ask, hear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.checks.gateway import Authorities, Question, Unknown
from onelane.office.checks.models import Check
from onelane.office.checks.rules import ABOUT, PATIENCE, Kind, kind_of
from onelane.records import journal, live, outbox


class Silent(Exception):  # noqa: N818 - the other side is, and the outbox asks again
    """The authority gave no answer."""


@transaction.atomic
def ask(
    *, case_id: int, kinds: Iterable[Kind], facts: Mapping[str, JsonValue], actor: Actor, at: datetime
) -> list[Check]:
    """Put questions down for the worker; what was asked already is not asked twice."""
    known = set(Check.objects.filter(case_id=case_id).values_list("kind", flat=True))
    made = []
    for kind in kinds:
        number = str(facts.get(ABOUT[kind]) or "")
        if kind in known or not number:
            continue
        made.append(Check.objects.create(case_id=case_id, kind=kind, asked_at=at))
        payload = {"case_id": case_id, "kind": kind, "number": number}
        outbox.put("checks.ask", f"checks.ask:{case_id}:{kind}", payload)
    if made:
        asked = [one.kind for one in made]
        journal.note(actor, "checks.asked", chain=f"case:{case_id}", detail={"kinds": asked}, at=at)
    return made


def authorities() -> Authorities:
    """Return the systems that the settings name."""
    found: Authorities = import_string(settings.ONELANE["CHECK_GATEWAY"])()
    return found


@transaction.atomic
def hear(*, case_id: int, kind: str, number: str, at: datetime | None = None) -> Check:
    """Ask one question and keep the answer; without one it is tried again, and after some tries given up.

    Raises Silent while it is worth another try: then nothing of this transaction stays but the outbox's own count.
    """
    at = at or clock.now()
    check = Check.objects.select_for_update().get(case_id=case_id, kind=kind_of(kind))
    if check.state != "asked":
        return check
    told = authorities().ask(Question(kind_of(kind), number, at.astimezone(clock.OFFICE_ZONE).date()))
    if isinstance(told, Unknown):
        if at - check.asked_at < PATIENCE:
            raise Silent(told.why)
        check.state = "silent"
    else:
        check.state, check.holds, check.until, check.words = "answered", told.holds, told.until, told.words[:120]
        check.answered_at = at
    check.save()
    office = check.case.office_id
    journal.note(
        Actor("checks", "system", office), "checks.heard", chain=f"case:{case_id}", subject=kind,
        detail={"state": check.state, "holds": check.holds}, at=at,
    )  # fmt: skip
    live.tell(live.ticket(case_id), "case", {"state": "checked"})
    return check
