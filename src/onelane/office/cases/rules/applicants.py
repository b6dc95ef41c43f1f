"""First licences and further classes (初次申领, 增驾): age, height, sight, what one held (R162 art.14-18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from onelane.office.cases.rules.dates import age, years_later
from onelane.office.cases.rules.drivers import OLD_AGE, ORDER_162, ORDER_172
from onelane.office.cases.rules.judging import Facts, Rule

WANTED = ("licence_class", "added_class")
"""The answer that names the class: of a first application, or of one more."""

Span = tuple[int, int | None]
# Order 172 art.1: from this birthday on, and until the day before that one.
AGES: dict[str, Span] = {
    **dict.fromkeys(("C1", "C2", "C5", "F"), (18, None)),
    **dict.fromkeys(("D", "E"), (18, 70)),
    "C6": (20, 70),
    **dict.fromkeys(("C3", "C4", "M"), (18, 63)),
    **dict.fromkeys(("A3", "B1", "B2", "N", "P"), (20, 63)),
    **dict.fromkeys(("A1", "A2"), (22, 63)),
}
# Before order 172 the upper age of these classes was 60.
HEAVY_UNTIL_2024 = 60
HEIGHT_CM: dict[str, int] = {**dict.fromkeys(("A1", "A2", "A3", "B2", "N"), 155), "B1": 150}
SHARP = frozenset({"A1", "A2", "A3", "B1", "B2", "N", "P"})
SIGHT_SHARP, SIGHT = 50, 49  # tenths of the logarithmic chart: 5.0 and 4.9


@dataclass(frozen=True, slots=True)
class Step:
    """One way to a class: held for so many years, with so many clean scoring periods before (R162 art.17)."""

    base: tuple[str, ...]
    years: int
    clean: int


UPGRADES: dict[str, tuple[Step, ...]] = {
    "C6": (Step(("C1", "C2"), 1, 1),),
    "B1": (Step(("A3", "B2", "C1", "C2", "C3", "C4"), 2, 2),),
    "A2": (Step(("B1", "B2"), 2, 2), Step(("A1",), 1, 2)),
    "A1": (Step(("A3", "B1"), 2, 3), Step(("B2",), 3, 3), Step(("A2",), 1, 3)),
}


def of_age(licence_class: str, born: date, on: date, *, heavy_until: int = 63) -> bool:
    """Tell whether somebody is of an age for a class: from the birthday of the one age to the eve of the other."""
    least, most = AGES[licence_class]
    most = heavy_until if most == 63 else most  # noqa: PLR2004 - the upper age that order 172 moved
    years = age(born, on)
    return years >= least and (most is None or years < most)


def tall_enough(licence_class: str, height_cm: int) -> bool:
    """Tell whether somebody is tall enough for a class; most ask for no height (R162 art.14)."""
    return height_cm >= HEIGHT_CM.get(licence_class, 0)


def sees_enough(licence_class: str, left: int, right: int) -> bool:
    """Tell whether both eyes see enough, in tenths of the logarithmic chart (R162 art.14)."""
    return min(left, right) >= (SIGHT_SHARP if licence_class in SHARP else SIGHT)


def may_add(target: str, held: Mapping[str, date], clean_periods: int, on: date) -> bool:
    """Tell whether a class may be added: one of its ways is open (R162 art.17); a class without a table is open."""
    steps: Sequence[Step] = UPGRADES.get(target, ())
    if not steps:
        return True
    return any(
        clean_periods >= step.clean
        and any(one in held and years_later(held[one], step.years) <= on for one in step.base)
        for step in steps
    )


def _tenths(facts: Facts, name: str) -> int:
    text = facts.text(name)
    return round(float(text) * 10) if text else 0


def _age(facts: Facts, heavy_until: int) -> bool:
    born = facts.day("person.birth_date")
    wanted = _wanted(facts)
    return born is not None and wanted in AGES and of_age(wanted, born, facts.on, heavy_until=heavy_until)


def _wanted(facts: Facts) -> str:
    return next((told for name in WANTED if (told := facts.text(name))), "")


def _held(facts: Facts) -> dict[str, date]:
    """Return since when each class is held; the register knows the day of the first licence only (doubtful, C)."""
    first, classes = facts.day("driver.first_issued"), facts.value("driver.class_list")
    return dict.fromkeys(map(str, classes), first) if first is not None and isinstance(classes, list) else {}


def _may_add(facts: Facts) -> bool:
    return may_add(_wanted(facts), _held(facts), facts.number("driver.clean_periods"), facts.on)


def _open_files(facts: Facts) -> list[str]:
    found = facts.value("person.learning")
    return [str(one) for one in found] if isinstance(found, list) else []


def _sight(facts: Facts) -> bool:
    return sees_enough(facts.text("licence_class"), _tenths(facts, "vision_left"), _tenths(facts, "vision_right"))


def _age_rule(since: date, until: date | None, article: str, heavy_until: int) -> Rule:
    return Rule(
        "age-for-the-class", article, since, until, lambda facts: _age(facts, heavy_until), "applicants.age",
        ("person.birth_date",),
        {"class": _wanted, "age": lambda facts: facts.age()},
    )  # fmt: skip


ALL = (
    _age_rule(ORDER_162, date(2024, 12, 31), "R162 art.14", HEAVY_UNTIL_2024),
    _age_rule(ORDER_172, None, "R162 art.14, R172", 63),
    Rule(
        "no-licence-yet", "R162 art.16-17", ORDER_162, None, lambda facts: not facts.known("driver.id"),
        "applicants.has_a_licence", ("person.id",),
    ),
    Rule(
        "no-open-application", "R162 art.22", ORDER_162, None,
        lambda facts: _wanted(facts) not in _open_files(facts), "applicants.applied_already", ("person.learning",),
        {"class": _wanted},
    ),
    Rule(
        "class-not-held", "R162 art.17", ORDER_162, None,
        lambda facts: _wanted(facts) not in _held(facts), "applicants.class_held",
        ("driver.class_list", "driver.first_issued"), {"class": _wanted},
    ),
    Rule(
        "class-may-be-added", "R162 art.17", ORDER_162, None, _may_add, "applicants.class_not_open",
        ("driver.class_list", "driver.first_issued", "driver.clean_periods"), {"class": _wanted},
    ),
    Rule(
        "tall-enough", "R162 art.14", ORDER_162, None,
        lambda facts: tall_enough(facts.text("licence_class"), facts.number("height_cm")), "applicants.height",
        ("licence_class", "height_cm"), {"least": lambda facts: HEIGHT_CM.get(facts.text("licence_class"), 0)},
    ),
    Rule(
        "sees-enough", "R162 art.14", ORDER_162, None, _sight, "applicants.sight",
        ("licence_class", "vision_left", "vision_right"),
        {"least": lambda facts: "5.0" if facts.text("licence_class") in SHARP else "4.9"},
    ),
    Rule(
        "applicant-able-from-70", "R162 art.14", ORDER_162, None,
        lambda facts: facts.age() < OLD_AGE or facts.yes("medical.ability"), "drivers.ability_test_missing",
        ("person.birth_date", "medical.ability"), {"age": lambda _facts: OLD_AGE},
    ),
)  # fmt: skip
