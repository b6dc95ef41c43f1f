"""What the demonstration has of places with a date: sites, sessions of the next weeks, a neighbour, one place held.

Each start fills up the days that have no session yet, so that there is always something to book.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from onelane.kernel import clock
from onelane.kernel.actor import Actor

if TYPE_CHECKING:
    from onelane.office.bookings.models import Session, Site
    from onelane.office.bookings.rules import Kind

NEIGHBOUR = "neighbour"
PLACED = "learner-placed"
DAYS = 28
PUBLISHED_BEFORE = timedelta(days=20)
SOON = 4  # days: the list is made, and a place may still be given back
SITES: tuple[tuple[Kind, str, str, str, str], ...] = (
    ("test", "K1", "示例考场", "Example test ground", "示例路 11 号"),
    ("inspection", "J1", "示例检测站", "Example inspection station", "示例路 20 号"),
    ("exchange", "H1", "换牌点（大厅）", "Plate exchange in the hall", "示例路 122 号"),
)


@dataclass(frozen=True, slots=True)
class Hour:
    """A session of a weekday: when it begins, how many minutes it lasts, its places, for tests the subject."""

    kind: Kind
    begins: time
    minutes: int
    places: int
    subject: str = ""


WEEK: dict[int, tuple[Hour, ...]] = {
    0: (Hour("test", time(9), 120, 20, "1"), Hour("test", time(14), 180, 10, "2")),
    1: (Hour("test", time(9), 180, 10, "2"), Hour("test", time(14), 120, 20, "4")),
    2: (Hour("test", time(9), 180, 8, "3"), Hour("test", time(14), 180, 10, "2")),
    3: (Hour("test", time(9), 120, 20, "1"), Hour("test", time(14), 180, 8, "3")),
    4: (Hour("test", time(9), 180, 10, "2"), Hour("test", time(14), 120, 20, "4")),
}
SLOTS = (
    *(Hour("inspection", time(hour), 60, 4) for hour in (9, 10, 14, 15)),
    *(Hour("exchange", time(hour), 60, 3) for hour in (9, 14)),
)
SLOT_DAYS = 14


def load_bookings(office: str) -> None:
    """Enter sites, the sessions that are missing, a neighbouring office, and the one place that is held."""
    from onelane.registers.offices.days import calendar

    today, working = clock.today(), calendar(office)
    sites = {one[0]: _site(office, *one) for one in SITES}
    _neighbour()
    planned = []
    for ahead in range(1, DAYS + 1):
        day = today + timedelta(days=ahead)
        if not working.is_working(day):
            continue
        hours = WEEK.get(day.weekday(), ()) + (SLOTS if ahead <= SLOT_DAYS else ())
        planned += [_planned(office, sites[hour.kind], day, hour) for hour in hours]
    planned.append(_planned(office, sites["test"], today + timedelta(days=SOON), Hour("test", time(17), 60, 5, "2")))
    _publish(office, [one for one in planned if one is not None])
    _place_held(office, planned[-1])


def _site(office: str, kind: Kind, code: str, zh: str, en: str, address: str) -> Site:
    from onelane.office.bookings import actions as bookings
    from onelane.office.bookings.models import Site

    found = Site.objects.filter(office_id=office, code=code).first()
    if found is None:
        found = bookings.add_site(kind=kind, code=code, name_zh=zh, name_en=en, actor=_planner(office))
        Site.objects.filter(pk=found.pk).update(address_zh=address, address_en=address)
    return found


def _neighbour() -> None:
    """Enter the office to which tests may move; it offers nothing of its own."""
    from onelane.registers.offices.models import Office

    names = {"name_zh": "邻市车管所（示例）", "name_en": "Neighbouring office (example)"}
    Office.objects.get_or_create(pk=NEIGHBOUR, defaults={**names, "area_code": "3799", "prefixes": []})


def _planned(office: str, site: Site, day: date, hour: Hour) -> Session | None:
    from onelane.office.bookings import actions as bookings
    from onelane.office.bookings.models import Session

    starts = datetime.combine(day, hour.begins, clock.OFFICE_ZONE)
    if Session.objects.filter(site=site, subject=hour.subject, starts_at=starts).exists():
        return None
    return bookings.plan(
        site_id=site.pk, starts_at=starts, ends_at=starts + timedelta(minutes=hour.minutes), capacity=hour.places,
        subject=hour.subject, actor=_planner(office), at=clock.now() - PUBLISHED_BEFORE,
    )  # fmt: skip


def _publish(office: str, planned: list[Session]) -> None:
    from onelane.office.bookings import actions as bookings

    checker = Actor("demo-checker", "supervisor", office)
    if planned:
        bookings.publish(session_ids=[one.pk for one in planned], actor=checker, at=clock.now() - PUBLISHED_BEFORE)


def _place_held(office: str, session: Session | None) -> None:
    """Let one learner, who moved here with his tests, have a place that he may give back."""
    from onelane.office.bookings import actions as bookings
    from onelane.office.bookings.models import PlaceChange
    from onelane.registers.drivers.models import Learner

    learner = Learner.objects.filter(person__account__username=PLACED, office=office, closed_on=None).first()
    if learner is None or session is None or PlaceChange.objects.filter(learner=learner).exists():
        return
    system = Actor("demo-planner", "system", office)
    PlaceChange.objects.create(
        learner=learner, from_office_id=NEIGHBOUR, to_office_id=office, at=clock.now() - PUBLISHED_BEFORE, why="work"
    )
    bookings.wish(learner_id=learner.pk, session_ids=[session.pk], actor=system)
    bookings.offer(session_id=session.pk, actor=system)


def _planner(office: str) -> Actor:
    return Actor("demo-planner", "exam_clerk", office)
