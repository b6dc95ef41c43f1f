"""What a send-back, an undo, a refusal and a closing take back at each station."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests import make

from onelane.kernel.refusal import Refused


def stations() -> Any:
    from onelane.office.stations import actions

    return actions


def bill_of(visit: Any) -> Any:
    from onelane.office.payments import queries

    return queries.bill_of(visit.case_id)


def state_of(visit: Any) -> tuple[str, list[str]]:
    from onelane.office.cases.models import Case

    found = Case.objects.get(pk=visit.case_id)
    return found.state, found.ready_steps


def send_back(visit: Any, step: str, to: list[str], who: Any) -> Any:
    return stations().send_back(case_id=visit.case_id, step=step, to=to, reasons=["看不清"], actor=who)


def refuse(visit: Any, step: str, who: Any) -> Any:
    return stations().refuse(case_id=visit.case_id, step=step, reasons=["R164 第15条"], actor=who)


CASHIER, PLATES = make.actor("cashier", "P1"), make.actor("plate_maker")


# ------------------------------------------------------------ sent back
def test_sent_back_from_payment_the_bill_is_void_and_a_new_one_is_made_later() -> None:
    visit = make.Visit().walk_to("payment")
    first = bill_of(visit)
    send_back(visit, "payment", ["review"], CASHIER)
    first.refresh_from_db()
    assert first.state == "void"
    visit.review()

    assert bill_of(visit).state == "open"
    assert bill_of(visit).pk != first.pk


def test_a_case_that_comes_back_with_a_paid_bill_does_not_pay_again() -> None:
    visit = make.Visit().walk_to("number-choice")
    send_back(visit, "number-choice", ["review"], CASHIER)
    visit.review()

    assert bill_of(visit).state == "paid"
    assert state_of(visit) == ("open", ["number-choice"])


def test_sent_back_from_the_number_machine_the_drawn_numbers_are_free_again() -> None:
    from onelane.office.cases.models import Case
    from onelane.office.plates import actions as plates
    from onelane.office.plates.models import Holding

    visit = make.Visit().walk_to("number-choice")
    owner = make.actor("citizen", name=f"ticket:{visit.ticket.pk}")
    plates.draw(case=Case.objects.get(pk=visit.case_id), actor=owner)
    assert Holding.objects.filter(case=visit.case_id).exists()
    send_back(visit, "number-choice", ["review"], CASHIER)

    assert not Holding.objects.filter(case=visit.case_id).exists()


def test_a_registered_car_is_neither_sent_back_nor_refused_nor_undone() -> None:
    visit = make.Visit().walk_to("plate-making")
    owner = make.actor("citizen", name=f"ticket:{visit.ticket.pk}")

    with pytest.raises(Refused, match=r"stations\.registered_already"):
        send_back(visit, "plate-making", ["review"], PLATES)
    with pytest.raises(Refused, match=r"stations\.registered_already"):
        refuse(visit, "plate-making", PLATES)
    with pytest.raises(Refused, match=r"stations\.registered_already"):
        stations().undo(case_id=visit.case_id, step="number-choice", actor=owner)
    assert state_of(visit) == ("open", ["certificate-making", "plate-making"])


def test_sent_back_the_car_is_inspected_anew(clock: Any) -> None:
    visit = make.Visit().walk_to("review")
    clock.forward(seconds=1)
    send_back(visit, "review", ["inspection"], visit.reviewer)
    visit.call("inspection", visit.inspector)
    with pytest.raises(Refused, match=r"stations\.inspection_not_passed"):
        visit.complete("inspection", visit.inspector)
    clock.forward(seconds=1)
    visit.record()
    visit.complete("inspection", visit.inspector)

    assert state_of(visit) == ("open", ["review"])


def test_sent_back_for_the_photo_alone_a_new_one_is_needed() -> None:
    visit = make.Visit().walk_to("review")
    send_back(visit, "review", ["photograph"], visit.reviewer)
    visit.call("photograph", visit.inspector)

    with pytest.raises(Refused, match=r"stations\.photo_missing"):
        visit.complete("photograph", visit.inspector)


# ------------------------------------------------------------ undone
def test_undoing_the_review_voids_the_bill_that_it_opened() -> None:
    visit = make.Visit().walk_to("payment")
    first = bill_of(visit)
    stations().undo(case_id=visit.case_id, step="review", actor=visit.reviewer)

    first.refresh_from_db()
    assert first.state == "void"
    assert state_of(visit) == ("open", [])  # it is in the reviewer's hand again


def test_undoing_the_inspection_takes_the_photograph_with_it() -> None:
    from onelane.office.cases.models import Case

    visit = make.Visit().walk_to("review")
    stations().undo(case_id=visit.case_id, step="inspection", actor=visit.inspector)
    assert Case.objects.get(pk=visit.case_id).taken == ["inspection"]

    visit.complete("inspection", visit.inspector)
    assert state_of(visit) == ("open", ["review"])


def test_undoing_the_hand_over_brings_visit_and_ticket_back() -> None:
    visit = make.Visit().walk_to("end")
    desk = make.actor("hand_over", "H1")
    stations().undo(case_id=visit.case_id, step="hand-over", actor=desk)
    visit.ticket.refresh_from_db()
    assert (state_of(visit)[0], visit.ticket.state) == ("open", "waiting")

    assert visit.complete("hand-over", desk, received_by="试一", things_handed=list(make.THINGS)).ended


def test_undo_is_over_when_its_time_is(clock: Any) -> None:
    visit = make.Visit().walk_to("inspection")
    clock.forward(seconds=61)

    with pytest.raises(Refused, match=r"cases\.too_late_to_undo"):
        stations().undo(case_id=visit.case_id, step="acceptance", actor=visit.clerk)


# ------------------------------------------------------------ refused
def test_a_refusal_names_its_ground_ends_the_ticket_and_gives_the_money_back() -> None:
    from onelane.office.cases.models import Work

    visit = make.Visit().walk_to("number-choice")
    refuse(visit, "number-choice", CASHIER)
    visit.ticket.refresh_from_db()

    assert state_of(visit) == ("refused", [])
    assert visit.ticket.state == "finished"
    assert bill_of(visit).state == "refunding"
    assert Work.objects.get(case_id=visit.case_id, outcome="refused").reasons == ["R164 第15条"]


def test_an_unpaid_bill_of_a_refused_case_is_void() -> None:
    visit = make.Visit().walk_to("payment")
    bill = bill_of(visit)
    refuse(visit, "payment", CASHIER)

    bill.refresh_from_db()
    assert bill.state == "void"


def test_without_a_reason_nobody_is_refused() -> None:
    visit = make.Visit().walk_to("review")

    with pytest.raises(Refused, match=r"cases\.reason_missing"):
        stations().refuse(case_id=visit.case_id, step="review", reasons=[" "], actor=visit.reviewer)


# ------------------------------------------------------------ the citizen at a machine
def test_a_citizen_pays_and_chooses_but_neither_sends_back_nor_refuses() -> None:
    visit = make.Visit().walk_to("payment")
    owner = make.actor("citizen", name=f"ticket:{visit.ticket.pk}")

    for deed in (send_back, refuse):
        with pytest.raises(Refused, match=r"stations\.wrong_role"):
            deed(visit, "payment", *((["review"],) if deed is send_back else ()), owner)


def test_a_citizen_completes_nothing_of_somebody_else_s_case() -> None:
    visit = make.Visit().walk_to("number-choice")
    other = make.actor("citizen", name=f"ticket:{make.ticket().pk}")

    with pytest.raises(Refused, match=r"cases\.not_found"):
        visit.complete("number-choice", other)


# ------------------------------------------------------------ standing still, and the closing of the day
def test_money_that_comes_while_a_case_stands_still_is_not_lost() -> None:
    from onelane.office.cases import actions as cases
    from onelane.office.stations import tasks

    visit = make.Visit().walk_to("payment")
    cases.suspend(case_id=visit.case_id, why="a name is misspelt", actor=CASHIER)
    visit.pay()
    assert state_of(visit) == ("suspended", ["payment"])
    cases.resume(case_id=visit.case_id, actor=CASHIER)
    tasks.complete_paid()

    assert state_of(visit) == ("open", ["number-choice"])


def test_money_that_comes_for_a_case_given_up_goes_back() -> None:
    from onelane.office.lane import actions as lane

    visit = make.Visit().walk_to("payment")
    lane.leave(ticket_id=visit.ticket.pk, actor=make.actor("guide"), why="went home")
    visit.pay()

    assert bill_of(visit).state == "refunding"


def test_after_an_investigation_only_the_manager_lets_the_case_go_on() -> None:
    from onelane.office.cases import actions as cases
    from onelane.office.stations import suspicion

    visit = make.Visit()
    cases.investigate(case_id=visit.case_id, why="filed off", actor=visit.inspector)
    with pytest.raises(Refused, match=r"stations\.wrong_role"):
        suspicion.clear(case_id=visit.case_id, why="repaired", actor=visit.inspector)
    suspicion.clear(case_id=visit.case_id, why="repaired by the maker", actor=make.actor("manager"))

    visit.accept()
    assert state_of(visit) == ("open", ["inspection"])


def test_a_new_day_cancels_what_was_never_begun_and_carries_the_rest_over(clock: Any) -> None:
    from onelane.office.stations import tasks

    begun = make.Visit().walk_to("payment")
    untouched, unprinted = make.ticket(), make.ticket(medium="paper")
    clock.set(2026, 11, 23, 23, 59)
    tasks.close_days()
    untouched.refresh_from_db()
    assert untouched.state == "waiting"
    clock.set(2026, 11, 24, 0, 1)
    tasks.close_days()
    for ticket in (untouched, unprinted, begun.ticket):
        ticket.refresh_from_db()

    assert (untouched.state, unprinted.state, begun.ticket.state) == ("cancelled", "cancelled", "carried")
    assert state_of(begun) == ("open", ["payment"])
    assert bill_of(begun).state == "open"


def test_where_nothing_is_carried_over_an_unpaid_case_ends_with_its_bill(clock: Any) -> None:
    from onelane.office.stations import tasks

    make.set_office(**{"lane.carry_over": False})
    unpaid = make.Visit().walk_to("payment")
    bill = bill_of(unpaid)
    clock.forward(days=1)
    tasks.close_days()
    bill.refresh_from_db()

    assert state_of(unpaid) == ("cancelled", [])
    assert bill.state == "void"


def test_work_left_in_a_hand_over_night_is_free_in_the_morning(clock: Any) -> None:
    from onelane.office.cases.models import Case, Work
    from onelane.office.stations import tasks

    visit = make.Visit().walk_to("inspection")
    visit.call("inspection", visit.inspector)
    clock.forward(days=1)
    tasks.close_days()

    assert not Work.objects.filter(ended_at=None).exists()
    assert not Case.objects.get(pk=visit.case_id).present


def test_who_comes_again_has_a_number_of_today_on_his_old_key(clock: Any) -> None:
    from onelane.office.cases.models import Case
    from onelane.office.lane import actions as lane
    from onelane.office.stations import tasks

    visit = make.Visit().walk_to("inspection")
    at = clock.set(2026, 11, 24, 9, 0)
    tasks.close_days()
    first = make.ticket()
    again = lane.come_again(ticket_id=visit.ticket.pk, actor=make.actor("guide"))

    assert (again.number, again.key, again.day) == (first.number + 1, visit.ticket.key, first.day)
    assert Case.objects.get(pk=visit.case_id).rank_at == at - timedelta(minutes=20)
    with pytest.raises(Refused, match=r"lane\.not_carried"):
        lane.come_again(ticket_id=visit.ticket.pk, actor=make.actor("guide"))
