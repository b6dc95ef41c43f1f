"""Whatever learners, the exam office and the worker do in whatever order: the office agrees with a plain model.

`make soak-bookings` runs this 5,000 times.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tests import known, make, places

from actions.bookings.plain_model import ZONE, Learner, Model, Session, Wish, seed_of
from onelane.kernel.refusal import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
RUNS = int(os.environ.get("ONELANE_SOAK_BOOKINGS", "25"))
STEPS = 16
MANY = settings(
    max_examples=RUNS, stateful_step_count=STEPS, deadline=None, database=None,
    suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate, Phase.shrink), print_blob=False,
)  # fmt: skip
CLERK = make.actor("exam_clerk", name="planner")
BEGIN = datetime(2027, 1, 25, 9, tzinfo=ZONE)  # the spring festival of 2027 begins in the second week
LOST_BEFORE = 4
PEOPLE = (  # accepted, permit, subjects passed, lost bookings of subject 2
    (date(2026, 9, 1), date(2026, 10, 1), ("1",), 0),
    (date(2026, 9, 1), date(2026, 10, 2), ("1",), 0),
    (date(2026, 12, 1), date(2027, 1, 16), ("1",), 0),  # may not wish for subject 2 before the 26th
    (date(2024, 1, 2), date(2024, 2, 29), ("1", "2"), 0),  # a permit of a leap day, over at the end of February
    (date(2026, 9, 2), date(2026, 10, 1), ("1",), LOST_BEFORE),
)


@dataclass(frozen=True)
class Told:
    """What a deed gave, or the code of its refusal."""

    gave: Any = None
    no: str = ""


def says(deed: Callable[[], object]) -> Told:
    """Do a deed and tell what came of it."""
    try:
        return Told(deed())
    except Refused as refused:
        return Told(no=refused.code)


class Bookings(RuleBasedStateMachine):
    """Five learners, some sessions, and everything that may happen to them."""

    clock: Any
    people: tuple[int, ...] = ()
    learners: dict[int, Learner]

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.clock.at = BEGIN
        fresh = {
            key: Learner(one.accepted, one.permit, {*one.passed}, {s: [*days] for s, days in one.lost.items()})
            for key, one in self.learners.items()
        }
        self.model = Model(fresh)
        self.hours = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @property
    def now(self) -> datetime:
        at: datetime = self.clock.at
        return at

    # ---------------------------------------------------------- the exam office
    @rule(subject=st.sampled_from("23"), ahead=st.integers(10, 16), count=st.integers(1, 2))
    def publish(self, subject: str, ahead: int, count: int) -> None:
        from onelane.office.bookings import actions as bookings

        self.hours += 1
        day = self.now.astimezone(ZONE).replace(hour=8, minute=0) + timedelta(days=ahead)
        starts = day + timedelta(minutes=self.hours)  # never two at one moment
        one = bookings.plan(
            site_id=places.site().pk, starts_at=starts, ends_at=starts + timedelta(hours=2), capacity=count,
            subject=subject, actor=CLERK,
        )  # fmt: skip
        bookings.publish(session_ids=[one.pk], actor=places.CHECKER)
        deadline = datetime.combine(starts.date() - timedelta(days=5), datetime.min.time(), ZONE).replace(hour=17)
        assert one.deadline_at == deadline
        self.model.sessions[one.pk] = Session(
            subject, starts, one.ends_at, deadline, dict.fromkeys(range(1, count + 1), "free")
        )

    @precondition(lambda self: self.ahead())
    @rule(data=st.data(), capacity=st.integers(0, 3))
    def resize(self, data: st.DataObject, capacity: int) -> None:
        from onelane.office.bookings import actions as bookings

        key = data.draw(st.sampled_from(self.ahead()))
        bookings.resize(session_id=key, capacity=capacity, why="考车检修", actor=CLERK)
        self.model.resize(key, capacity)
        bookings.offer(session_id=key, actor=places.SYSTEM)
        self.model.offer(key, self.now)

    @precondition(lambda self: self.ahead())
    @rule(data=st.data())
    def call_off(self, data: st.DataObject) -> None:
        from onelane.office.bookings import actions as bookings

        key = data.draw(st.sampled_from(self.ahead()))
        bookings.call_off(session_id=key, why="大雾", actor=CLERK)
        self.model.call_off(key)

    def ahead(self) -> list[int]:
        return [key for key, one in self.model.sessions.items() if one.state == "published" and one.starts > self.now]

    # ---------------------------------------------------------- learners
    @precondition(lambda self: self.model.sessions)
    @rule(data=st.data(), who=st.integers(0, len(PEOPLE) - 1))
    def wish(self, data: st.DataObject, who: int) -> None:
        known_sessions = sorted(self.model.sessions)
        chosen = data.draw(st.lists(st.sampled_from(known_sessions), min_size=1, max_size=3, unique=True))
        self.try_to_wish(self.people[who], chosen)

    def try_to_wish(self, learner: int, chosen: list[int]) -> int | None:
        """Let somebody wish, whether he may or not; return the wish."""
        from onelane.office.bookings import actions as bookings

        may = self.model.may_wish(learner, chosen, self.now)
        told = says(lambda: bookings.wish(learner_id=learner, session_ids=chosen, actor=places.SYSTEM))
        assert (told.no == "") is may, told.no
        if not may:
            return None
        found, subject = told.gave, self.model.sessions[chosen[0]].subject
        self.model.wishes[found.pk] = Wish(
            learner, subject, chosen, self.now, self.model.rank(learner, subject), found.serial
        )
        assert found.rank_at == self.model.wishes[found.pk].rank
        return int(found.pk)

    @rule(who=st.integers(0, len(PEOPLE) - 1), outcome=st.sampled_from(("pass", "fail", "miss")))
    def a_whole_test(self, who: int, outcome: str) -> None:
        """Walk somebody from his wish through a test, and try the next wish on both sides of the tenth day."""
        from onelane.office.stations import examining

        learner = self.people[who]
        session = self.new_session("2", 10, 2)
        if self.try_to_wish(learner, [session]) is None:
            return
        while self.now < self.model.sessions[session].starts - timedelta(days=1):
            self.days_pass(1)
        key = next((k for k in self.live() if self.model.held[k].session == session
                    and self.model.held[k].learner == learner), None)  # fmt: skip
        if key is None:
            return
        later = self.new_session("2", 25, 1)
        self.clock.at = max(self.now, self.model.sessions[session].ends)
        self.give_out()
        if outcome == "miss":
            examining.note_absent(booking_id=self.row(key), actor=CLERK)
            self.model.absent(key)
        for _ in range({"pass": 1, "fail": 2, "miss": 0}[outcome]):
            examining.note_score(booking_id=self.row(key), score=80 if outcome == "pass" else 79, actor=CLERK)
            self.model.result(key, passes=outcome == "pass")
        for days in (9, 1):
            self.days_pass(days)
            self.try_to_wish(learner, [later])

    def new_session(self, subject: str, ahead: int, count: int) -> int:
        """Publish a session and return its key."""
        self.publish(subject, ahead, count)
        return max(self.model.sessions)

    @precondition(lambda self: any(one.state == "waiting" for one in self.model.wishes.values()))
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        from onelane.office.bookings import actions as bookings

        waiting = [key for key, one in self.model.wishes.items() if one.state == "waiting"]
        key = data.draw(st.sampled_from(waiting))
        bookings.withdraw(wish_id=key, actor=places.SYSTEM)
        self.model.wishes[key].state = "withdrawn"

    @precondition(lambda self: self.model.held)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        from onelane.office.stations import examining

        key = data.draw(st.sampled_from(sorted(self.model.held)))
        may = self.model.may_cancel(key, self.now)
        told = says(lambda: examining.give_back(booking_id=self.row(key), actor=places.SYSTEM))
        assert (told.no == "") is may, told.no
        if not may:
            return
        self.model.cancel(key, self.now)
        self.model.offer(self.model.held[key].session, self.now)

    @rule(who=st.integers(0, len(PEOPLE) - 1))
    def move_away(self, who: int) -> None:
        from onelane.office.bookings import actions as bookings

        learner = self.people[who]
        may = self.model.move_away(learner)
        told = says(
            lambda: bookings.change_place(
                learner_id=learner, to_office=places.elsewhere(), why="work", actor=places.SYSTEM
            )
        )
        assert (told.no == "") is may, told.no
        if not may:
            return

    # ---------------------------------------------------------- time and results
    @rule(days=st.integers(1, 6))
    def days_pass(self, days: int) -> None:
        """Go on day by day, so that the worker meets each deadline."""
        for _ in range(days):
            self.clock.at = (self.now + timedelta(days=1)).replace(hour=9 if self.now.hour != 9 else 18)
            self.give_out()

    def give_out(self) -> None:
        from onelane.office.bookings import actions as bookings
        from onelane.office.bookings import queries

        due = queries.due(self.now)
        expected = {
            (one.subject, one.deadline) for one in self.model.sessions.values()
            if one.state == "published" and one.deadline <= self.now < one.starts and not one.allotted
        }  # fmt: skip
        assert {(subject, deadline) for _, _, subject, deadline in due} == expected
        for _, _, subject, deadline in due:
            made = bookings.allot(kind="test", subject=subject, deadline_at=deadline, seed=seed_of, actor=places.SYSTEM)
            self.model.allot(subject, deadline, bytes.fromhex(made.seed))

    @precondition(lambda self: self.live())
    @rule(data=st.data())
    def hour_of_the_test(self, data: st.DataObject) -> None:
        """Go to a test that somebody has a place for, unless its day is over."""
        key = data.draw(st.sampled_from(self.live()))
        starts = self.model.sessions[self.model.held[key].session].starts
        while self.now < starts - timedelta(days=1):
            self.clock.at = self.now + timedelta(days=1)
            self.give_out()
        self.clock.at = max(self.now, starts + timedelta(minutes=30))
        self.give_out()

    @precondition(lambda self: self.live())
    @rule(data=st.data(), marks=st.sampled_from((0, 79, 80, 89, 90, 100)))
    def marks_are_entered(self, data: st.DataObject, marks: int) -> None:
        from onelane.office.stations import examining

        key = data.draw(st.sampled_from(self.live()))
        one = self.model.held[key]
        begun = self.now >= self.model.sessions[one.session].starts
        told = says(lambda: examining.note_score(booking_id=self.row(key), score=marks, actor=CLERK))
        assert (told.no == "") is begun, told.no
        if not begun:
            return
        self.model.result(key, passes=marks >= {"2": 80, "3": 90}[one.subject])

    @precondition(lambda self: self.live())
    @rule(data=st.data())
    def nobody_came(self, data: st.DataObject) -> None:
        from onelane.office.stations import examining

        key = data.draw(st.sampled_from(self.live()))
        over = self.now >= self.model.sessions[self.model.held[key].session].ends
        if not over and data.draw(st.booleans()):
            self.clock.at = self.model.sessions[self.model.held[key].session].ends
            self.give_out()
            over = True
        told = says(lambda: examining.note_absent(booking_id=self.row(key), actor=CLERK))
        assert (told.no == "") is over, told.no
        if not over:
            return
        self.model.absent(key)

    def live(self) -> list[int]:
        return sorted(key for key, one in self.model.held.items() if one.state in {"booked", "make_up"})

    @staticmethod
    def row(wish: int) -> int:
        from onelane.office.bookings.models import Booking

        return int(Booking.objects.values_list("pk", flat=True).get(wish=wish))

    # ---------------------------------------------------------- what always holds
    @invariant()
    def office_and_model_agree(self) -> None:
        from onelane.office.bookings import models
        from onelane.registers.drivers import models as drivers

        wishes = models.Wish.objects.values_list("pk", "state")
        assert dict(wishes) == {key: one.state for key, one in self.model.wishes.items()}
        rows = models.Booking.objects.exclude(wish=None).values_list("wish", "session", "place__number", "state")
        held = {key: (one.session, one.place, one.state) for key, one in self.model.held.items()}
        assert {wish: (session, place, state) for wish, session, place, state in rows} == held
        found: dict[int, dict[int, str]] = {key: {} for key in self.model.sessions}
        told = models.Place.objects.filter(session__in=[*found]).values_list("session", "number", "state")
        for session, number, state in told:
            found[session][number] = state
        assert found == {key: one.places for key, one in self.model.sessions.items()}
        files = drivers.Learner.objects.filter(pk__in=self.people).values_list("pk", "passed", "closed_on")
        assert {key: (set(passed), closed is not None) for key, passed, closed in files} == {
            key: (one.passed, one.closed) for key, one in self.model.learners.items()
        }

    @invariant()
    def nobody_has_more_than_there_is(self) -> None:
        from django.db.models import Count, F, Q

        from onelane.office.bookings.models import Session as Row

        sitting = Count("bookings", filter=~Q(bookings__state__in=["cancelled", "displaced"]))
        assert not Row.objects.filter(kind="test").annotate(sitting=sitting).filter(
            sitting__gt=F("capacity"), starts_at__gt=self.now
        ).exists()  # fmt: skip


def lost_before(learner: Any, count: int) -> list[datetime]:
    """Let a learner have lost bookings of subject 2, ten days and more ago."""
    from onelane.office.bookings.models import Booking, Place
    from onelane.office.bookings.models import Session as Row

    days = []
    for number in range(count):
        starts = datetime(2026, 10, 20, 9, tzinfo=ZONE) + timedelta(days=20 * number)
        old = Row.objects.create(
            office_id=make.OFFICE, site=places.site(), kind="test", subject="2", starts_at=starts,
            ends_at=starts + timedelta(hours=2), capacity=1, state="held", deadline_at=starts, planned_by="a",
            planned_at=starts, published_by="b", published_at=starts,
        )  # fmt: skip
        place = Place.objects.create(session=old, number=1, state="taken")
        Booking.objects.create(
            office_id=make.OFFICE, session=old, place=place, kind="test", subject="2", person=learner.person,
            learner=learner, code=f"OLD{number}", state="absent", made_at=starts, ended_at=starts,
        )  # fmt: skip
        days.append(starts)
    return days


def test_the_office_agrees_with_a_plain_model(clock: Any) -> None:
    make.office()
    make.set_office(**{"exam.pay_first": False})
    places.elsewhere()
    places.site()
    learners = {}
    for accepted, permit, passed, lost in PEOPLE:
        row = known.learner(passed=passed, on=permit) if permit != date(2024, 2, 29) else leap_day(passed)
        type(row).objects.filter(pk=row.pk).update(accepted_on=accepted)
        days = lost_before(row, lost) if lost else []
        learners[row.pk] = Learner(accepted, permit, {*passed}, {"2": days, "3": []})

    class Machine(Bookings):
        pass

    Machine.clock, Machine.people, Machine.learners = clock, tuple(learners), learners
    run_state_machine_as_test(Machine, settings=MANY)


def leap_day(passed: tuple[str, ...]) -> Any:
    """A permit of 29 February 2024: three years later it ends with February 2027."""
    row = known.learner(passed=(), on=date(2024, 2, 29))
    from onelane.registers.drivers import actions as drivers

    for subject in passed:
        row = drivers.pass_subject(
            learner_id=row.pk, subject=subject, on=date(2024, 2, 29), permit_to=date(2027, 2, 28), actor=places.SYSTEM
        )
    return row
