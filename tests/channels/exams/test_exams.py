"""The exam office: plan, publish by a second person, enter results, change, call off, close."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from tests import known, make, places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(clock: Any, settings: Any) -> Iterator[None]:
    from onelane.registers.offices.queries import forget

    settings.ALLOWED_HOSTS = ["testserver"]
    make.office()
    make.set_office(**{"exam.pay_first": False})
    yield
    forget()


def sits(role: str, number: int = 1) -> Client:
    from onelane.registers.people import staff

    name = f"{role}-{number}"
    staff.appoint(username=name, name="试工", office=make.OFFICE, role=role, password="-" * 14)  # type: ignore[arg-type]
    client = Client(headers={"accept-language": "en"})
    make.sign_in(client, name, "-" * 14)
    return client


def read(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return " ".join(answer.content.decode().split())


PLAN = {"subject": "2", "classes": "C1 C2", "day": "2026-12-10", "begins": "09:00", "ends": "11:00", "capacity": "2"}


def test_the_exam_clerk_comes_home_to_the_exam_office() -> None:
    answer = sits("exam_clerk").get("/exams/")

    assert "Enter a site first" in read(answer)


def test_one_plans_and_another_publishes(clock: Any) -> None:
    from onelane.office.bookings.models import Place, Session

    clerk, supervisor = sits("exam_clerk"), sits("supervisor")
    site = {"kind": "test", "code": "K1", "name_zh": "考场", "name_en": "Ground"}
    read(clerk.post("/exams/sites/", site, follow=True))
    from onelane.office.bookings.models import Site

    page = read(clerk.post("/exams/plan/", PLAN | {"site": Site.objects.get().pk, "weeks": "3"}, follow=True))
    assert "3 sessions wait for the second person" in page
    planned = list(Session.objects.order_by("starts_at"))
    assert [one.starts_at.date() for one in planned] == [date(2026, 12, 10), date(2026, 12, 17), date(2026, 12, 24)]
    keys = [one.pk for one in planned]
    assert "another person than the one" in read(clerk.post("/exams/publish/", {"session": keys}), 409)

    page = read(supervisor.post("/exams/publish/", {"session": keys}, follow=True))
    assert "3 sessions are published" in page
    assert Place.objects.count() == 6


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"day": "2026-11-20"}, "must start later than now"),
        ({"day": "yesterday"}, "must start later than now"),
        ({"ends": "08:00"}, "end after it starts"),
        ({"capacity": "0"}, "must lie between 1 and 1000"),
        ({"classes": "C9"}, "a class that is none"),
        ({"subject": ""}, "choose the subject"),
        ({"site": "999"}, "This site was not found"),
    ],
)
def test_a_plan_that_cannot_stand_says_why_and_keeps_what_was_typed(changed: dict[str, str], said: str) -> None:
    from onelane.office.bookings.models import Session

    clerk = sits("exam_clerk")
    told = PLAN | {"site": str(places.site().pk)} | changed

    page = read(clerk.post("/exams/plan/", told), 409)

    assert said in page
    assert f'value="{told["classes"]}"' in page
    assert not Session.objects.exists()


def test_nothing_ticked_is_said() -> None:
    assert "tick the sessions" in read(sits("supervisor").post("/exams/publish/", {}), 409)


def booked(clock: Any, *, people: int = 1) -> Any:
    one = places.session(ahead=21, places=5)
    for _ in range(people):
        places.give(known.learner(passed=("1",)).pk, one)
    one.refresh_from_db()
    return one


def test_marks_are_entered_and_the_register_moves_on(clock: Any) -> None:
    from onelane.office.bookings.models import Booking

    one = booked(clock)
    booking = Booking.objects.get()
    clerk = sits("exam_clerk")
    page = read(clerk.get(f"/exams/sessions/{one.pk}/"))
    assert "试*" in page
    assert booking.person.id_no not in page
    assert "has not begun" in read(clerk.post(f"/exams/bookings/{booking.pk}/score/", {"score": "90"}), 409)

    clock.at = one.starts_at
    clerk = sits("exam_clerk", 2)
    assert "Make-up left" in read(clerk.post(f"/exams/bookings/{booking.pk}/score/", {"score": "79"}, follow=True))
    assert "Passed" in read(clerk.post(f"/exams/bookings/{booking.pk}/score/", {"score": "80"}, follow=True))
    assert "79 · 80" in read(clerk.get(f"/exams/sessions/{one.pk}/"))
    booking.learner.refresh_from_db()
    assert booking.learner.passed["2"] == one.starts_at.date().isoformat()


@pytest.mark.parametrize("marks", ["101", "-1", "good", ""])
def test_marks_that_are_none_are_refused(clock: Any, marks: str) -> None:
    from onelane.office.bookings.models import Booking

    one = booked(clock)
    clock.at = one.starts_at

    answer = sits("exam_clerk").post(f"/exams/bookings/{Booking.objects.get().pk}/score/", {"score": marks})
    assert answer.status_code == 409
    assert Booking.objects.get().state == "booked"


def test_closing_notes_the_rest_as_absent_and_signs_the_list(clock: Any) -> None:
    from onelane.office.bookings.models import Booking
    from onelane.records.models import Entry

    one = booked(clock, people=2)
    clock.at = one.ends_at
    clerk = sits("exam_clerk")
    assert "2 have no result" in read(clerk.get(f"/exams/sessions/{one.pk}/"))
    read(clerk.post(f"/exams/bookings/{Booking.objects.first().pk}/absent/", follow=True))  # type: ignore[union-attr]

    page = read(clerk.post(f"/exams/sessions/{one.pk}/close/", follow=True))

    assert "list of results is signed" in page
    assert set(Booking.objects.values_list("state", flat=True)) == {"absent"}
    assert Entry.objects.filter(deed="results.signed").exists()


def test_called_off_everybody_waits_for_the_next_session_with_his_rank(clock: Any) -> None:
    from onelane.office.bookings.models import Booking, Wish

    one = booked(clock, people=2)
    other = places.session(ahead=30, places=1)
    rank = Wish.objects.order_by("pk").first().rank_at  # type: ignore[union-attr]

    page = read(sits("supervisor").post(f"/exams/sessions/{one.pk}/call-off/", {"why": "大雾"}, follow=True))

    assert "2 people are told. 2 wait for another session" in page
    waiting = list(Wish.objects.filter(state="waiting"))
    assert [wish.sessions for wish in waiting] == [[other.pk]] * 2
    assert {wish.rank_at for wish in waiting} == {rank}
    assert set(Booking.objects.values_list("state", flat=True)) == {"displaced"}


def test_a_smaller_session_needs_a_reason_and_tells_whom_it_hits(clock: Any) -> None:
    one = booked(clock, people=2)
    clerk = sits("exam_clerk")

    assert "reason" in read(clerk.post(f"/exams/sessions/{one.pk}/resize/", {"capacity": "1", "why": ""}), 409)
    page = read(clerk.post(f"/exams/sessions/{one.pk}/resize/", {"capacity": "1", "why": "考车检修"}, follow=True))
    assert "1 person is told." in page


def test_who_comes_to_a_slot_is_noted(clock: Any) -> None:
    from onelane.office.bookings import actions as bookings
    from onelane.office.bookings.models import Booking

    one, car = places.slot(), known.vehicle()
    owner = car.ownerships.get().owner_id
    bookings.book(session_id=one.pk, vehicle_id=car.pk, person_id=owner, actor=places.SYSTEM)
    clock.at = one.starts_at

    read(sits("exam_clerk").post(f"/exams/bookings/{Booking.objects.get().pk}/came/", follow=True))

    assert Booking.objects.get().state == "arrived"


def test_a_struck_session_is_gone() -> None:
    from onelane.kernel import clock
    from onelane.office.bookings import actions as bookings

    starts = clock.now() + timedelta(days=20)
    one = bookings.plan(
        site_id=places.site().pk, starts_at=starts, ends_at=starts + timedelta(hours=1), capacity=3, subject="2",
        actor=places.PLANNER,
    )  # fmt: skip

    read(sits("exam_clerk").post(f"/exams/drop/{one.pk}/", follow=True))
    one.refresh_from_db()
    assert one.state == "cancelled"


def test_the_lists_ask_no_more_statements_for_more_sessions(django_assert_max_num_queries: Any, clock: Any) -> None:
    booked(clock, people=3)
    for ahead in (22, 23, 24, 25):
        places.session(ahead=ahead)
    clerk = sits("exam_clerk")
    clerk.get("/exams/")

    with django_assert_max_num_queries(9):
        read(clerk.get("/exams/"))
