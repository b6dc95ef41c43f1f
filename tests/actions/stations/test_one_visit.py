"""One new car, from the ticket to the hand-over, through the office's own deeds."""

from __future__ import annotations

from itertools import pairwise

import pytest
from tests import make

from onelane.kernel.refusal import Refused

pytestmark = pytest.mark.django_db


def test_a_car_walks_from_the_ticket_to_the_hand_over_and_the_state_knows_it() -> None:
    from onelane.office.cases.models import Case
    from onelane.office.certificates.queries import papers_of
    from onelane.registers.vehicles.models import Vehicle

    visit = make.Visit()
    visit.accept()
    visit.inspect()
    visit.review()
    visit.pay()
    plate = visit.choose()
    visit.make()
    ended = visit.hand_over()

    vehicle = Vehicle.objects.get(vin=make.VIN)
    assert ended.ended
    assert Case.objects.get(pk=visit.case_id).state == "finished"
    assert vehicle.numbers.get().plate == plate
    assert vehicle.ownerships.get().owner.name == "试一"
    assert {paper.kind for paper in papers_of(visit.case_id)} == {
        "registration-certificate", "vehicle-licence", "inspection-mark",
    }  # fmt: skip


def test_one_ticket_serves_every_call_of_the_visit() -> None:
    from onelane.office.cases.models import Work
    from onelane.office.lane.models import Ticket

    visit = make.Visit().walk_to("end")

    assert Ticket.objects.count() == 1
    assert Work.objects.filter(case_id=visit.case_id, calls__gte=1).count() == 3  # window, bay, hand-over
    visit.ticket.refresh_from_db()
    assert visit.ticket.state == "finished"


def test_the_journal_of_a_visit_is_one_unbroken_chain() -> None:
    from onelane.records.models import Entry

    visit = make.Visit().walk_to("end")

    entries = list(Entry.objects.filter(chain=f"case:{visit.case_id}").order_by("seq"))
    assert [one.seq for one in entries] == list(range(1, len(entries) + 1))
    assert all(later.previous == earlier.hash for earlier, later in pairwise(entries))
    assert entries[0].deed == "case.opened"


def test_papers_that_are_missing_are_told_in_one_list_and_nothing_moves() -> None:
    from onelane.office.cases.models import Case

    visit = make.Visit()
    visit.call("acceptance", visit.clerk)
    with pytest.raises(Refused) as no:
        visit.complete("acceptance", visit.clerk, **make.example("acceptance"), materials_seen=["identity-document"])

    assert no.value.code == "stations.papers_missing"
    assert no.value.facts["papers"] == [one for one in make.MATERIALS if one != "identity-document"]
    assert "acceptance" in Case.objects.get(pk=visit.case_id).taken


def test_review_sends_only_the_inspection_back_and_stays_closed_until_it_is_done_again() -> None:
    from onelane.office.cases.models import Case
    from onelane.office.stations import actions as stations

    visit = make.Visit().walk_to("review")
    stations.take_next(step="review", actor=visit.reviewer)
    stations.send_back(
        case_id=visit.case_id, step="review", to=["inspection"], reasons=["照片不清"], actor=visit.reviewer
    )

    assert Case.objects.get(pk=visit.case_id).ready_steps == ["inspection"]


def test_a_rule_of_law_that_says_no_stops_the_review() -> None:
    visit = make.Visit().walk_to("review")

    with pytest.raises(Refused) as no:
        visit.review(stolen=True)

    assert no.value.code == "stations.rule_says_no"
    assert no.value.facts["rules"] == ["not-stolen"]


def test_the_wrong_role_moves_nothing() -> None:
    visit = make.Visit()
    visit.call("acceptance", visit.clerk)

    with pytest.raises(Refused, match=r"stations\.wrong_role"):
        visit.complete("acceptance", make.actor("cashier", "P1"))


def test_another_office_s_case_is_refused() -> None:
    visit = make.Visit()

    with pytest.raises(Refused, match=r"cases\.other_office"):
        visit.complete("acceptance", make.actor("clerk", office="velo"))


def test_a_step_done_twice_is_refused_the_second_time() -> None:
    visit = make.Visit().walk_to("inspection")

    with pytest.raises(Refused, match=r"cases\.step_not_open"):
        visit.complete("acceptance", visit.clerk, **make.example("acceptance"))
