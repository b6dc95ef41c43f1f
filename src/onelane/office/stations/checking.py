"""Ask other authorities for an application (联网核查): what they know is not asked of the applicant (OGS art.7)."""

from __future__ import annotations

from onelane.kernel import clock
from onelane.office.checks import actions as checks
from onelane.office.checks import queries
from onelane.office.checks.rules import wanted
from onelane.office.stations.desk import Answers, Visit
from onelane.office.stations.register_facts import facts_for


def begin(visit: Visit) -> None:
    """Put the questions of an application down for the worker."""
    applied = visit.applied
    if applied is None:
        return
    listed, rules = visit.snapshot["materials"], visit.snapshot["rules"]
    kinds = wanted(
        [str(one) for one in listed] if isinstance(listed, list) else [],
        [str(one) for one in rules] if isinstance(rules, dict) else [],
    )
    if not kinds:
        return
    day = visit.at.astimezone(clock.OFFICE_ZONE).date()
    facts = facts_for(person_id=applied.applicant, about=applied.about, subject_id=applied.subject, on=day)
    checks.ask(case_id=visit.case.pk, kinds=kinds, facts=facts, actor=visit.actor, at=visit.at)


def known(case_id: int) -> Answers:
    """Return what the authorities said, as facts for the rules."""
    return queries.facts_of(case_id)
