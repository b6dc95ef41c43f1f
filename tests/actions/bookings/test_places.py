"""A plan, wishes, the giving-out, and places that go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha512
from typing import Any

import pytest
from tests import known, make

from onelane.kernel.refusal import Refused

pytestmark = pytest.mark.django_db
EXAM = {"planner": make.actor("exam_clerk", name="planner"), "checker": make.actor("exam_clerk", name="checker")}


def seed(root: str) -> tuple[str, bytes]:
    return "00", sha512(root.encode()).digest()


@pytest.fixture
def office(clock: Any) -> str:
    code = make.office()
    make.set_office(**{"exam.pay_first": False})
    return code


@pytest.fixture
def site(office: str) -> Any:
    from onelane.office.bookings import actions as bookings

    return bookings.add_site(kind="test", code="K1", name_zh="第一考场", name_en="Ground 1", actor=EXAM["planner"])


@pytest.fixture
def session(site: Any, clock: Any) -> Callable[..., Any]:
    """A maker of published sessions of subject 2, `ahead` days from now."""
    from onelane.office.bookings import actions as bookings

    def made(*, places: int = 1, ahead: int = 12, hour: int = 9) -> Any:
        starts = (clock() + timedelta(days=ahead)).replace(hour=hour)
        planned = bookings.plan(
            site_id=site.pk, starts_at=starts, ends_at=starts + timedelta(hours=2), capacity=places, subject="2",
            classes=["C1"], actor=EXAM["planner"],
        )  # fmt: skip
        bookings.publish(session_ids=[planned.pk], actor=EXAM["checker"])
        planned.refresh_from_db()
        return planned

    return made


def learner(accepted: date = date(2026, 9, 1)) -> Any:
    found = known.learner(passed=("1",), on=date(2026, 10, 1))
    type(found).objects.filter(pk=found.pk).update(accepted_on=accepted)
    found.refresh_from_db()
    return found


def citizen(person_id: int) -> Any:
    """Return the person himself, signed in."""
    from onelane.registers.people.models import Account

    account, _ = Account.objects.get_or_create(person_id=person_id, defaults={"username": f"c-{person_id}", "name": ""})
    return make.actor("citizen", name=str(account.pk))


def wish(one: Any, *sessions: Any) -> Any:
    from onelane.office.bookings import actions as bookings

    return bookings.wish(learner_id=one.pk, session_ids=[each.pk for each in sessions], actor=citizen(one.person_id))


def given_out(session: Any, clock: Any) -> Any:
    from onelane.office.bookings import actions as bookings

    clock.at = session.deadline_at
    return bookings.allot(
        kind="test", subject="2", deadline_at=session.deadline_at, seed=seed, actor=make.actor("system")
    )


def test_places_go_to_the_earliest_accepted_however_late_they_asked(session: Any, clock: Any) -> None:
    one = session(places=1)
    late, early = learner(date(2026, 9, 2)), learner(date(2026, 9, 1))
    first, second = wish(late, one), wish(early, one)

    allotment = given_out(one, clock)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("waiting", "allotted")
    assert [row["serial"] for row in allotment.ranked] == [second.serial, first.serial]


def test_whoever_plans_does_not_publish(site: Any, clock: Any) -> None:
    from onelane.office.bookings import actions as bookings

    starts = clock() + timedelta(days=20)
    planned = bookings.plan(
        site_id=site.pk, starts_at=starts, ends_at=starts + timedelta(hours=1), capacity=3, subject="2",
        actor=EXAM["planner"],
    )  # fmt: skip

    with pytest.raises(Refused, match=r"bookings\.second_person"):
        bookings.publish(session_ids=[planned.pk], actor=EXAM["planner"])


def test_a_place_given_back_goes_on_to_the_next_in_rank(session: Any, clock: Any) -> None:
    from onelane.office.bookings import actions as bookings
    from onelane.office.bookings.models import Booking

    one = session(places=1, ahead=20)
    people = [learner(date(2026, 9, day)) for day in (3, 1, 2)]
    wishes = [wish(each, one) for each in people]
    given_out(one, clock)
    holder = Booking.objects.get(state="booked")
    assert holder.learner_id == people[1].pk

    bookings.cancel(booking_id=holder.pk, actor=citizen(holder.person_id))
    bookings.offer(session_id=one.pk, actor=make.actor("system"))

    assert Booking.objects.get(state="booked").learner_id == people[2].pk
    wishes[0].refresh_from_db()
    assert wishes[0].state == "waiting"


def test_giving_back_moves_the_rank_to_that_moment(session: Any, clock: Any) -> None:
    from onelane.office.bookings import actions as bookings
    from onelane.office.bookings.models import Booking

    one, other = session(ahead=20), session(ahead=30)
    who = learner()
    wish(who, one)
    given_out(one, clock)
    bookings.cancel(booking_id=Booking.objects.get().pk, actor=citizen(who.person_id))

    assert wish(who, other).rank_at == clock()


def test_a_failed_test_has_one_make_up_and_then_ten_days(session: Any, clock: Any) -> None:
    from onelane.office.bookings import actions as bookings
    from onelane.office.bookings.models import Booking

    one, other = session(ahead=12), session(ahead=40)
    who = learner()
    wish(who, one)
    given_out(one, clock)
    clock.at = one.starts_at + timedelta(minutes=30)
    booking = Booking.objects.get()

    assert bookings.note_score(booking_id=booking.pk, score=79, actor=EXAM["planner"]).state == "make_up"
    assert bookings.note_score(booking_id=booking.pk, score=79, actor=EXAM["planner"]).state == "failed"
    with pytest.raises(Refused, match=r"bookings\.rebook_later"):
        wish(who, other)
    clock.forward(days=10)
    assert wish(who, other).rank_at == one.starts_at


def test_a_smaller_session_displaces_the_last_and_tells_them(session: Any, clock: Any) -> None:
    from onelane.office.bookings import actions as bookings
    from onelane.office.bookings.models import Booking, Place
    from onelane.records.models import Message

    one = session(places=3)
    for day in (1, 2):
        wish(learner(date(2026, 9, day)), one)
    given_out(one, clock)

    bookings.resize(session_id=one.pk, capacity=1, why="考车检修", actor=EXAM["planner"])

    assert sorted(Booking.objects.values_list("state", flat=True)) == ["booked", "displaced"]
    assert Place.objects.exclude(state="gone").count() == 1
    assert Message.objects.filter(topic="bookings.tell", key__contains="displaced").count() == 1


def test_a_session_called_off_leaves_nobody_with_a_place(session: Any, clock: Any) -> None:
    from onelane.office.bookings import actions as bookings
    from onelane.office.bookings.models import Booking, Place

    one = session(places=2)
    wish(learner(), one)
    given_out(one, clock)

    assert bookings.call_off(session_id=one.pk, why="大雾", actor=EXAM["planner"]) == 1

    assert list(Booking.objects.values_list("state", flat=True)) == ["displaced"]
    assert not Place.objects.filter(state="taken").exists()


def test_nobody_wishes_withdraws_or_gives_back_for_somebody_else(session: Any, clock: Any) -> None:
    from onelane.office.bookings import actions as bookings
    from onelane.office.bookings.models import Booking

    one, mine, other = session(ahead=20), learner(), citizen(learner().person_id)
    with pytest.raises(Refused, match=r"learners\.unknown"):
        bookings.wish(learner_id=mine.pk, session_ids=[one.pk], actor=other)
    wished = wish(mine, one)
    with pytest.raises(Refused, match=r"bookings\.no_such_wish"):
        bookings.withdraw(wish_id=wished.pk, actor=other)
    given_out(one, clock)
    with pytest.raises(Refused, match=r"bookings\.no_such_booking"):
        bookings.cancel(booking_id=Booking.objects.get().pk, actor=other)


def test_giving_out_twice_is_giving_out_once(session: Any, clock: Any) -> None:
    one = session()
    wish(learner(), one)

    assert given_out(one, clock).pk == given_out(one, clock).pk


def test_the_published_result_can_be_worked_out_again(session: Any, clock: Any) -> None:
    from onelane.office.bookings import queries, ranking

    one = session(places=2)
    for day in (1, 1, 1, 2):
        wish(learner(date(2026, 9, day)), one)
    told = queries.published(given_out(one, clock))

    entries = [
        ranking.Entry(
            row["serial"], datetime.fromisoformat(row["key"]),
            date.fromisoformat(row["permit_on"]) if row["permit_on"] else None, tuple(row["wished"]),
        )
        for row in told["ranked"]
    ]  # fmt: skip
    places = {int(key): count for key, count in told["places"].items()}
    again = ranking.allot(entries, places, bytes.fromhex(told["seed"]))

    assert ranking.root_of(entries, places) == told["root"]
    assert [(one.entry.name, one.session) for one in again] == [
        (row["serial"], row["session"]) for row in told["ranked"]
    ]


def test_a_wish_for_a_list_made_already_gets_a_free_place_at_once(session: Any, clock: Any) -> None:
    from onelane.office.bookings.models import Booking
    from onelane.office.stations import own_places

    one, who = session(places=1), learner()
    given_out(one, clock)

    own_places.apply(
        service="exam-booking", applicant=who.person_id, subject=who.pk, answers={"exam_session": one.pk},
        actor=citizen(who.person_id),
    )  # fmt: skip

    assert Booking.objects.get().session_id == one.pk
