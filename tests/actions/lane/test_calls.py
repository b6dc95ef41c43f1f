"""Calls: the order, the limits, the absences, the counters that stand by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make

from onelane.kernel.refusal import Refused
from onelane.office.lane.actions.tickets import Claim

W1, W2, B1 = make.actor("clerk", "W1"), make.actor("clerk", "W2"), make.actor("inspector", "B1")
GUIDE = make.actor("guide")


def call(who: Any = W1, step: str = "acceptance") -> Any:
    from onelane.office.lane import actions as lane

    return lane.call_next(step=step, actor=who)


def miss(who: Any = W1) -> Any:
    """Call the next owner, call again, and note that he did not come."""
    from onelane.office.lane import actions as lane

    called = call(who)
    lane.recall(work_id=called.work_id, actor=who)
    return lane.no_show(work_id=called.work_id, actor=who)


def ready(case_id: int) -> list[str]:
    from onelane.office.cases.models import Case

    found: list[str] = Case.objects.get(pk=case_id).ready_steps
    return found


# ------------------------------------------------------------ the order
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    people=st.lists(
        st.tuples(st.integers(0, 40), st.sampled_from(["ordinary", "priority", "appointment"]), st.integers(-20, 40)),
        min_size=1, max_size=6,
    )
)  # fmt: skip
def test_the_database_calls_in_the_order_of_the_rule(people: list[tuple[int, str, int]], clock: Any) -> None:
    from django.db import transaction

    from onelane.office.cases.models import Case
    from onelane.office.lane import actions as lane
    from onelane.office.lane.rules import Waiting, next_ticket

    start = clock.set(2026, 11, 23, 9, 0)
    with transaction.atomic():
        waiting = []
        for minutes, priority, booked in people:
            at = start + timedelta(minutes=minutes)
            told = at + timedelta(minutes=booked) if priority == "appointment" else None
            ticket = make.ticket(at=at, claim=Claim(priority, "军人", told))
            waiting.append(Waiting(Case.objects.get(pk=ticket.case_id).rank_at, ticket.case_id))
        while (following := next_ticket(waiting)) is not None:
            called = call()
            assert called.case_id == following.order
            lane.leave(ticket_id=Case.objects.get(pk=called.case_id).ticket.pk, actor=GUIDE, why="served")
            waiting.remove(following)
        assert call() is None
        transaction.set_rollback(True)


def test_a_priority_owner_overtakes_who_came_within_the_head_start_and_nobody_before(clock: Any) -> None:
    early = make.ticket()
    clock.forward(minutes=10)
    near = make.ticket()
    clock.forward(minutes=14)
    soldier = make.ticket(claim=Claim("priority", "军人"))

    order = [call(make.actor("clerk", f"W{no}")).case_id for no in (1, 2, 3)]
    assert order == [early.case_id, soldier.case_id, near.case_id]


# ------------------------------------------------------------ calling again, not coming, coming back
def test_an_owner_is_called_again_as_often_as_the_office_allows() -> None:
    from onelane.office.lane import actions as lane

    make.set_office(**{"lane.recall_limit": 2})
    make.ticket()
    called = call()
    for _ in range(2):
        lane.recall(work_id=called.work_id, actor=W1)

    with pytest.raises(Refused, match=r"lane\.recalled_enough"):
        lane.recall(work_id=called.work_id, actor=W1)


def test_nobody_is_missed_a_moment_after_a_single_call(clock: Any) -> None:
    from onelane.office.lane import actions as lane

    ticket = make.ticket()
    called = call()
    clock.forward(seconds=59)
    with pytest.raises(Refused, match=r"lane\.too_soon_for_no_show"):
        lane.no_show(work_id=called.work_id, actor=W1)
    clock.forward(seconds=1)

    assert lane.no_show(work_id=called.work_id, actor=W1).state == "absent"
    assert ready(ticket.case_id) == ["acceptance", "inspection"]


def test_who_did_not_come_is_not_called_until_he_is_back_and_then_some_minutes_behind(clock: Any) -> None:
    from onelane.office.cases.models import Case
    from onelane.office.lane import actions as lane

    ticket = make.ticket()
    clock.forward(minutes=10)
    others = [make.ticket() for _ in range(2)]
    clock.forward(minutes=20)
    miss()
    assert call().case_id == others[0].case_id
    clock.forward(minutes=1)
    lane.bring_back(ticket_id=ticket.pk, actor=GUIDE)

    assert Case.objects.get(pk=ticket.case_id).rank_at == ticket.taken_at + timedelta(minutes=15)
    assert call(W2).case_id == others[1].case_id


def test_the_third_absence_costs_the_place(clock: Any) -> None:
    from onelane.office.lane import actions as lane

    ticket = make.ticket()
    for _ in range(2):
        miss()
        lane.bring_back(ticket_id=ticket.pk, actor=GUIDE)
    miss()

    with pytest.raises(Refused, match=r"lane\.absent_too_often"):
        lane.bring_back(ticket_id=ticket.pk, actor=GUIDE)


def test_called_to_two_counters_at_once_he_is_missed_once_and_both_are_free() -> None:
    from onelane.office.lane import actions as lane

    ticket = make.ticket()
    window, bay = call(), call(B1, "inspection")
    for called, who in ((window, W1), (bay, B1)):
        lane.recall(work_id=called.work_id, actor=who)
        told = lane.no_show(work_id=called.work_id, actor=who)

    assert (told.state, told.absences) == ("absent", 1)
    assert ready(ticket.case_id) == ["acceptance", "inspection"]


def test_an_owner_served_at_the_window_is_not_missed_by_the_bay() -> None:
    from onelane.office.lane import actions as lane

    make.ticket()
    window, bay = call(), call(B1, "inspection")
    lane.begin(work_id=window.work_id, actor=W1)
    lane.recall(work_id=bay.work_id, actor=B1)

    assert lane.no_show(work_id=bay.work_id, actor=B1).state == "waiting"


def test_missed_at_the_window_and_found_in_the_bay_he_is_here() -> None:
    from onelane.office.cases.models import Case
    from onelane.office.lane import actions as lane

    ticket = make.ticket()
    window, bay = call(), call(B1, "inspection")
    lane.recall(work_id=window.work_id, actor=W1)
    lane.no_show(work_id=window.work_id, actor=W1)
    lane.begin(work_id=bay.work_id, actor=B1)

    ticket.refresh_from_db()
    assert ticket.state == "waiting"
    assert Case.objects.get(pk=ticket.case_id).present


def test_work_that_has_begun_is_neither_called_again_nor_missed() -> None:
    from onelane.office.lane import actions as lane

    make.ticket()
    called = call()
    lane.begin(work_id=called.work_id, actor=W1)

    for deed in (lane.recall, lane.no_show):
        with pytest.raises(Refused, match=r"lane\.already_begun"):
            deed(work_id=called.work_id, actor=W1)


def test_a_late_second_press_does_not_miss_the_next_call() -> None:
    from onelane.office.lane import actions as lane

    ticket = make.ticket()
    first = call()
    lane.recall(work_id=first.work_id, actor=W1)
    lane.no_show(work_id=first.work_id, actor=W1)
    lane.bring_back(ticket_id=ticket.pk, actor=GUIDE)
    call()

    with pytest.raises(Refused, match=r"lane\.call_over"):
        lane.no_show(work_id=first.work_id, actor=W1)


def test_inner_work_is_no_call() -> None:
    from onelane.office.lane import actions as lane
    from onelane.office.stations import actions as stations

    visit = make.Visit().walk_to("review")
    work = stations.take_next(step="review", actor=visit.reviewer)
    assert work is not None

    for deed in (lane.recall, lane.no_show, lane.begin, lane.undo_call):
        with pytest.raises(Refused, match=r"lane\.no_such_call"):
            deed(work_id=work.pk, actor=visit.reviewer)


# ------------------------------------------------------------ hold, transfer, undo, leave
def test_a_held_ticket_keeps_its_place_and_frees_the_counter(clock: Any) -> None:
    from onelane.office.lane import actions as lane

    ticket = make.ticket()
    later = make.ticket()
    lane.begin(work_id=call().work_id, actor=W1)
    lane.hold(ticket_id=ticket.pk, why="取身份证", actor=W1)
    assert call().case_id == later.case_id
    clock.forward(minutes=30)
    lane.bring_back(ticket_id=ticket.pk, actor=GUIDE)

    assert call(W2).case_id == ticket.case_id


def test_the_clerk_to_whom_an_owner_is_handed_on_completes_and_the_first_cannot() -> None:
    from onelane.office.lane import actions as lane

    visit = make.Visit()
    called = visit.call("acceptance", W1)
    lane.transfer(work_id=called.work_id, to_counter="W2", actor=W1)
    papers = make.example("acceptance") | {"materials_seen": [*make.MATERIALS]}
    with pytest.raises(Refused, match=r"cases\.in_other_hands"):
        visit.complete("acceptance", W1, **papers)
    lane.begin(work_id=called.work_id, actor=W2)

    assert visit.complete("acceptance", W2, **papers).opened == ()


@pytest.mark.parametrize(("to", "code"), [("B1", "not_worked_here"), ("W2", "counter_busy")])
def test_nobody_is_handed_on_to_a_counter_that_cannot_take_him(to: str, code: str) -> None:
    from onelane.office.lane import actions as lane

    for _ in range(2):
        make.ticket()
    called = call()
    call(W2)

    with pytest.raises(Refused, match=rf"lane\.{code}"):
        lane.transfer(work_id=called.work_id, to_counter=to, actor=W1)


@pytest.mark.parametrize("seconds", [60, 61])
def test_a_mistaken_call_is_taken_back_within_its_time_only(clock: Any, seconds: int) -> None:
    from onelane.office.lane import actions as lane

    ticket = make.ticket()
    called = call()
    clock.forward(seconds=seconds)
    if seconds > 60:
        with pytest.raises(Refused, match=r"lane\.too_late_to_undo"):
            lane.undo_call(work_id=called.work_id, actor=W1)
        return
    lane.undo_call(work_id=called.work_id, actor=W1)

    assert call(W2).case_id == ticket.case_id


def test_who_leaves_is_never_called_and_his_case_is_over() -> None:
    from onelane.office.cases.models import Case
    from onelane.office.lane import actions as lane

    ticket = make.ticket()
    lane.leave(ticket_id=ticket.pk, actor=GUIDE, why="went home")

    assert Case.objects.get(pk=ticket.case_id).state == "cancelled"
    assert call() is None


# ------------------------------------------------------------ who may call
@pytest.mark.parametrize(
    ("who", "step", "code"),
    [
        (make.actor("clerk"), "acceptance", "lane.no_counter"),
        (make.actor("clerk", "X9"), "acceptance", "offices.no_such_counter"),
        (W1, "inspection", "lane.not_worked_here"),
        (W1, "flying'; --", "lane.not_worked_here"),
        (make.actor("reviewer", "W1"), "acceptance", "lane.wrong_role"),
    ],
)
def test_a_call_from_the_wrong_place_or_post_is_refused(who: Any, step: str, code: str) -> None:
    make.ticket()

    with pytest.raises(Refused) as no:
        call(who, step)

    assert no.value.code == code


def test_a_counter_with_an_owner_calls_nobody_else() -> None:
    for _ in range(2):
        make.ticket()
    call()

    with pytest.raises(Refused, match=r"lane\.counter_busy"):
        call()


# ------------------------------------------------------------ standing by
def test_a_car_that_arrives_is_called_by_a_bay_and_a_window_at_once() -> None:
    from onelane.office.cases.models import Case, Work
    from onelane.office.lane import actions as lane

    assert call() is None
    assert call(B1, "inspection") is None
    ticket = make.ticket()
    lane.match(office=make.OFFICE)  # what follows the ticket's commit

    assert sorted(Case.objects.get(pk=ticket.case_id).taken) == ["acceptance", "inspection"]
    assert Work.objects.filter(case_id=ticket.case_id, ended_at=None).count() == 2


def test_a_counter_that_got_an_owner_by_pressing_stands_by_no_more() -> None:
    from onelane.office.lane.models import Standby

    assert call() is None
    make.ticket()  # the commit, and the match that follows it, are not reached in this test
    assert call() is not None

    assert not Standby.objects.exists()


def test_whoever_stood_by_yesterday_has_gone_home(clock: Any) -> None:
    from onelane.office.lane.models import Standby
    from onelane.office.lane.tasks import forget_yesterdays_standby

    call()
    clock.set(2026, 11, 23, 23, 59)
    forget_yesterdays_standby()
    assert Standby.objects.exists()
    clock.set(2026, 11, 24, 0, 0)
    forget_yesterdays_standby()

    assert not Standby.objects.exists()
