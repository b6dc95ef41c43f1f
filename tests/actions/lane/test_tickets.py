"""One ticket: pressed twice, printed, shown, printed again, refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import make

from onelane.kernel.refusal import Refused
from onelane.office.lane.actions.tickets import Claim

KIOSK = make.actor("machine", name="kiosk-1")


def test_a_second_press_gives_the_same_ticket() -> None:
    from onelane.office.cases.models import Case

    first = make.ticket(request_key="the same press")
    second = make.ticket(request_key="the same press")

    assert second.pk == first.pk
    assert Case.objects.count() == 1


def test_a_paper_ticket_is_not_called_before_it_is_printed() -> None:
    from onelane.office.lane import actions as lane

    ticket = make.ticket(medium="paper")
    clerk = make.actor("clerk", "W1")
    assert lane.call_next(step="acceptance", actor=clerk) is None
    lane.mark_issued(ticket_id=ticket.pk, actor=make.actor("guide"))

    called = lane.call_next(step="acceptance", actor=clerk)
    assert called is not None
    assert called.ticket == ticket.label


def test_said_twice_to_be_printed_it_is_one_copy() -> None:
    from onelane.office.lane import actions as lane

    ticket = make.ticket(medium="paper")
    for _ in range(2):
        told = lane.mark_issued(ticket_id=ticket.pk, actor=make.actor("guide"))

    assert (told.copies, told.state) == (1, "waiting")


def test_each_print_after_the_first_is_counted_and_changes_neither_number_nor_key() -> None:
    from onelane.office.lane import actions as lane

    ticket = make.ticket(medium="paper")
    lane.reprint(ticket_id=ticket.pk, actor=make.actor("guide"))  # the printer was out of paper
    lane.mark_issued(ticket_id=ticket.pk, actor=make.actor("guide"))
    again = lane.reprint(ticket_id=ticket.pk, actor=make.actor("guide"))

    assert (again.copies, again.label, again.key) == (2, ticket.label, ticket.key)


def test_a_ticket_that_is_over_is_neither_issued_nor_printed() -> None:
    from onelane.office.lane import actions as lane

    ticket = make.ticket(medium="paper")
    lane.leave(ticket_id=ticket.pk, actor=make.actor("guide"), why="went home")

    for deed in (lane.mark_issued, lane.reprint):
        with pytest.raises(Refused, match=r"lane\.ticket_over"):
            deed(ticket_id=ticket.pk, actor=make.actor("guide"))


def test_numbers_count_from_one_in_each_office_and_day(clock: Any) -> None:
    numbers = [make.ticket().number for _ in range(3)]
    clock.forward(days=1)

    assert numbers == [1, 2, 3]
    assert make.ticket().number == 1


def test_a_new_day_begins_at_midnight_in_shanghai(clock: Any) -> None:
    clock.set(2026, 11, 23, 23, 59, 59)
    evening = make.ticket()
    clock.forward(seconds=1)
    morning = make.ticket()

    assert (evening.number, morning.number) == (1, 1)
    assert morning.day - evening.day == timedelta(days=1)


def test_the_wait_before_the_ticket_is_measured_apart_and_counts_for_the_place(clock: Any) -> None:
    from onelane.office.cases.models import Case
    from onelane.office.lane import actions as lane

    guide = make.actor("guide")
    arrival = lane.arrive(actor=guide)
    clock.forward(minutes=7)
    walk_in = make.ticket()
    scanned = make.ticket(arrival_code=arrival.code)

    assert scanned.taken_at - scanned.arrived_at == timedelta(minutes=7)
    assert Case.objects.get(pk=scanned.case_id).rank_at < Case.objects.get(pk=walk_in.case_id).rank_at


def test_one_arrival_has_one_ticket_however_often_it_is_scanned() -> None:
    from onelane.office.lane import actions as lane

    code = lane.arrive(actor=make.actor("guide")).code
    ticket = make.ticket(arrival_code=code, request_key="scan-0001")

    assert make.ticket(arrival_code=code, request_key="scan-0001").pk == ticket.pk
    with pytest.raises(Refused, match=r"lane\.arrival_has_ticket"):
        make.ticket(arrival_code=code)


def test_an_arrival_of_yesterday_gives_no_head_start(clock: Any) -> None:
    from onelane.office.lane import actions as lane

    code = lane.arrive(actor=make.actor("guide")).code
    clock.forward(days=1)

    with pytest.raises(Refused, match=r"lane\.no_such_arrival"):
        make.ticket(arrival_code=code)


def test_the_same_day_a_year_later_has_arrivals_of_its_own(clock: Any) -> None:
    from onelane.office.lane import actions as lane

    first = lane.arrive(actor=make.actor("guide"))
    clock.forward(days=365)

    assert lane.arrive(actor=make.actor("guide")).code != first.code


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"request_key": "short"}, "lane.request_key_missing"),
        ({"request_key": "with\x00nothing"}, "lane.request_key_missing"),
        ({"request_key": "x" * 65}, "lane.request_key_missing"),
        ({"service": "flying-lesson"}, "lane.no_such_service"),
        ({"arrival_code": "1123-\x00001"}, "lane.no_such_arrival"),
        ({"claim": Claim("king")}, "lane.no_such_priority"),
        ({"claim": Claim("priority", " \x00 ")}, "lane.reason_missing"),
        ({"claim": Claim("appointment")}, "lane.no_appointment"),
    ],
)
def test_what_makes_no_sense_is_refused_and_takes_no_number(told: dict[str, Any], code: str) -> None:
    from onelane.office.cases.models import Serial

    with pytest.raises(Refused) as no:
        make.ticket(**told)

    assert no.value.code == code
    assert not Serial.objects.exists()


def test_a_long_reason_is_cut_and_a_strange_character_dropped() -> None:
    ticket = make.ticket(claim=Claim("priority", "军\x00人" + "优" * 200))

    assert ticket.priority_reason.startswith("军 人优")
    assert len(ticket.priority_reason) == 120


# ------------------------------------------------------------ hours and room
@pytest.mark.parametrize(("hour", "minute"), [(8, 29), (16, 31)])
def test_outside_the_hours_nobody_takes_a_ticket_but_a_guide_who_says_why(clock: Any, hour: int, minute: int) -> None:
    make.set_office(**{"lane.hours_kept": True})
    clock.set(2026, 11, 23, hour, minute)

    for who, why in ((KIOSK, ""), (KIOSK, "please"), (make.actor("guide"), "")):
        with pytest.raises(Refused, match=r"lane\.no_tickets_now"):
            make.ticket(actor=who, why=why)
    assert make.ticket(why="came from another city").number == 1


def test_a_saturday_gives_tickets_only_where_the_office_is_on_duty(clock: Any) -> None:
    make.set_office(**{"lane.hours_kept": True})
    clock.set(2026, 11, 28, 10, 0)
    with pytest.raises(Refused, match=r"lane\.no_tickets_now"):
        make.ticket()

    make.set_office(**{"office.saturday_duty": True})
    assert make.ticket().number == 1


def test_a_full_lane_gives_no_ticket_at_the_machine_and_one_at_the_guide() -> None:
    make.set_office(**{"lane.queue_length_limit": 2})
    for _ in range(2):
        make.ticket(actor=KIOSK)

    with pytest.raises(Refused, match=r"lane\.full"):
        make.ticket(actor=KIOSK)
    assert make.ticket().number == 3


def test_a_ticket_takes_five_statements() -> None:
    from onelane.office.lane import actions as lane

    code = lane.arrive(actor=make.actor("guide")).code
    make.ticket()  # the plan is kept, the settings are read

    with CaptureQueriesContext(connection) as seen:
        make.ticket(arrival_code=code)

    once_in_a_process = ("SAVEPOINT", 'cases_plan"')  # no plan is known to be committed while a test rolls back
    assert len([one for one in seen if not any(word in one["sql"] for word in once_in_a_process)]) <= 5
