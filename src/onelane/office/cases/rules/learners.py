"""Learners (学员): the driving permit and the fees of the tests (R162 art.40-42)."""

from __future__ import annotations

from datetime import date

from onelane.office.cases.rules.dates import years_later
from onelane.office.cases.rules.drivers import ORDER_162
from onelane.office.cases.rules.judging import Facts, Rule

PERMIT_YEARS = 3
UPPER_AGE: dict[str, int] = {
    **dict.fromkeys(("C3", "C4", "M", "A3", "B1", "B2", "N", "P", "A1", "A2"), 63),
    **dict.fromkeys(("D", "E", "C6"), 70),
}


def permit_ends(issued: date, born: date, licence_class: str, years: int = PERMIT_YEARS) -> date:
    """Return the last day of a permit: three years, but not beyond the age limit of the class (R162 art.41)."""
    end = years_later(issued, years)
    limit = UPPER_AGE.get(licence_class)
    return min(end, years_later(born, limit)) if limit else end


def _passed(facts: Facts, subject: str) -> bool:
    found = facts.value("learner.passed")
    return isinstance(found, list) and subject in found


def _unpaid(facts: Facts) -> bool:
    paid = facts.value("learner.paid")
    subject = facts.text("exam_subject")
    return not (isinstance(paid, list) and subject in paid) and not _passed(facts, subject)


def _permit_runs(facts: Facts) -> bool:
    ends = facts.day("learner.permit_to")
    return ends is not None and facts.on <= ends


ALL = (
    Rule(
        "first-subject-passed", "R162 art.40", ORDER_162, None, lambda facts: _passed(facts, "1"),
        "learners.first_subject", ("learner.passed",),
    ),
    Rule(
        "permit-in-force", "R162 art.41", ORDER_162, None, _permit_runs, "learners.permit_over",
        ("learner.permit_to",), {"until": lambda facts: facts.text("learner.permit_to") or "—"},
    ),
    Rule(
        "exam-fee-open", "exam fee, one order a subject (C)", ORDER_162, None, _unpaid, "learners.fee_paid_already",
        ("exam_subject", "learner.paid", "learner.passed"), {"subject": lambda facts: facts.text("exam_subject")},
    ),
)  # fmt: skip
