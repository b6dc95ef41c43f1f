"""Ticket machine and number machine."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from channels.portal.conftest import lane as lane  # noqa: PLC0414 - the same lane
from channels.portal.scenes import Lane
from onelane.channels.shared.access import DEVICE_COOKIE, Grant
from onelane.office.lane.models import Ticket
from onelane.office.plates import queries as numbers
from onelane.records.models import Entry


def machine(kind: str, name: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies[DEVICE_COOKIE] = Grant("qingdao", kind, name).sealed()
    return client


@pytest.fixture
def entry() -> Client:
    return machine("ticket_machine", "T1")


@pytest.fixture
def chooser() -> Client:
    return machine("number_machine", "K1")


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def press(entry: Client, key: str = "press-000001") -> Any:
    return entry.post("/kiosk/tickets/take/", {"service": "first-registration", "press": key})


# ------------------------------------------------------------ tickets
def test_only_a_machine_or_the_guide_gives_tickets(lane: Lane, chooser: Client, client: Client) -> None:
    assert chooser.get("/kiosk/tickets/").status_code == 403
    assert client.get("/kiosk/tickets/")["Location"].startswith("/sign-in/")


def test_one_large_button_a_service(lane: Lane, entry: Client) -> None:
    assert "First registration of a new car" in text(entry.get("/kiosk/tickets/"))


def test_a_ticket_counts_only_when_it_is_printed(lane: Lane, entry: Client) -> None:
    place = press(entry)["Location"]
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.case.present) == ("made", False)

    entry.post(f"{place}printed/")

    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.case.present) == ("waiting", True)
    assert "You are in the queue" in text(entry.get(f"{place}wait/"))


def test_a_second_press_is_the_same_ticket(lane: Lane, entry: Client) -> None:
    assert press(entry)["Location"] == press(entry)["Location"]
    assert Ticket.objects.count() == 1


def test_what_did_not_print_is_printed_again(lane: Lane, entry: Client) -> None:
    place = press(entry)["Location"]

    assert entry.post(f"{place}again/")["Location"] == place

    assert Ticket.objects.get().state == "made"
    assert Ticket.objects.get().label in text(entry.get(place))


def test_a_service_that_is_not_offered_here_is_refused(lane: Lane, entry: Client) -> None:
    response = entry.post("/kiosk/tickets/take/", {"service": "no-such", "press": "press-000002"})

    assert response.status_code == 404
    assert Ticket.objects.count() == 0


# ------------------------------------------------------------ numbers
def sit(chooser: Client, ticket: Any) -> Any:
    return chooser.post("/kiosk/numbers/find/", {"code": f"http://127.0.0.1/t/{ticket.key}/"})


def test_a_scanned_ticket_opens_its_visit(lane: Lane, chooser: Client) -> None:
    sit(chooser, lane.bring(lane.ticket(), "payment"))

    assert "¥120.00" in text(chooser.get("/kiosk/numbers/visit/"))


def test_number_and_end_of_the_identity_number_open_it_too(lane: Lane, chooser: Client) -> None:
    ticket = lane.bring(lane.ticket(), "number-choice")

    chooser.post("/kiosk/numbers/find/", {"number": ticket.label.lower(), "last": "0125"})

    assert "Show my numbers" in text(chooser.get("/kiosk/numbers/visit/"))


@pytest.mark.parametrize(
    "given",
    [{}, {"number": "A001", "last": "9999"}, {"number": "A001"}, {"number": "A999", "last": "0125"},
     {"code": "no-such-key-at-all"}, {"number": "A" + "9" * 11, "last": "0125"}],
)  # fmt: skip
def test_who_does_not_fit_learns_nothing(lane: Lane, chooser: Client, given: dict[str, str]) -> None:
    lane.bring(lane.ticket(), "number-choice")

    response = chooser.post("/kiosk/numbers/find/", given)

    assert response.status_code == 422
    assert "No ticket of today fits" in text(response)
    assert chooser.get("/kiosk/numbers/visit/")["Location"] == "/kiosk/numbers/"


def test_guesses_are_counted_and_end(lane: Lane, chooser: Client) -> None:
    ticket = lane.bring(lane.ticket(), "number-choice")
    for guess in range(5):
        chooser.post("/kiosk/numbers/find/", {"number": ticket.label, "last": f"999{guess}"})

    response = chooser.post("/kiosk/numbers/find/", {"number": ticket.label, "last": "0125"})

    assert "Too many tries" in text(response)


def test_fifty_plates_one_press_one_yes(lane: Lane, chooser: Client) -> None:
    ticket = lane.bring(lane.ticket(), "number-choice")
    sit(chooser, ticket)
    chooser.post("/kiosk/numbers/draw/")
    offer = numbers.candidates(ticket.case_id)
    assert offer is not None
    assert text(chooser.get("/kiosk/numbers/visit/")).count('name="plate"') == 50

    asked = text(chooser.post("/kiosk/numbers/choose/", {"plate": offer.plates[3]}))
    assert "Yes, take it" in asked
    chooser.post("/kiosk/numbers/choose/", {"plate": offer.plates[3], "sure": "1"})

    chosen = numbers.chosen(ticket.case_id)
    assert chosen is not None
    assert chosen.plate == offer.plates[3]
    assert Entry.objects.filter(deed="plates.taken").exists()
    assert "This is your number" in text(chooser.get("/kiosk/numbers/visit/"))


def test_whoever_goes_leaves_nothing_behind(lane: Lane, chooser: Client) -> None:
    ticket = lane.bring(lane.ticket(), "number-choice")
    sit(chooser, ticket)

    chooser.post("/kiosk/numbers/end/")

    assert chooser.get("/kiosk/numbers/visit/")["Location"] == "/kiosk/numbers/"


def test_a_number_of_somebody_elses_list_is_refused(lane: Lane, chooser: Client) -> None:
    ticket = lane.bring(lane.ticket(), "number-choice")
    sit(chooser, ticket)
    chooser.post("/kiosk/numbers/draw/")

    for sure in ("0", "1"):
        response = chooser.post("/kiosk/numbers/choose/", {"plate": "鲁B99999", "sure": sure})
        assert 400 <= response.status_code < 500

    assert numbers.chosen(ticket.case_id) is None
