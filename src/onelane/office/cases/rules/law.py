"""All rules by name, each with its versions over time, and what those that a case opened with say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from onelane.office.cases.rules import applicants, deferrals, drivers, learners, places, registration, vehicles
from onelane.office.cases.rules.judging import Facts, Rule, Verdict, verdict

_ALL = (*registration.ALL, *applicants.ALL, *drivers.ALL, *deferrals.ALL, *learners.ALL, *vehicles.ALL, *places.ALL)
RULES: dict[str, tuple[Rule, ...]] = {
    name: tuple(rule for rule in _ALL if rule.name == name) for name in dict.fromkeys(rule.name for rule in _ALL)
}


def verdicts(versions: Mapping[str, str], facts: Facts) -> tuple[Verdict, ...]:
    """Return what every rule of a case says; `versions` is `{name: since}` as the case copied it when it opened."""
    found = (_version(name, date.fromisoformat(since)) for name, since in versions.items())
    return tuple(verdict(rule, facts) for rule in found)


def in_force(name: str, on: date) -> Rule | None:
    """Return the version of a rule that holds that day, or None where it did not hold yet or no more."""
    found = [one for one in RULES[name] if one.since <= on and (one.until is None or on <= one.until)]
    return found[-1] if found else None


def _version(name: str, since: date) -> Rule:
    for rule in RULES[name]:
        if rule.since == since:
            return rule
    raise LookupError(f"rule {name} has no version of {since}")
