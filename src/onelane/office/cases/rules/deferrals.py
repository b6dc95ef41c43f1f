"""Deferrals (延期, R162 art.75): of the renewal, the medical certificate and the review."""

from __future__ import annotations

from datetime import date

from onelane.office.cases.rules.dates import years_later
from onelane.office.cases.rules.drivers import OLD_AGE, ORDER_123, ORDER_162
from onelane.office.cases.rules.judging import Facts, Rule

REVIEWED = frozenset({"A1", "A2", "A3", "B1", "B2"})
AFTER_EXPIRY_YEARS = 1


def within_years(since: date | None, until: date | None, years: int) -> bool:
    """A deferral ends after it begins, and no more than so many years later (R162 art.75)."""
    return since is not None and until is not None and since < until <= years_later(since, years)


def _classes(facts: Facts) -> frozenset[str]:
    found = facts.value("driver.class_list")
    return frozenset(map(str, found)) if isinstance(found, list) else frozenset()


def _in_time(facts: Facts) -> bool:
    ends = facts.day("driver.valid_to")
    return ends is None or facts.on <= years_later(ends, AFTER_EXPIRY_YEARS)


def _length(facts: Facts) -> bool:
    years = facts.settings.integer("deferral.max_years")
    return within_years(facts.day("deferral_from"), facts.day("deferral_to"), years)


def _not_over(facts: Facts) -> bool:
    until = facts.day("deferral_to")
    return until is not None and until > facts.on


def _not_deferred(letter: str, name: str) -> Rule:
    return Rule(
        name, "R162 art.75", ORDER_162, None, lambda facts: letter not in facts.text("driver.status"),
        "drivers.deferred_already", ("driver.status",),
    )  # fmt: skip


ALL = (
    Rule(
        "deferral-in-time", "R162 art.75", ORDER_162, None, _in_time, "drivers.deferral_too_late",
        ("driver.valid_to",), {"until": lambda facts: facts.text("driver.valid_to")},
    ),
    Rule(
        "deferral-length", "R162 art.75", ORDER_162, None, _length, "drivers.deferral_too_long",
        ("deferral_from", "deferral_to"), {"years": lambda facts: facts.settings.integer("deferral.max_years")},
    ),
    Rule(
        "deferral-ends-later", "R162 art.75", ORDER_162, None, _not_over, "drivers.deferral_over", ("deferral_to",)
    ),
    Rule(
        "deferral-at-the-issuing-office", "R162 art.75", ORDER_162, None,
        lambda facts: facts.text("driver.office") == facts.text("office.code"), "drivers.other_office",
        ("driver.office", "office.code"),
    ),
    Rule(
        "deferral-with-proof", "R123 (B)", ORDER_123, date(2022, 3, 31),
        lambda facts: bool(facts.text("deferral_proof_ref")), "drivers.deferral_proof", ("deferral_proof_ref",),
    ),
    Rule(
        "medical-certificate-asked-of-him", "R162 art.73-74", ORDER_162, None,
        lambda facts: facts.age() >= OLD_AGE or "C5" in _classes(facts), "drivers.no_medical_due",
        ("person.birth_date", "driver.class_list"), {"age": lambda _facts: OLD_AGE},
    ),
    Rule(
        "review-asked-of-him", "R162 art.72", ORDER_162, None,
        lambda facts: bool(_classes(facts) & REVIEWED) or facts.yes("driver.review_due"), "drivers.no_review_due",
        ("driver.class_list",),
    ),
    _not_deferred("N", "renewal-not-deferred"),
    _not_deferred("P", "medical-not-deferred"),
    _not_deferred("T", "review-not-deferred"),
)  # fmt: skip
