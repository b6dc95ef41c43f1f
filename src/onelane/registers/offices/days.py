"""The days of an office that do not follow the week: read by its calendar, changed on a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.calendar import Kind, WorkingCalendar, calendar_of
from onelane.kernel.refusal import Refused
from onelane.records import journal
from onelane.registers.offices import announced
from onelane.registers.offices.models import Day, Office
from onelane.registers.offices.queries import settings_of

LONGEST_NAME = 40
FARTHEST = 3  # years ahead; a day farther off is a slip of the pen


@dataclass(frozen=True, slots=True)
class Year:
    """The days of one year that do not follow the week; `known` tells whether its holidays are announced."""

    year: int
    known: bool
    days: tuple[Day, ...]


def calendar(office: str) -> WorkingCalendar:
    """Return the working days and hours of an office; a change is known to every process within a minute."""
    return _calendar(office, int(clock.now().timestamp() // 60))


@lru_cache(maxsize=64)
def _calendar(office: str, _minute: int) -> WorkingCalendar:
    found = Day.objects.filter(office_id=office).values_list("day", "kind", "announced")
    table, years = {day.isoformat(): kind for day, kind, _ in found}, {day.year for day, _, told in found if told}
    return calendar_of(table, settings_of(office).names("office.hours"), announced=frozenset(years))


def forget() -> None:
    """Read the days anew."""
    _calendar.cache_clear()


def year_of(office: str, year: int) -> Year:
    """Return the days of one year in order, and whether its holidays are announced yet."""
    found = tuple(Day.objects.filter(office_id=office, day__year=year).order_by("day"))
    return Year(year, any(one.announced for one in found), found)


def seed(office: Office) -> None:
    """Enter the announced days that the office does not have yet; its own changes stay."""
    Day.objects.bulk_create(
        [
            Day(office=office, day=one.day, kind=one.kind, announced=one.kind, name_zh=one.name_zh, name_en=one.name_en)
            for one in announced.days()
        ],
        ignore_conflicts=True,
    )
    forget()


@transaction.atomic
def change(*, day: date, kind: str, name: str, actor: Actor, at: datetime | None = None) -> Day:
    """Close the office on a day (休息) or open it (上班), and say why; refuse `offices.day_*`."""
    _entitled(actor)
    at, name = at or clock.now(), " ".join(name.split())[:LONGEST_NAME]
    if kind not in {"off", "work"}:
        raise Refused("offices.day_kind_missing")
    if not name:
        raise Refused("offices.day_reason_missing")
    if not announced.FIRST_YEAR <= day.year <= at.astimezone(clock.OFFICE_ZONE).year + FARTHEST:
        raise Refused("offices.day_too_far", day=day.isoformat())
    told: Kind = "off" if kind == "off" else "work"
    row, _ = Day.objects.update_or_create(
        office_id=actor.office, day=day, defaults={"kind": told, "name_zh": name, "name_en": ""}
    )
    _note(actor, "office.day_changed", day, at, {"kind": told, "why": name})
    return row


@transaction.atomic
def take_back(*, day: date, actor: Actor, at: datetime | None = None) -> None:
    """Follow the announcement again, or the week where nothing is announced; refuse `offices.no_such_day`."""
    _entitled(actor)
    row = Day.objects.select_for_update().filter(office_id=actor.office, day=day).first()
    if row is None:
        raise Refused("offices.no_such_day", day=day.isoformat())
    row.delete()
    told = next((one for one in announced.days() if one.day == day), None)
    if told is not None:
        Day.objects.create(
            office_id=actor.office, day=day, kind=told.kind, announced=told.kind, name_zh=told.name_zh,
            name_en=told.name_en,
        )  # fmt: skip
    _note(actor, "office.day_taken_back", day, at or clock.now(), {})


def _entitled(actor: Actor) -> None:
    if not actor.may("administrator", "manager"):
        raise Refused("offices.wrong_role", role=actor.role)


def _note(actor: Actor, deed: str, day: date, at: datetime, detail: dict[str, object]) -> None:
    journal.note(actor, deed, chain=f"office:{actor.office}", subject=day.isoformat(), detail=detail, at=at)
    transaction.on_commit(forget)
