"""My bookings: wish, wait, hold, give back, move, pay; and what everybody may read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from tests import known, make, places

from channels.portal.citizens import account, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(db: None, clock: Any, settings: Any) -> Iterator[None]:
    from onelane.registers.offices.queries import forget

    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    make.office()
    yield
    forget()


class Somebody:
    """A citizen with a learner's file and a car, and his browser."""

    def __init__(self, number: int = 1, *, paid: str = "2", **car: Any) -> None:
        from onelane.registers.drivers import actions as drivers

        self.account = account(number)
        person = self.account.person
        self.learner = known.learner(holder=person)
        if paid:
            drivers.exam_paid(learner_id=self.learner.pk, subject=paid, actor=make.actor("system"))
        self.car = known.vehicle(owner=person, **car)
        self.browser = signed_in(self.account)

    def get(self, path: str, status: int = 200) -> str:
        answer = self.browser.get(path)
        assert answer.status_code == status, answer.content.decode()[-2000:]
        return " ".join(answer.content.decode().split())

    def post(self, path: str, **told: Any) -> Any:
        return self.browser.post(path, told, follow=True)

    @property
    def tests(self) -> str:
        return f"/my/bookings/tests/{self.learner.pk}/2/"


def read(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return " ".join(answer.content.decode().split())


def test_the_page_says_what_may_be_booked_and_why_not_yet() -> None:
    page = Somebody(fuel="C").get("/my/bookings/")

    assert "Subject 2 (field)" in page
    assert "passed on 2026-10-01" in page
    assert "Subject 2 comes first, or book both together" in page
    assert page.count('btn-primary" href="tests/') == 1
    assert page.count('btn-primary" href="slots/') == 2


def test_whoever_has_neither_file_nor_car_reads_so() -> None:
    browser = signed_in(account(9))

    assert "The office knows no learner" in browser.get("/my/bookings/").content.decode()


def test_a_wish_is_sent_ranked_given_out_and_becomes_a_place(clock: Any) -> None:
    from onelane.office.bookings.models import Booking
    from onelane.office.cases.models import Case
    from onelane.office.stations import allotting

    one, other = places.session(ahead=21), places.session(ahead=22)
    who = Somebody()

    page = read(who.post(who.tests, first=one.pk, second=other.pk, key="press-000001"))
    assert "Number 1 of those who wait" in page
    assert Case.objects.get(application__service="exam-booking").state == "finished"
    one.refresh_from_db()
    clock.at = one.deadline_at
    allotting.give_out_due(clock())

    booking = Booking.objects.get()
    who.browser = signed_in(who.account)
    page = who.get(f"/my/bookings/{booking.pk}/")
    assert booking.code[:4] in page
    assert "Give the place back" in page
    assert "Places I have" in who.get("/my/bookings/")
    assert booking.session.site.name_en in who.get("/my/")


def test_pressed_twice_it_is_one_wish() -> None:
    from onelane.office.bookings.models import Wish

    one, who = places.session(), Somebody()

    for _ in range(2):
        read(who.post(who.tests, first=one.pk, key="press-000001"))
    assert Wish.objects.count() == 1


def test_a_refused_wish_leaves_no_draft_and_keeps_what_was_chosen() -> None:
    from onelane.office.cases.applications.models import Application

    one, who = places.session(), Somebody(paid="")

    page = read(who.post(who.tests, first=one.pk), 409)

    assert "No subject can be booked now" in page
    assert "checked" in page
    assert not Application.objects.exists()
    assert "Please choose first" in read(who.post(who.tests), 409)


def test_a_place_given_back_goes_on_and_the_calendar_file_takes_it_out(clock: Any) -> None:
    from icalendar import Calendar

    one, who, next_one = places.session(places=1, ahead=21), Somebody(), Somebody(2)
    booking = places.give(who.learner.pk, one)
    read(next_one.post(next_one.tests, first=one.pk))
    kept = Calendar.from_ical(who.browser.get(f"/my/bookings/{booking.pk}/booking.ics").content)

    page = read(who.post(f"/my/bookings/{booking.pk}/cancel/"))

    assert "The place is given back" in page
    gone = Calendar.from_ical(who.browser.get(f"/my/bookings/{booking.pk}/booking.ics").content)
    states = [str(each.walk("VEVENT")[0]["STATUS"]) for each in (kept, gone)]
    assert states == ["CONFIRMED", "CANCELLED"]
    assert kept.walk("VEVENT")[0]["DTSTART"].dt == one.starts_at
    assert "Booked" in next_one.get("/my/bookings/")


def test_a_wish_is_taken_back() -> None:
    from onelane.office.bookings.models import Wish

    one, who = places.session(), Somebody()
    read(who.post(who.tests, first=one.pk))

    assert "taken back" in read(who.post(f"/my/bookings/wishes/{Wish.objects.get().pk}/withdraw/"))


def test_a_slot_is_booked_at_once_and_given_back() -> None:
    from onelane.office.bookings.models import Booking

    one, who = places.slot(), Somebody()

    page = read(who.post(f"/my/bookings/slots/{who.car.pk}/inspection/", first=one.pk))
    assert "Booking code" in page
    read(who.post(f"/my/bookings/{Booking.objects.get().pk}/cancel/"))
    assert Booking.objects.get().state == "cancelled"


def test_in_a_crush_the_page_waits_for_the_draw_and_goes_on_by_itself(clock: Any) -> None:
    from onelane.office.bookings.models import Wish
    from onelane.office.stations import allotting

    one, who = places.slot(places=1, opened=False), Somebody()

    answer = who.post(f"/my/bookings/slots/{who.car.pk}/inspection/", first=one.pk)
    assert "A few seconds, please" in read(answer)
    assert answer["Refresh"] == "3"
    clock.forward(seconds=5)
    allotting.open_doors(clock())
    assert "Booking code" in read(who.browser.get(f"/my/bookings/wishes/{Wish.objects.get().pk}/", follow=True))


def test_an_unknown_slot_or_subject_is_a_worded_no() -> None:
    who = Somebody()

    for path in (
        f"slots/{who.car.pk}/repair/",
        f"tests/{who.learner.pk}/9/",
        "tests/99999/2/",
        "slots/99999/exchange/",
    ):
        assert who.browser.get(f"/my/bookings/{path}").status_code in {404, 409, 422}, path


def test_tests_are_moved_elsewhere_with_a_reason() -> None:
    places.elsewhere()
    who = Somebody()
    path = f"/my/bookings/elsewhere/{who.learner.pk}/"

    assert "3 more times" in who.get(path)
    assert "Elsewhere" in read(who.post(path, office="elsewhere", reason="work"))
    who.learner.refresh_from_db()
    assert who.learner.office_id == "elsewhere"


def test_an_office_that_is_none_is_refused() -> None:
    who = Somebody()

    page = read(who.post(f"/my/bookings/elsewhere/{who.learner.pk}/", office="nowhere", reason="work"), 409)

    assert "There is no office called nowhere" in page


def test_the_fee_is_paid_and_leads_back_to_the_booking() -> None:
    import importlib

    from onelane.office.payments import actions as payments
    from onelane.office.payments.models import Bill
    from onelane.records import outbox

    importlib.import_module("onelane.office.stations.tasks")
    who = Somebody(paid="")
    page = read(who.post(f"/my/bookings/pay/{who.learner.pk}/2/"))
    assert "200.00" in page
    again = who.post(f"/my/bookings/pay/{who.learner.pk}/2/")
    assert Bill.objects.count() == 1
    bill = Bill.objects.get()
    payments.pay_at_desk(bill_id=bill.pk, means="cash", amount=bill.amount, actor=make.actor("cashier", "P1"))
    outbox.carry_out(50)

    assert "The fee is paid" in who.get(again.redirect_chain[-1][0])
    assert 'href="tests/' in who.get("/my/bookings/")


def test_nobody_sees_or_touches_anothers_booking_or_wish() -> None:
    from onelane.office.bookings.models import Wish

    one, who, other = places.session(places=1), Somebody(), Somebody(2)
    booking = places.give(who.learner.pk, one)
    read(other.post(other.tests, first=one.pk))
    wish = Wish.objects.get(state="waiting")

    for path in (f"{booking.pk}/", f"{booking.pk}/booking.ics", f"{booking.pk}/cancel/"):
        assert other.browser.get(f"/my/bookings/{path}").status_code == 404
    assert other.browser.post(f"/my/bookings/{booking.pk}/cancel/").status_code == 404
    assert who.browser.get(f"/my/bookings/wishes/{wish.pk}/").status_code == 404
    assert who.browser.post(f"/my/bookings/wishes/{wish.pk}/withdraw/").status_code == 404


def test_everybody_reads_plan_and_result_and_finds_a_serial(clock: Any) -> None:
    from onelane.office.bookings.models import Allotment, Wish
    from onelane.office.stations import allotting

    one, first, second = places.session(places=1, ahead=21), Somebody(), Somebody(2)
    for who in (first, second):
        read(who.post(who.tests, first=one.pk))
    assert "Plan of tests" in read(Client(headers={"accept-language": "en"}).get("/places/"))
    clock.at = one.deadline_at
    allotting.give_out_due(clock())

    stranger, made = Client(headers={"accept-language": "en"}), Allotment.objects.get()
    lost = Wish.objects.get(state="waiting")
    page = read(stranger.get(f"/places/{made.pk}/?serial={lost.serial.lower()}"))
    assert "Number 2 of 2" in page
    assert "1 places went to those ranked before" in page
    assert "示例甲" not in page
    assert "not in the list" in read(stranger.get(f"/places/{made.pk}/?serial=W1"))
    told = stranger.get(f"/places/{made.pk}/result.json").json()
    assert len(told["ranked"]) == 2


def test_my_bookings_asks_no_more_statements_for_more_places(django_assert_max_num_queries: Any) -> None:
    from onelane.office.bookings.models import Booking

    who = Somebody()
    booking = places.give(who.learner.pk, places.session())
    for number in range(8):
        Booking.objects.create(
            office_id=make.OFFICE, session=booking.session, place=booking.place, kind="test", subject="2",
            person_id=booking.person_id, learner=who.learner, code=f"X{number}", state="cancelled",
            made_at=booking.made_at, ended_at=booking.made_at,
        )  # fmt: skip

    with django_assert_max_num_queries(32):
        who.get("/my/bookings/")
