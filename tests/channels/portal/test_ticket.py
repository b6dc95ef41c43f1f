"""What the owner's phone shows at every point of the way, and what it can do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from channels.portal.scenes import OFFICE, Lane, at
from onelane.kernel.actor import Actor
from onelane.office.cases.models import Case
from onelane.office.lane import actions as queue
from onelane.office.lane.models import Ticket
from onelane.office.plates import queries as numbers

Page = Callable[..., str]


def owner(ticket: Any) -> Actor:
    return Actor(id=f"ticket:{ticket.pk}", role="citizen", office=OFFICE)


# ------------------------------------------------------------ waiting and being called
def test_an_unknown_key_is_told_calmly(lane: Lane, phone: Client) -> None:
    response = phone.get("/t/nobody-has-this-key/")

    assert response.status_code == 404
    assert "No ticket found" in response.content.decode()


def test_a_ticket_that_is_not_printed_is_not_in_the_queue(lane: Lane, read: Page) -> None:
    assert "being printed" in read(lane.ticket(issued=False))


def test_one_reads_how_many_are_before_oneself_and_a_range_of_minutes(lane: Lane, read: Page) -> None:
    for _ in range(3):
        lane.ticket()
    mine = lane.ticket()

    told = read(mine)

    assert mine.label in told
    assert "3 before you" in told
    assert "minutes" in told


def test_one_reads_when_each_later_step_begins_until_the_end_of_the_visit(lane: Lane, read: Page) -> None:
    told = read(lane.ticket())

    assert "What comes next, and when" in told
    later = told.partition("What comes next, and when")[2].partition("Everything done in")[0]
    for station in ("Review", "Payment", "Number choice", "Hand-over"):
        assert station in later
    assert later.count("minute") >= 4


def test_the_first_is_told_that_it_is_next(lane: Lane, read: Page) -> None:
    assert "You are next" in read(lane.ticket())


def test_window_and_bay_call_at_once_and_both_are_shown(lane: Lane, read: Page) -> None:
    ticket = lane.ticket()
    lane.call("inspection", "B3")
    lane.call("acceptance", "W2")

    told = read(ticket)

    assert 'data-scene="called"' in told
    assert "Window 2" in told
    assert "Bay 3" in told
    assert "Drive your car to" in told


def test_while_the_bay_works_the_window_may_call(lane: Lane, read: Page) -> None:
    ticket = lane.ticket()
    lane.begin(lane.call("inspection", "B3"))
    lane.call("acceptance", "W2")

    told = read(ticket)

    assert "The inspector is examining your car" in told
    assert "Please go to" in told


def test_the_part_that_changes_stands_alone(lane: Lane, read: Page) -> None:
    told = read(lane.ticket(), "now/")

    assert told.startswith('<div id="visit"')
    assert "<html" not in told


def test_the_page_is_chinese_for_who_reads_chinese(lane: Lane) -> None:
    told = Client(headers={"accept-language": "zh-CN"}).get(f"/t/{lane.ticket().key}/").content.decode()

    assert "下一个就是您" in told


def test_nobody_keeps_a_copy_and_the_key_goes_nowhere(lane: Lane, phone: Client) -> None:
    response = phone.get(f"/t/{lane.ticket().key}/")

    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"


# ------------------------------------------------------------ away, absent, gone
def test_an_owner_steps_aside_and_comes_back(lane: Lane, phone: Client, read: Page) -> None:
    ticket = lane.ticket()

    phone.post(f"/t/{ticket.key}/away/")
    assert "You have stepped away" in read(ticket)

    phone.post(f"/t/{ticket.key}/back/")
    assert "You are next" in read(ticket)


def test_stepping_aside_has_an_end(lane: Lane, phone: Client, read: Page) -> None:
    ticket = lane.ticket()
    for _ in range(2):
        phone.post(f"/t/{ticket.key}/away/")
        phone.post(f"/t/{ticket.key}/back/")

    assert "I am away for a moment" not in read(ticket)
    response = phone.post(f"/t/{ticket.key}/away/")

    assert response.status_code >= 400
    assert "as often as is fair" in response.content.decode()
    assert Ticket.objects.get(pk=ticket.pk).state == "waiting"


def test_nobody_steps_aside_while_called(lane: Lane, phone: Client) -> None:
    ticket = lane.ticket()
    lane.call("acceptance", "W1")

    assert phone.post(f"/t/{ticket.key}/away/").status_code >= 400
    assert Ticket.objects.get(pk=ticket.pk).state == "waiting"


def test_who_missed_a_call_comes_back_by_a_press(lane: Lane, phone: Client, read: Page, clock: Any) -> None:
    ticket = lane.ticket()
    called = lane.call("acceptance", "W1")
    clock.forward(minutes=2)
    queue.no_show(work_id=called.work_id, actor=at("W1"))

    assert "You were called and did not come" in read(ticket)
    phone.post(f"/t/{ticket.key}/back/")
    assert "You are next" in read(ticket)


def test_leaving_is_asked_twice(lane: Lane, phone: Client, read: Page) -> None:
    ticket = lane.ticket()

    assert "No, I stay" in read(ticket, "leave/")
    assert Ticket.objects.get(pk=ticket.pk).state == "waiting"

    phone.post(f"/t/{ticket.key}/leave/")
    assert "This visit has ended" in read(ticket)


def test_after_paying_leaving_needs_a_person(lane: Lane, phone: Client) -> None:
    ticket = lane.bring(lane.ticket(), "number-choice")

    response = phone.post(f"/t/{ticket.key}/leave/")

    assert response.status_code >= 400
    assert Case.objects.get(pk=ticket.case_id).state == "open"


# ------------------------------------------------------------ the back office, money
def test_in_review_there_is_nothing_to_do(lane: Lane, read: Page) -> None:
    assert "there is nothing you need to do" in read(lane.bring(lane.ticket(), "review"))


def test_the_bill_is_read_line_by_line(lane: Lane, read: Page) -> None:
    told = read(lane.bring(lane.ticket(), "payment"))

    for piece in ("Car plates", "¥100.00", "Vehicle licence", "¥120.00", "Pay ¥120.00"):
        assert piece in told


def test_a_paid_bill_is_a_receipt(lane: Lane, read: Page) -> None:
    told = read(lane.bring(lane.ticket(), "number-choice"))

    assert "Paid ¥120.00 at 09:00: receipt" in told
    assert "Show my numbers" in told


# ------------------------------------------------------------ the number
@pytest.fixture
def offered(lane: Lane, phone: Client) -> Any:
    """A ticket whose owner looks at the numbers."""
    ticket = lane.bring(lane.ticket(), "number-choice")
    phone.post(f"/t/{ticket.key}/numbers/")
    return ticket


def test_fifty_plates_are_drawn_and_the_time_runs(offered: Any, read: Page) -> None:
    told = read(offered)

    assert told.count('name="plate"') == 50
    assert 'data-left="180"' in told


def test_a_number_is_asked_about_once_more_and_then_kept(offered: Any, phone: Client, read: Page) -> None:
    offer = numbers.candidates(offered.case_id)
    assert offer is not None
    plate = offer.plates[7]

    asked = phone.post(f"/t/{offered.key}/number/", {"plate": plate}).content.decode()
    assert "Yes, take it" in asked
    assert numbers.chosen(offered.case_id) is None

    phone.post(f"/t/{offered.key}/number/", {"plate": plate, "sure": "1"})
    chosen = numbers.chosen(offered.case_id)
    assert chosen is not None
    assert (chosen.plate, chosen.state) == (plate, "issued")
    assert "Your plates are being made" in read(offered)


def test_a_second_yes_changes_nothing(offered: Any, phone: Client) -> None:
    offer = numbers.candidates(offered.case_id)
    assert offer is not None
    first, second = offer.plates[:2]
    phone.post(f"/t/{offered.key}/number/", {"plate": first, "sure": "1"})

    response = phone.post(f"/t/{offered.key}/number/", {"plate": second, "sure": "1"})

    assert response.status_code >= 400
    chosen = numbers.chosen(offered.case_id)
    assert chosen is not None
    assert chosen.plate == first


@pytest.mark.parametrize("plate", ["", "鲁B99999", "x" * 400])
def test_a_number_that_is_not_on_the_list_is_refused_and_the_place_kept(
    offered: Any, phone: Client, read: Page, plate: str
) -> None:
    for sure in ("0", "1"):
        response = phone.post(f"/t/{offered.key}/number/", {"plate": plate, "sure": sure})
        assert 400 <= response.status_code < 500

    assert read(offered).count('name="plate"') == 50


def test_a_list_whose_time_is_over_says_so(offered: Any, phone: Client, clock: Any) -> None:
    offer = numbers.candidates(offered.case_id)
    assert offer is not None
    clock.forward(seconds=200)

    response = phone.post(f"/t/{offered.key}/number/", {"plate": offer.plates[0], "sure": "1"})

    assert response.status_code >= 400
    assert "place is kept" in response.content.decode()


def test_numbers_are_shown_only_when_it_is_time(lane: Lane, phone: Client) -> None:
    ticket = lane.ticket()

    response = phone.post(f"/t/{ticket.key}/numbers/")

    assert response.status_code >= 400
    assert numbers.candidates(ticket.case_id) is None


# ------------------------------------------------------------ the end
def test_when_all_is_made_one_is_told_to_collect(lane: Lane, read: Page) -> None:
    assert "collect at the hand-over desk" in read(lane.bring(lane.ticket(), "hand-over"))


def test_the_end_tells_the_minutes_of_the_whole_visit(lane: Lane, read: Page, clock: Any) -> None:
    ticket = lane.ticket()
    clock.forward(minutes=37)
    lane.bring(ticket, "end")

    told = read(ticket)

    assert "All done" in told
    assert ">37</b>" in told
    assert "Registration certificate" in told


def test_a_key_shows_the_end_until_the_next_day_only(lane: Lane, read: Page, clock: Any) -> None:
    ticket = lane.bring(lane.ticket(), "end")

    clock.forward(days=1)
    assert "All done" in read(ticket)
    clock.forward(days=1)
    assert "No ticket found" in read(ticket, status=404)
