"""Keeping one's former number (原号牌号码, R164 art.44): what the register knows, and the owner's one press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from onelane.kernel import clock
from onelane.kernel.numbers import plate as numbers_of
from onelane.kernel.refusal import Refused
from onelane.office.plates import rules
from onelane.registers.offices.queries import prefixes_of, settings_of
from onelane.registers.vehicles import queries as vehicles

UNSETTLED = frozenset("GIN")  # as rule vehicle-settled: violations, accidents, and both told by another office


@dataclass(frozen=True, slots=True)
class Keepable:
    """A former number of the owner that this car could bear, and why not where he may not."""

    plate: str
    category: str
    why_not: Refused | None


def of_owner(answers: Mapping[str, object], *, office: str, at: datetime) -> list[Keepable]:
    """Return the owner's former numbers of this office that fit the car of these answers, the latest first."""
    category, fuel = (str(answers.get(name) or "") for name in ("plate_category", "fuel_type"))
    id_no = str(answers.get("owner_id_no") or "")
    if not category or not id_no:
        return []
    pool, prefixes, settings = rules.pool_for(category, fuel), prefixes_of(office), settings_of(office)
    on = at.astimezone(clock.OFFICE_ZONE).date()
    found = vehicles.former_numbers(id_type=str(answers.get("owner_id_type") or "A"), id_no=id_no)
    return [
        Keepable(one.plate, one.category, rules.why_not_kept(_former(one), on=on, settings=settings))
        for one in found
        if one.category == category
        and one.plate[: numbers_of.PREFIX] in prefixes
        and rules.pool_of(category, one.plate[numbers_of.PREFIX :]) == pool
    ]


def check(answers: Mapping[str, object], *, plate: str, office: str, at: datetime) -> None:
    """Refuse a number that was never this owner's, or that he may not keep."""
    mine = next((one for one in of_owner(answers, office=office, at=at) if one.plate == plate), None)
    if mine is None:
        raise Refused("plates.not_former", number=numbers_of.display(plate))
    if mine.why_not is not None:
        raise mine.why_not


def _former(one: vehicles.FormerNumber) -> rules.Former:
    since, until = (moment.astimezone(clock.OFFICE_ZONE).date() for moment in (one.since, one.until))
    return rules.Former(one.plate, one.category, since, until, UNSETTLED.isdisjoint(one.status))
