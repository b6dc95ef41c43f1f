"""The cashier: bills found, paid, withdrawn and made again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

import make
from onelane.office.cases.models import Case
from onelane.office.payments.models import Bill


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def visit(office: str) -> make.Visit:
    """A car whose bill waits."""
    return make.Visit().walk_to("payment")


def page(cashier: Client, visit: make.Visit) -> str:
    return text(cashier.get(f"/cashier/cases/{visit.case_id}/"))


def test_a_clerk_takes_no_money(clerk: Client, visit: make.Visit) -> None:
    assert clerk.get("/cashier/").status_code == 403
    assert clerk.post(f"/cashier/cases/{visit.case_id}/desk/", {"given": "120"}).status_code == 403
    assert Bill.objects.get().state == "open"


def test_a_bill_is_found_by_the_number_on_the_ticket(cashier: Client, visit: make.Visit) -> None:
    assert visit.ticket.label in text(cashier.get("/cashier/"))

    answer = cashier.get("/cashier/", {"number": visit.ticket.label.lower()})

    assert answer["Location"] == f"/cashier/cases/{visit.case_id}/"
    assert "120.00" in page(cashier, visit)


def test_an_unknown_number_is_said_and_stays_in_the_field(cashier: Client, visit: make.Visit) -> None:
    answer = cashier.get("/cashier/", {"number": "A999"})

    assert answer.status_code == 404
    assert 'value="A999"' in text(answer)
    assert 'data-code="lane.no_such_ticket"' in text(answer)


def test_cash_is_taken_and_the_change_told(cashier: Client, visit: make.Visit) -> None:
    answer = cashier.post(f"/cashier/cases/{visit.case_id}/desk/", {"means": "cash", "given": "200"}, follow=True)

    assert "give back <strong>80.00</strong>" in text(answer)
    assert Bill.objects.get().state == "paid"
    assert "120.00" in text(cashier.get("/cashier/"))


@pytest.mark.parametrize("given", ["119.99", "0", "-1", "much", "", "1e9", "12.345", "9" * 40])
def test_too_little_or_no_amount_is_refused_and_nothing_booked(cashier: Client, visit: make.Visit, given: str) -> None:
    answer = cashier.post(f"/cashier/cases/{visit.case_id}/desk/", {"means": "cash", "given": given})

    assert 400 <= answer.status_code < 500
    assert "data-code=" in text(answer)
    assert Bill.objects.get().state == "open"


def test_a_second_press_takes_no_second_payment(cashier: Client, visit: make.Visit) -> None:
    for _ in range(2):
        answer = cashier.post(f"/cashier/cases/{visit.case_id}/desk/", {"means": "card"})

    assert answer.status_code == 409
    assert 'data-code="payments.bill_not_open"' in text(answer)
    assert Bill.objects.get().attempts.count() == 1


def test_a_withdrawn_bill_keeps_the_case_at_payment_until_it_is_made_again(cashier: Client, visit: make.Visit) -> None:
    from onelane.kernel.refusal import Refused

    cashier.post(f"/cashier/cases/{visit.case_id}/void/", {"why": "wrong fee"})
    assert "Make the bill again" in page(cashier, visit)
    with pytest.raises(Refused, match=r"stations\.not_paid"):
        visit.complete("payment", make.actor("cashier", "P1"))

    cashier.post(f"/cashier/cases/{visit.case_id}/bill/")

    assert sorted(Bill.objects.values_list("state", flat=True)) == ["open", "void"]


def test_a_bill_is_not_withdrawn_without_a_reason(cashier: Client, visit: make.Visit) -> None:
    assert cashier.post(f"/cashier/cases/{visit.case_id}/void/", {"why": " "}).status_code == 422
    assert Bill.objects.get().state == "open"


def test_no_bill_is_made_for_a_case_that_is_not_at_payment(cashier: Client) -> None:
    ticket = make.ticket()

    assert cashier.post(f"/cashier/cases/{ticket.case_id}/bill/").status_code == 409
    assert not Bill.objects.exists()
    assert cashier.post(f"/cashier/cases/{ticket.case_id}/desk/", {"given": "120"}).status_code == 404


def test_the_bill_of_another_office_is_closed(cashier: Client, visit: make.Visit) -> None:
    from onelane.registers.offices.models import Office

    Office.objects.create(code="jinan", name_zh="济南", name_en="Jinan", area_code="3701", prefixes=["鲁A"])
    Case.objects.filter(pk=visit.case_id).update(office_id="jinan")

    assert cashier.get(f"/cashier/cases/{visit.case_id}/").status_code == 403
    for deed in ("code", "desk", "void", "bill"):
        answer = cashier.post(f"/cashier/cases/{visit.case_id}/{deed}/", {"given": "120", "why": "x"})
        assert answer.status_code == 403
    assert Bill.objects.get().state == "open"


def test_a_provider_that_is_away_loses_nothing(cashier: Client, visit: make.Visit, settings: Any) -> None:
    settings.ONELANE = settings.ONELANE | {"sandbox_address": "http://127.0.0.1:9"}
    cashier.post(f"/cashier/cases/{visit.case_id}/code/")

    assert "Ask again; nothing is charged twice" in page(cashier, visit)


# ------------------------------------------------------------ waivers and the drawer
def test_a_waiver_on_evidence_settles_the_bill_and_the_case_goes_on(cashier: Client, visit: make.Visit) -> None:
    from onelane.records import outbox

    assert "Waive fees" in page(cashier, visit)
    empty = cashier.post(f"/cashier/cases/{visit.case_id}/waive/", {"waiver": "error-of-the-office", "evidence": " "})
    cashier.post(f"/cashier/cases/{visit.case_id}/waive/", {"waiver": "error-of-the-office", "evidence": "memo 12"})
    outbox.carry_out()

    bill = Bill.objects.get()
    assert empty.status_code == 422
    assert (bill.state, bill.amount, bill.lines[-1]["fen"]) == ("waived", 0, -12000)
    assert "number-choice:1" in str(Case.objects.get(pk=visit.case_id).marking)
    assert "Nothing to pay" in page(cashier, visit)


@pytest.mark.parametrize("waiver", ["", "no-such-waiver"])
def test_a_waiver_that_is_not_known_changes_nothing(cashier: Client, visit: make.Visit, waiver: str) -> None:
    answer = cashier.post(f"/cashier/cases/{visit.case_id}/waive/", {"waiver": waiver, "evidence": "memo"})

    assert (answer.status_code, Bill.objects.get().amount) == (422, 12000)


def test_a_drawer_is_counted_note_by_note(cashier: Client, visit: make.Visit) -> None:
    cashier.post(f"/cashier/cases/{visit.case_id}/desk/", {"given": "120", "means": "cash"})

    cashier.post("/cashier/drawer/", {"float": "50", "n10000": "1", "n2000": "3", "n500": "1"})
    wrong = text(cashier.get("/cashier/drawer/"))
    cashier.post("/cashier/drawer/", {"float": "50", "n10000": "1", "n2000": "3", "n1000": "1"})

    assert "It differs by -5.00 yuan" in wrong
    assert "It is right." in text(cashier.get("/cashier/drawer/"))


def test_a_drawer_that_cannot_be_is_refused_and_what_was_typed_stays(cashier: Client) -> None:
    answer = cashier.post("/cashier/drawer/", {"float": "50", "n10000": "many", "n2000": "3"})

    assert answer.status_code == 422
    assert 'value="many"' in text(answer)
