"""The rules of law, applied to one case with the values of its office and what the registers know."""

from __future__ import annotations

from collections.abc import Mapping

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.office.cases.rules import RULES, Facts, Verdict
from onelane.office.cases.rules import verdicts as judged
from onelane.office.stations.desk import Answers, Visit
from onelane.office.stations.register_facts import facts_for
from onelane.registers.offices.queries import settings_of


def verdicts(visit: Visit, told: Answers, known: Answers | None = None) -> tuple[Verdict, ...]:
    """Return what each rule that the case opened with says today; `known` is what a network has just said."""
    found = visit.snapshot["rules"]
    rules: dict[str, str] = found if isinstance(found, dict) else {}
    register = {**(_register(visit) if _reads_registers(rules) else {}), **(known or {})}
    day = visit.at.astimezone(clock.OFFICE_ZONE).date()
    return judged(rules, Facts(day, told, register, settings_of(visit.case.office_id)))


def _reads_registers(rules: Mapping[str, str]) -> bool:
    """Tell whether any rule looks at a register: those of the lane do not, and its deeds stay short."""
    return any("." in name for rule in rules for version in RULES[rule] for name in version.reads)


def _register(visit: Visit) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {"office.code": visit.case.office_id}
    if (applied := visit.applied) is not None:
        day = visit.at.astimezone(clock.OFFICE_ZONE).date()
        found |= facts_for(person_id=applied.applicant, about=applied.about, subject_id=applied.subject, on=day)
    return found
