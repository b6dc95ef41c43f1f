"""Questions about checks."""

from __future__ import annotations

from onelane.catalogue.spec import JsonValue
from onelane.office.checks.models import Check
from onelane.office.checks.rules import FACTS, kind_of


def checks_of(case_id: int) -> list[Check]:
    """Return what was asked for a case, in the order of asking."""
    return list(Check.objects.filter(case_id=case_id).order_by("pk"))


def facts_of(case_id: int) -> dict[str, JsonValue]:
    """Return the facts that answers gave: they count more than what the register remembered."""
    found: dict[str, JsonValue] = {}
    for one in Check.objects.filter(case_id=case_id, state="answered", until__isnull=False):
        name = FACTS.get(kind_of(one.kind))
        if name and one.until is not None:
            found[name] = one.until.isoformat()
    return found
