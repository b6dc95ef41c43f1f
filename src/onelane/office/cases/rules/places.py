"""Places with a date (预约): who may ask for a test, an inspection or an exchange, and give a place back."""

from __future__ import annotations

from datetime import date, timedelta

from onelane.office.cases.rules.dates import months_later
from onelane.office.cases.rules.drivers import ORDER_162
from onelane.office.cases.rules.judging import Facts, Holds, Rule
from onelane.office.cases.rules.vehicles import ORDER_164

AWAY_CLASSES = frozenset({"C1", "C2", "C3", "C4", "C5", "C6"})


def _listed(facts: Facts, name: str) -> list[str]:
    found = facts.value(name)
    return [str(one) for one in found] if isinstance(found, list) else []


def _changes_left(facts: Facts) -> bool:
    return facts.number("learner.place_changes") < facts.settings.integer("exam.place_changes")


def _inspection_opens(facts: Facts) -> date | None:
    """Return the first day on which a slot can be had that lies in the window before the inspection ends."""
    ends = facts.day("vehicle.inspection_valid_to")
    if ends is None:
        return None
    window = months_later(ends, -facts.settings.integer("inspection.window_months"))
    return window - timedelta(days=facts.settings.integer("inspection.ahead_most"))


def _inspection_near(facts: Facts) -> bool:
    opens = _inspection_opens(facts)
    return opens is not None and facts.on >= opens


def _free_of(kind: str) -> Holds:
    return lambda facts: kind not in _listed(facts, "vehicle.slots")


ALL = (
    Rule(
        "some-subject-bookable", "R162 art.39, 43-47", ORDER_162, None,
        lambda facts: bool(_listed(facts, "learner.bookable")), "learners.nothing_bookable", ("learner.bookable",),
    ),
    Rule(
        "place-to-give-back", "R162 art.46", ORDER_162, None, lambda facts: bool(_listed(facts, "learner.places")),
        "learners.no_place_held", ("learner.places",),
    ),
    Rule(
        "tests-taken-elsewhere", "R162 art.39", ORDER_162, None, lambda facts: facts.yes("learner.away"),
        "learners.tests_at_home", ("learner.away",),
    ),
    Rule(
        "class-may-go-elsewhere", "R162 art.39", ORDER_162, None,
        lambda facts: facts.text("learner.class") in AWAY_CLASSES, "bookings.class_stays", ("learner.class",),
        {"licence_class": lambda facts: facts.text("learner.class")},
    ),
    Rule(
        "some-subject-passed", "R162 art.39", ORDER_162, None, lambda facts: bool(_listed(facts, "learner.passed")),
        "bookings.nothing_passed_yet", ("learner.passed",),
    ),
    Rule(
        "place-changes-left", "R162 art.39", ORDER_162, None, _changes_left, "bookings.places_changed",
        ("learner.place_changes",), {"most": lambda facts: facts.settings.integer("exam.place_changes")},
    ),
    Rule(
        "no-place-held", "R162 art.39", ORDER_162, None, lambda facts: not _listed(facts, "learner.places"),
        "bookings.booked_already", ("learner.places",), {"subject": lambda _facts: ""},
    ),
    Rule(
        "inspection-slot-near", "R164 art.54", ORDER_164, None, _inspection_near, "bookings.inspection_early",
        ("vehicle.inspection_valid_to",),
        {
            "until": lambda facts: facts.text("vehicle.inspection_valid_to") or "—",
            "months": lambda facts: facts.settings.integer("inspection.window_months"),
        },
    ),
    Rule(
        "no-inspection-booked", "R164 art.54", ORDER_164, None, _free_of("inspection"), "bookings.vehicle_booked",
        ("vehicle.slots",),
    ),
    Rule(
        "no-exchange-booked", "R164 art.51", ORDER_164, None, _free_of("exchange"), "bookings.vehicle_booked",
        ("vehicle.slots",),
    ),
)  # fmt: skip
