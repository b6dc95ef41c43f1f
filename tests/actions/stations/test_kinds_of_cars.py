"""Cars and owners that differ from the ordinary one, and answers that do not fit."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import make

from onelane.kernel.refusal import Refused

UNIT = {"owner_type": "unit", "owner_id_type": "N", "owner_name": "示例汽车租赁有限公司"}


def test_a_new_energy_car_gets_a_number_of_its_own_kind() -> None:
    from onelane.registers.vehicles.models import Vehicle

    visit = make.Visit()
    visit.accept(fuel_type="C", displacement_ml=None)
    visit.inspect()
    visit.review()
    visit.pay()
    plate = visit.choose()
    visit.make()
    visit.hand_over()

    assert Vehicle.objects.get(vin=make.VIN).plate_category == "52"
    assert plate.startswith("鲁BD")


def test_a_unit_is_an_owner_by_its_credit_code() -> None:
    from onelane.registers.vehicles.models import Vehicle

    visit = make.Visit()
    visit.accept(**UNIT | {"owner_id_no": credit_code()})
    for deed in (visit.inspect, visit.review, visit.pay, visit.choose, visit.make, visit.hand_over):
        deed()

    owner = Vehicle.objects.get(vin=make.VIN).ownerships.get().owner
    assert (owner.kind, owner.name) == ("unit", UNIT["owner_name"])


def credit_code() -> str:
    """Return a code of no company: the area 370299 does not exist."""
    from stdnum.cn import uscc

    body = "91370299MA3TE0T0X"
    return body + uscc.calc_check_digit(body)


def test_an_agent_without_authorisation_is_stopped_by_the_review() -> None:
    agent = {"agent_name": "试二", "agent_id_no": "370299199003070125", "agent_mobile": "13900000000"}
    bare = make.Visit()
    bare.accept(**agent)
    bare.inspect()
    with pytest.raises(Refused) as no:
        bare.review()

    assert (no.value.code, no.value.facts["rules"]) == ("stations.rule_says_no", ["agent-authorised"])


def test_an_agent_with_authorisation_brings_the_car_through() -> None:
    visit = make.Visit()
    visit.accept(
        agent_name="试二", agent_id_no="370299199003070125", agent_mobile="13900000000", authorisation_ref="委托书1号"
    )
    visit.inspect()

    assert visit.review().opened == ("payment",)


def test_a_car_that_is_registered_is_refused_at_the_window_already() -> None:
    make.Visit().walk_to("end")
    again = make.Visit()

    with pytest.raises(Refused, match=r"vehicles\.already_registered"):
        again.accept()


def test_an_answer_that_the_form_does_not_ask_is_left_out() -> None:
    from onelane.office.cases import queries

    visit = make.Visit()
    visit.accept(plate_category="15", chosen_number="鲁B00001", state="finished")

    said = queries.answers(visit.case_id)
    assert not said.keys() & {"plate_category", "chosen_number", "state"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("vin", "LSVAU2184TN000002"), ("vin", "\x00"), ("owner_id_no", "370299199003070126"), ("price_cny", "-1"),
        ("owner_name", "试\x00一"), ("cti_to", "2027-02-30"), ("dims_mm", ["1"]),
    ],
)  # fmt: skip
def test_a_wrong_answer_changes_nothing_and_is_named(field: str, value: Any) -> None:
    from onelane.office.cases import queries
    from onelane.office.cases.models import Case

    visit = make.Visit()
    visit.call("acceptance", visit.clerk)
    with pytest.raises(Refused) as no:
        visit.complete("acceptance", visit.clerk, **make.example("acceptance") | {field: value})

    assert field in no.value.facts["fields"]
    assert queries.answers(visit.case_id) == {}
    assert Case.objects.get(pk=visit.case_id).taken == ["acceptance"]


@pytest.mark.parametrize("step", ["review", "payment", "flying", "", "\x00", "end"])
def test_a_step_that_is_not_open_or_not_known_is_refused(step: str) -> None:
    visit = make.Visit()

    with pytest.raises(Refused):
        visit.complete(step, make.actor("system"))


def test_an_unknown_case_is_refused() -> None:
    from onelane.office.stations import actions as stations

    with pytest.raises(Refused, match=r"cases\.not_found"):
        stations.complete(case_id=2**62, step="acceptance", actor=make.actor("clerk", "W1"))


def test_a_plain_step_takes_six_statements() -> None:
    visit = make.Visit().walk_to("plate-making")

    with CaptureQueriesContext(connection) as seen:
        visit.complete("plate-making", make.actor("plate_maker"))

    assert len([one for one in seen if "SAVEPOINT" not in str(one["sql"])]) <= 6


def test_a_visit_with_rework_ends_in_one_unbroken_chain() -> None:
    from onelane.office.stations import actions as stations
    from onelane.records.models import Entry

    visit = make.Visit().walk_to("payment")
    stations.undo(case_id=visit.case_id, step="review", actor=visit.reviewer)
    stations.refuse(case_id=visit.case_id, step="review", reasons=["R164 第15条"], actor=visit.reviewer)

    entries = list(Entry.objects.filter(chain=f"case:{visit.case_id}").order_by("seq"))
    assert [one.seq for one in entries] == list(range(1, len(entries) + 1))
    assert all(later.previous == earlier.hash for earlier, later in pairwise(entries))
    assert [one.deed for one in entries][-2:] == ["case.refused", "paper.issued"]
