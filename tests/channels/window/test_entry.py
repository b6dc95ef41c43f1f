"""The lane entry: arrivals, the one ticket, printing, and who is away."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client

import make
from onelane.office.lane.models import Arrival, Ticket

FORM = {"service": make.SERVICE, "priority": "ordinary", "medium": "screen", "request_key": "press-00000001"}


def text(response: Any) -> str:
    return str(response.content.decode())


def take(guide: Client, **told: str) -> Any:
    return guide.post("/lane/entry/tickets/", FORM | told)


# ------------------------------------------------------------ who may
def test_nobody_gives_tickets_without_signing_in(office: str, client: Client) -> None:
    assert client.get("/lane/entry/")["Location"].startswith("/sign-in/")
    assert take(client).status_code == 401
    assert not Ticket.objects.exists()


def test_a_cashier_gives_no_tickets(cashier: Client) -> None:
    assert take(cashier).status_code == 403
    assert not Ticket.objects.exists()


# ------------------------------------------------------------ arriving and taking
def test_a_car_waits_for_its_ticket_and_that_wait_is_measured(guide: Client, clock: Any) -> None:
    guide.post("/lane/entry/arrive/")
    clock.forward(minutes=4)
    arrival = Arrival.objects.get()

    page = text(guide.get("/lane/entry/"))
    assert f'name="arrival" value="{arrival.code}"' in page
    assert "4 minutes" in page
    take(guide, arrival=arrival.code)

    ticket = Ticket.objects.get()
    assert ticket.taken_at - ticket.arrived_at == timedelta(minutes=4)
    assert "Every car has its ticket" in text(guide.get("/lane/entry/"))


def test_each_form_has_a_key_of_its_own(guide: Client) -> None:
    first, second = (
        re.findall(r'name="request_key" value="([^"]+)"', text(guide.get("/lane/entry/")))[0] for _ in "ab"
    )

    assert first != second


def test_a_second_press_gives_the_same_ticket(guide: Client) -> None:
    assert take(guide)["Location"] == take(guide)["Location"]
    assert Ticket.objects.count() == 1


def test_priority_needs_a_reason_and_the_form_comes_back_as_it_was(guide: Client) -> None:
    answer = take(guide, priority="priority", reason="")

    assert answer.status_code == 422
    assert 'data-code="lane.reason_missing"' in text(answer)
    assert 'value="priority" data-key="3" checked' in " ".join(text(answer).split())
    assert 'value="press-00000001"' in text(answer)


def test_the_reason_of_a_priority_is_shown_to_the_staff(guide: Client, clerk: Client) -> None:
    take(guide, priority="priority", reason="Elderly")

    assert "Elderly" in text(guide.get("/lane/entry/"))
    assert "Elderly" in text(clerk.get("/window/"))


def test_a_booked_time_is_read_and_an_odd_one_refused(guide: Client) -> None:
    assert take(guide, priority="appointment", appointment="quarter past").status_code == 422
    take(guide, priority="appointment", appointment="09:30")

    assert "booked 09:30" in text(guide.get("/lane/entry/"))


def test_odd_forms_are_refused_and_nothing_is_taken(guide: Client) -> None:
    for told, code in (
        ({"service": "coffee"}, "lane.no_such_service"),
        ({"priority": "king"}, "lane.no_such_priority"),
        ({"arrival": "990101-0001"}, "lane.no_such_arrival"),
        ({"request_key": ""}, "lane.request_key_missing"),
        ({"request_key": "\x00" * 20}, ""),
    ):
        answer = take(guide, **told)
        assert 400 <= answer.status_code < 500
        assert code in text(answer)
    assert not Ticket.objects.exists()


# ------------------------------------------------------------ the ticket
def test_the_ticket_shows_its_number_large_and_a_code_for_the_phone(guide: Client) -> None:
    page = text(guide.get(take(guide)["Location"]))

    assert f'<p class="slip-number figures">{Ticket.objects.get().label}</p>' in page
    assert 'class="ticket-code"' in page


def test_a_printed_ticket_joins_the_queue_only_when_it_came_out(guide: Client) -> None:
    place = take(guide, medium="paper")["Location"]
    assert "not printed" in text(guide.get("/lane/entry/"))

    guide.post(f"{place}printed/")

    assert Ticket.objects.get().state == "waiting"


def test_a_ticket_is_printed_again_with_its_number_and_the_copy_counted(guide: Client) -> None:
    place = take(guide)["Location"]
    before = Ticket.objects.get()

    guide.post(f"{place}reprint/")

    after = Ticket.objects.get()
    assert (after.label, after.key, after.copies) == (before.label, before.key, before.copies + 1)


def test_a_ticket_of_another_office_is_not_there(guide: Client) -> None:
    from onelane.registers.offices.models import Office

    place = take(guide)["Location"]
    Office.objects.create(code="jinan", name_zh="济南", name_en="Jinan", area_code="3701", prefixes=["鲁A"])
    Ticket.objects.update(office_id="jinan")

    assert guide.get(place).status_code == 404
    assert guide.post(f"{place}reprint/").status_code == 404


# ------------------------------------------------------------ away and back
def test_who_did_not_come_is_listed_and_brought_back(guide: Client, clerk: Client, clock: Any) -> None:
    from onelane.office.cases.models import Work

    take(guide)
    clerk.post("/window/next/")
    clock.forward(minutes=2)
    clerk.post(f"/window/calls/{Work.objects.get(step='acceptance').pk}/no-show/")
    ticket = Ticket.objects.get()
    assert "did not come" in text(guide.get("/lane/entry/"))

    guide.post(f"/lane/entry/tickets/{ticket.pk}/back/")

    ticket.refresh_from_db()
    assert ticket.state == "waiting"


def test_bringing_back_somebody_who_is_here_is_refused_in_words(guide: Client) -> None:
    take(guide)
    answer = guide.post(f"/lane/entry/tickets/{Ticket.objects.get().pk}/back/")

    assert answer.status_code == 409
    assert 'data-code="lane.not_away"' in text(answer)


def test_whoever_goes_home_leaves_the_lane(guide: Client) -> None:
    place = take(guide)["Location"]

    guide.post(f"{place}leave/", {"why": "no time"})

    assert Ticket.objects.get().state == "cancelled"
    assert "This visit is over" in text(guide.get(place))


# ------------------------------------------------------------ words, and the database
def test_the_entry_speaks_chinese(sign_in: Callable[..., Client]) -> None:
    page = text(sign_in("guide", language="zh-hans").get("/lane/entry/"))

    assert "有车到达" in page
    assert "新车注册登记" in page


def test_a_ticket_is_at_most_five_statements(guide: Client, statements: Callable[..., Any]) -> None:
    take(guide)
    with statements(5):
        take(guide, request_key="press-00000002")


def test_a_long_queue_is_as_few_questions_as_a_short_one(guide: Client, statements: Callable[..., Any]) -> None:
    for _ in range(12):
        make.ticket()
    with statements(6):
        guide.get("/lane/entry/")
