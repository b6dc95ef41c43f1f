"""The rules of law, applied to one case with the values of its office and what the registers know."""

from __future__ import annotations

from onelane.kernel import clock
from onelane.office.cases.rules import Facts, Verdict
from onelane.office.cases.rules import verdicts as judged
from onelane.office.stations.desk import Answers, Visit
from onelane.office.stations.register_facts import facts_for
from onelane.registers.offices.queries import settings_of


def verdicts(visit: Visit, told: Answers, known: Answers | None = None) -> tuple[Verdict, ...]:
    """Return what each rule that the case opened with says today; `known` are facts of the registers or networks."""
    rules = visit.snapshot["rules"]
    return judged(rules if isinstance(rules, dict) else {}, facts(visit, told, known))


def facts(visit: Visit, told: Answers, known: Answers | None = None) -> Facts:
    """Return what the rules of a case may look at; an application's subject is looked up in its register."""
    day = visit.at.astimezone(clock.OFFICE_ZONE).date()
    register: Answers = {}
    if (applied := visit.applied) is not None:
        register = facts_for(person_id=applied.applicant, about=applied.about, subject_id=applied.subject, on=day)
    register = {**register, "office.code": visit.case.office_id, **(known or {})}
    return Facts(on=day, answers=told, register=register, settings=settings_of(visit.case.office_id))
