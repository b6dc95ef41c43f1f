"""Plans with their places, in one line each: sessions of tests, slots, who has a place, another office."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests import known, make

from onelane import catalogue
from onelane.kernel import clock

PLANNER = make.actor("exam_clerk", name="planner")
CHECKER = make.actor("supervisor", name="checker")
SYSTEM = make.actor("system", name="bookings")


def site(kind: str = "test") -> Any:
    """Return the one site of a kind."""
    from onelane.office.bookings import actions as bookings
    from onelane.office.bookings.models import Site

    code = {"test": "K1", "inspection": "J1", "exchange": "H1"}[kind]
    return Site.objects.filter(code=code, office=make.OFFICE).first() or bookings.add_site(
        kind=kind,
        code=code,
        name_zh="示例考场",
        name_en="Example ground",
        actor=PLANNER,  # type: ignore[arg-type]
    )


def session(
    *, subject: str = "2", kind: str = "test", ahead: int = 21, hour: int = 9, places: int = 5, minute: int = 0
) -> Any:
    """Return a published session so many days from now."""
    from onelane.office.bookings import actions as bookings

    starts = (clock.now() + timedelta(days=ahead)).astimezone(clock.OFFICE_ZONE).replace(hour=hour, minute=minute)
    planned = bookings.plan(
        site_id=site(kind).pk, starts_at=starts, ends_at=starts + timedelta(hours=1), capacity=places,
        subject=subject if kind == "test" else "", actor=PLANNER,
    )  # fmt: skip
    bookings.publish(session_ids=[planned.pk], actor=CHECKER)
    planned.refresh_from_db()
    return planned


def slot(kind: str = "inspection", *, ahead: int = 10, places: int = 5, hour: int = 9, opened: bool = True) -> Any:
    """Return a published slot; `opened` long enough ago for the fair door to stand open."""
    from onelane.office.bookings.models import Session

    found = session(kind=kind, subject="", ahead=ahead, places=places, hour=hour)
    if opened:
        Session.objects.filter(pk=found.pk).update(published_at=clock.now() - timedelta(days=1))
        found.refresh_from_db()
    return found


def give(learner_id: int, one: Any) -> Any:
    """Give somebody a place of a test, as the office's giving-out would."""
    from onelane.office.bookings import actions as bookings
    from onelane.office.bookings.models import Booking, Session

    Session.objects.filter(pk=one.pk).update(deadline_at=clock.now() - timedelta(seconds=1))
    wish = bookings.wish(learner_id=learner_id, session_ids=[one.pk], actor=SYSTEM)
    bookings.offer(session_id=one.pk, actor=SYSTEM)
    return Booking.objects.get(wish=wish)


def code_of(learner_id: int | None) -> str:
    """Return the code of the place that a learner has."""
    from onelane.office.bookings.models import Booking

    return str(Booking.objects.get(learner_id=learner_id, state="booked").code)


def elsewhere(code: str = "elsewhere") -> str:
    """Return the code of another office."""
    from onelane.registers.offices.models import Office

    Office.objects.get_or_create(
        pk=code, defaults={"name_zh": "外地", "name_en": "Elsewhere", "area_code": "3799", "prefixes": ["鲁Z"]}
    )
    return code


def bound_plate() -> str:
    """Return the number of a car whose owner the binding's example names."""
    example = catalogue.load().service("vehicle-binding").example
    car = known.vehicle(owner=known.person(id_no=str(example["licence_no"])))
    return str(car.numbers.get().plate)
