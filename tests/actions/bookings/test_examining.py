"""Results move the register on."""

from __future__ import annotations

import importlib
from datetime import date, timedelta
from typing import Any

import pytest
from tests import known, make

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.certificates import queries
from onelane.office.certificates.models import Paper
from onelane.office.stations import booking_slips, examining
from onelane.records import outbox

pytestmark = pytest.mark.django_db
CLERK = make.actor("exam_clerk", name="planner")


@pytest.fixture
def office(clock: Any) -> str:
    code = make.office()
    make.set_office(**{"exam.pay_first": False})
    return code


def booked(who: Any, subject: str, clock: Any) -> Any:
    """Book a place of a subject and go to its hour."""
    from onelane.office.bookings import actions as bookings
    from onelane.office.bookings.models import Booking, Site
    from onelane.office.stations import allotting

    site = Site.objects.filter(code="K1").first() or bookings.add_site(
        kind="test", code="K1", name_zh="第一考场", name_en="Ground 1", actor=CLERK
    )
    starts = (clock() + timedelta(days=14)).replace(hour=1)
    one = bookings.plan(
        site_id=site.pk, starts_at=starts, ends_at=starts + timedelta(hours=2), capacity=1, subject=subject,
        actor=CLERK,
    )  # fmt: skip
    bookings.publish(session_ids=[one.pk], actor=make.actor("exam_clerk", name="checker"))
    bookings.wish(learner_id=who.pk, session_ids=[one.pk], actor=make.actor("system"))
    one.refresh_from_db()
    clock.at = one.deadline_at
    allotting.give_out_due(clock())
    clock.at = starts + timedelta(minutes=30)
    return Booking.objects.get(session=one)


def test_the_last_subject_makes_a_licence_the_same_day(office: str, clock: Any) -> None:
    from onelane.registers.drivers.models import Licence

    who = known.learner(passed=("1", "2", "3"), on=date(2026, 10, 1))

    examining.note_score(booking_id=booked(who, "4", clock).pk, score=90, actor=CLERK)

    who.refresh_from_db()
    licence = Licence.objects.get(person=who.person_id)
    assert (licence.classes, licence.first_issued, licence.term) == ("C1", who.closed_on, 6)
    paper = Paper.objects.get(kind="driving-licence", subject=f"driver:{licence.pk}")
    assert (paper.serial, paper.data["classes"]) == (licence.file_no, "C1")


def test_a_place_given_by_rank_has_its_slip_for_whoever_asks_and_loses_it_with_the_place(
    office: str, clock: Any
) -> None:
    from onelane.registers.people.models import Account

    who = known.learner(passed=("1", "2", "3"), on=date(2026, 10, 1))
    booking = booked(who, "4", clock)
    account = Account.objects.create(username="learner-1", name="试", person_id=who.person_id)
    stranger = Account.objects.create(username="learner-2", name="试")
    holder = Actor(str(account.pk), "citizen", office)
    assert queries.papers_about(booking_slips.subject(booking.pk)) == []

    slip = booking_slips.for_holder(booking_id=booking.pk, actor=holder)

    assert (slip.data["booking_code"], slip.data["place"]) == (booking.code, "第一考场")
    assert booking_slips.for_holder(booking_id=booking.pk, actor=holder) == slip
    with pytest.raises(Refused, match=r"certificates\.no_such_paper"):
        booking_slips.for_holder(booking_id=booking.pk, actor=Actor(str(stranger.pk), "citizen", office))
    examining.note_score(booking_id=booking.pk, score=90, actor=CLERK)
    importlib.import_module("onelane.office.stations.tasks")
    outbox.carry_out(50)
    slip.refresh_from_db()
    assert slip.void_why == "预约已使用"


def test_the_first_subject_brings_the_permit_for_three_years(office: str, clock: Any) -> None:
    who = known.learner(passed=(), on=date(2026, 10, 1))

    examining.note_score(booking_id=booked(who, "1", clock).pk, score=90, actor=CLERK)

    from onelane.office.certificates.models import Paper

    who.refresh_from_db()
    assert who.permit_no
    paper = Paper.objects.get(kind="learner-permit", subject=f"learner:{who.pk}")
    assert paper.data["permit_no"] == who.permit_no
    assert paper.code
    assert who.permit_to == who.permit_on.replace(year=who.permit_on.year + 3)


def test_the_fifth_lost_booking_voids_the_file(office: str, clock: Any) -> None:
    who = known.learner(passed=("1",), on=date(2026, 10, 1))

    for _ in range(5):
        who.refresh_from_db()
        assert who.closed_on is None
        booking = booked(who, "2", clock)
        clock.at = booking.session.ends_at
        examining.note_absent(booking_id=booking.pk, actor=CLERK)
        clock.forward(days=10)

    who.refresh_from_db()
    assert who.closed_on is not None
    assert who.passed == {}


def test_closing_a_session_marks_those_without_result_as_absent(office: str, clock: Any) -> None:
    booking = booked(known.learner(passed=("1",), on=date(2026, 10, 1)), "2", clock)
    clock.at = booking.session.ends_at

    examining.close_session(session_id=booking.session_id, actor=CLERK)

    booking.refresh_from_db()
    assert booking.state == "absent"
    assert booking.session.__class__.objects.get(pk=booking.session_id).state == "held"


def test_only_the_exam_office_enters_results(office: str, clock: Any) -> None:
    booking = booked(known.learner(passed=("1",), on=date(2026, 10, 1)), "2", clock)

    with pytest.raises(Refused, match=r"stations\.wrong_role"):
        examining.note_score(booking_id=booking.pk, score=100, actor=make.actor("clerk"))
    with pytest.raises(Refused, match=r"cases\.other_office"):
        examining.note_score(booking_id=booking.pk, score=100, actor=make.actor("exam_clerk", office="elsewhere"))
