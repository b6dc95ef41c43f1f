"""Driving licences (驾驶证): renewal, the age limits, replacement (order 162, amended by order 172)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from onelane.office.cases.rules.dates import months_later, years_later
from onelane.office.cases.rules.judging import Facts, Holds, Rule, Tell

ORDER_123 = date(2013, 1, 1)
ORDER_162 = date(2022, 4, 1)
ORDER_172 = date(2025, 1, 1)

# GA 24: 暂扣 撤销 吊销 注销 停止使用 扣押 锁定 注销可恢复 扣留
BLOCKED = frozenset("DEFGJKLRU")
HEAVY = ("A1", "A2", "A3", "B1", "B2", "M", "N", "P")
FROM_70 = ("C3", "C4", "C6", "D", "E")
OLD_AGE = 70
HEAVY_AGE = {ORDER_123: 60, ORDER_172: 63}
CANCELLED_AFTER_YEARS = 1
CAR_CLASSES = ("C1", "C2")


def renewal_opens(valid_to: date, days_before: int) -> date:
    """Return the first day on which a licence may be renewed (R162 art.63)."""
    return valid_to - timedelta(days=days_before)


def medical_current(examined: date | None, on: date, months: int) -> bool:
    """A medical certificate counts for so many months, the last day included (R162 art.85)."""
    return examined is not None and examined <= on <= months_later(examined, months)


def lost_by_age(classes: Collection[str], age: int, heavy_age: int) -> list[str]:
    """Return the classes that somebody of this age may no longer drive (R162 art.65; the age by R172)."""
    gone = {*(HEAVY if age >= heavy_age else ()), *(FROM_70 if age >= OLD_AGE else ())}
    return [one for one in classes if one in gone]


def kept_after(classes: Collection[str], age: int, heavy_age: int, target: str, *, keep_trailer: bool) -> list[str]:
    """Return the classes after the exchange (R162 art.65).

    Heavy classes and C6 become `target` (C1 or C2); A2 may keep the light trailer C6 until 70; D and E become F.
    """
    gone = lost_by_age(classes, age, heavy_age)
    kept = [one for one in classes if one not in gone]
    if any(one in HEAVY or one == "C6" for one in gone):
        kept.append(target)
    if keep_trailer and "A2" in gone and age < OLD_AGE:
        kept.append("C6")
    if "D" in gone or "E" in gone:
        kept.append("F")
    return list(dict.fromkeys(kept))


def _letters(facts: Facts) -> frozenset[str]:
    return frozenset(facts.text("driver.status"))


def _classes(facts: Facts) -> list[str]:
    found = facts.value("driver.class_list")
    return [str(one) for one in found] if isinstance(found, list) else []


def _opens(facts: Facts) -> date | None:
    ends = facts.day("driver.valid_to")
    return renewal_opens(ends, facts.settings.integer("renewal.window_days")) if ends else None


def _online_until(facts: Facts) -> date | None:
    ends = facts.day("driver.valid_to")
    return months_later(ends, facts.settings.integer("renewal.online_months_after")) if ends else None


def _in_window(facts: Facts) -> bool:
    opens = _opens(facts)
    return opens is None or facts.on >= opens


def _online_in_time(facts: Facts) -> bool:
    last, ends = _online_until(facts), facts.day("driver.valid_to")
    return last is None or facts.on <= last or (ends is not None and facts.on > years_later(ends, 1))


def _not_lapsed(facts: Facts) -> bool:
    ends = facts.day("driver.valid_to")
    return ends is None or facts.on <= years_later(ends, CANCELLED_AFTER_YEARS)


def _examined(facts: Facts) -> bool:
    months = facts.settings.integer("medical.valid_months")
    return facts.yes("medical.fit") and medical_current(facts.day("medical.examined_on"), facts.on, months)


def _able(facts: Facts) -> bool:
    return facts.age() < OLD_AGE or facts.yes("medical.ability")


def _lost(facts: Facts, heavy_age: int) -> list[str]:
    return lost_by_age(_classes(facts), facts.age(), heavy_age)


def _replaced_seldom(facts: Facts) -> bool:
    return facts.number("driver.replaced_in_12_months") < facts.settings.integer("replacement.suspect_at")


def _target_fits(facts: Facts, heavy_age: int) -> bool:
    gone = _lost(facts, heavy_age)
    exchanged = any(one in HEAVY or one == "C6" for one in gone)
    kept_right = not facts.yes("keep_trailer") or ("A2" in gone and facts.age() < OLD_AGE)
    return kept_right and (not exchanged or facts.text("target_class") in CAR_CLASSES)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _by_age(since: date, until: date | None, article: str) -> tuple[Rule, ...]:
    heavy = HEAVY_AGE[ORDER_172 if since >= ORDER_172 else ORDER_123]
    reads = ("driver.class_list", "person.birth_date")
    return (
        Rule(
            "age-limit-reached", article, since, until, lambda facts: bool(_lost(facts, heavy)),
            "drivers.age_limit_not_reached", reads, {"heavy": lambda _facts: heavy, "old": lambda _facts: OLD_AGE},
        ),
        Rule(
            "target-class-fits", article, since, until, lambda facts: _target_fits(facts, heavy),
            "drivers.target_class", (*reads, "target_class"),
        ),
        Rule(
            "no-class-past-its-age", article, since, until, lambda facts: not _lost(facts, heavy),
            "drivers.class_past_its_age", reads, {"classes": lambda facts: _lost(facts, heavy)},
        ),
    )  # fmt: skip


def _rule(
    name: str,
    article: str,
    since: date = ORDER_162,
    until: date | None = None,
    *,
    holds: Holds,
    refusal: str,
    reads: tuple[str, ...] = (),
    tells: Mapping[str, Tell] | None = None,
) -> Rule:
    return Rule(name, article, since, until, holds, refusal, reads, tells or {})


def _without(letter: str, name: str, article: str, refusal: str) -> Rule:
    return Rule(
        name, article, ORDER_162, None, lambda facts: letter not in _letters(facts), refusal, ("driver.status",)
    )


_TELLS_END: Mapping[str, Tell] = {"until": lambda facts: facts.text("driver.valid_to")}
ALL = (
    _rule(
        "licence-not-blocked", "R162 art.69, GA 24", holds=lambda facts: not _letters(facts) & BLOCKED,
        refusal="drivers.blocked", reads=("driver.status",),
        tells={"status": lambda facts: facts.text("driver.status")},
    ),
    _without("B", "points-below-twelve", "R162 art.72-73", "drivers.twelve_points"),
    _without("S", "licence-reviewed", "R162 art.72-73", "drivers.review_overdue"),
    _without("H", "driver-violations-settled", "R162 art.72-73", "drivers.open_violations"),
    _without("I", "driver-accidents-settled", "R162 art.72-73", "drivers.open_accident"),
    _rule(
        "licence-has-an-end", "R162 art.13, 62", holds=lambda facts: bool(facts.text("driver.valid_to")),
        refusal="drivers.long_term", reads=("driver.valid_to",),
    ),
    _rule(
        "renewal-window", "R162 art.63", holds=_in_window, refusal="drivers.renewal_too_early",
        reads=("driver.valid_to",), tells={**_TELLS_END, "opens": lambda facts: _iso(_opens(facts))},
    ),
    _rule(
        "renewal-online-in-time", "R162 art.63 (12123)", holds=_online_in_time,
        refusal="drivers.renewal_at_the_counter", reads=("driver.valid_to",), tells=_TELLS_END,
    ),
    _rule(
        "licence-not-lapsed", "R162 art.79", holds=_not_lapsed, refusal="drivers.licence_lapsed",
        reads=("driver.valid_to",), tells=_TELLS_END,
    ),
    _rule(
        "medical-certificate-current", "R162 art.85", holds=_examined, refusal="drivers.medical_missing",
        reads=("medical.examined_on", "medical.fit"),
        tells={"months": lambda facts: facts.settings.integer("medical.valid_months")},
    ),
    _rule(
        "ability-test-from-70", "R162 art.73-74", holds=_able, refusal="drivers.ability_test_missing",
        reads=("person.birth_date", "medical.ability"), tells={"age": lambda _facts: OLD_AGE},
    ),
    _rule(
        "driver-not-replaced-too-often", "R162 art.83",
        holds=_replaced_seldom,
        refusal="drivers.replaced_too_often", reads=("driver.replaced_in_12_months",),
        tells={"times": lambda facts: facts.number("driver.replaced_in_12_months")},
    ),
    *_by_age(ORDER_123, date(2022, 3, 31), "R123 (B)"),
    *_by_age(ORDER_162, date(2024, 12, 31), "R162 art.65"),
    *_by_age(ORDER_172, None, "R162 art.65, R172"),
)  # fmt: skip
