"""The rules of law, applied to one case with the values of its office."""

from __future__ import annotations

from onelane.kernel import clock
from onelane.office.cases.rules import Facts, Verdict
from onelane.office.cases.rules import verdicts as judged
from onelane.office.stations.desk import Answers, Visit
from onelane.registers.offices.queries import settings_of


def verdicts(visit: Visit, told: Answers) -> tuple[Verdict, ...]:
    """Return what each rule that the case opened with says about its answers today."""
    settings = settings_of(visit.case.office_id)
    facts = Facts(
        on=visit.at.astimezone(clock.OFFICE_ZONE).date(),
        answers=told,
        lapse_years=settings.integer("inspection.lapse_years"),
        temporary_plate_days=settings.integer("temporary_plate.max_days"),
        temporary_plate_count=settings.integer("temporary_plate.max_count"),
    )
    rules = visit.snapshot["rules"]
    return judged(rules if isinstance(rules, dict) else {}, facts)
