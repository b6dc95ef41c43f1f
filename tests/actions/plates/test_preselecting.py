"""Preselected numbers: one for each owner and vehicle, until a stated minute, used in the lane without choosing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from onelane.kernel.actor import Actor
from onelane.kernel.clock import OFFICE_ZONE
from onelane.kernel.refusal import Refused
from onelane.office.plates import actions as plates
from onelane.office.plates import queries, tasks
from onelane.office.plates.models import Hand, Preselection

Maker = Callable[..., Any]
MACHINE = Actor("machine-1", "machine", "qingdao")
WORKER = Actor("worker", "system", "clock")
OWNER, VIN = "370299199001010018", "LSVAU2184TN000001"
pytestmark = pytest.mark.usefixtures("pool")


@pytest.fixture
def pool(clock: Any, segment: Maker) -> None:
    """Two hundred blue numbers."""
    segment("02", "NLNNN", "1A000", "1A199")


@pytest.fixture
def owners_case(new_case: Maker) -> Maker:
    """A case of an owner and a vehicle."""
    return lambda owner=OWNER, vin=VIN: new_case(owner_id_no=owner, vin=vin)


def preselected(case: Any) -> Preselection:
    return plates.preselect(case_id=case.pk, plate=plates.draw(case=case, actor=MACHINE).plates[0], actor=MACHINE)


def test_a_hold_lasts_till_the_office_closes_on_the_third_working_day(owners_case: Maker, clock: Any) -> None:
    clock.set(2026, 11, 26, 10)  # a Thursday

    hold = preselected(owners_case())

    assert hold.until.astimezone(OFFICE_ZONE).isoformat() == "2026-12-01T17:00:00+08:00"
    assert queries.account("qingdao", "02").by_state["held"] == 1


def test_a_hold_ends_at_its_minute_and_the_number_returns(owners_case: Maker, clock: Any) -> None:
    hold = preselected(owners_case())

    clock.at = hold.until - timedelta(seconds=1)
    tasks.return_overdue()
    assert queries.account("qingdao", "02").by_state["held"] == 1
    clock.at = hold.until
    tasks.return_overdue()

    assert queries.account("qingdao", "02").by_state["free"] == 200
    assert Preselection.objects.get().state == "over"
    assert preselected(owners_case()).state == "live"


def test_who_holds_a_number_holds_no_second(owners_case: Maker) -> None:
    preselected(owners_case())

    for case in (owners_case(vin="LSVAU2184TN000002"), owners_case(owner="370299199001010026")):
        offer = plates.draw(case=case, actor=MACHINE)
        with pytest.raises(Refused, match=r"plates\.second_hold"):
            plates.preselect(case_id=case.pk, plate=offer.plates[0], actor=MACHINE)


def test_a_hold_in_use_in_the_lane_still_counts(owners_case: Maker) -> None:
    preselected(owners_case())
    plates.draw(case=owners_case(), actor=MACHINE)
    other = owners_case(vin="LSVAU2184TN000002")
    offer = plates.draw(case=other, actor=MACHINE)

    with pytest.raises(Refused, match=r"plates\.second_hold"):
        plates.preselect(case_id=other.pk, plate=offer.plates[0], actor=MACHINE)


@pytest.mark.parametrize(
    ("same", "constraint"), [("vin", "one_live_hold_a_vehicle"), ("owner", "one_live_hold_a_person")]
)
def test_the_database_too_allows_one_live_hold(owners_case: Maker, same: str, constraint: str) -> None:
    hold = preselected(owners_case())
    changed = {"vin": "X" * 17} if same == "owner" else {"owner": "x" * 64}
    hold.pk = None
    for key, value in changed.items():
        setattr(hold, key, value)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        hold.save(force_insert=True)


def test_in_the_lane_the_number_is_there_without_another_choice(owners_case: Maker) -> None:
    hold = preselected(owners_case())
    lane = owners_case()

    offer = plates.draw(case=lane, actor=MACHINE)

    assert (offer.plates, offer.until, offer.draws_left) == ((hold.plate,), hold.until, 0)
    assert queries.candidates(lane.pk) == offer
    plates.take(case_id=lane.pk, plate=hold.plate, actor=MACHINE)
    assert plates.issue(case_id=lane.pk, actor=MACHINE).plate == hold.plate
    assert queries.account("qingdao", "02").by_state == {
        "free": 199, "held": 0, "issued": 1, "withheld": 0, "retired": 0,
    }  # fmt: skip


def test_another_owner_or_vehicle_does_not_get_the_number(owners_case: Maker) -> None:
    hold = preselected(owners_case())

    for case in (owners_case(vin="LSVAU2184TN000002"), owners_case(owner="370299199001010026")):
        assert hold.plate not in plates.draw(case=case, actor=MACHINE).plates


def test_who_leaves_the_lane_keeps_his_hold(owners_case: Maker) -> None:
    hold = preselected(owners_case())
    lane = owners_case()
    plates.draw(case=lane, actor=MACHINE)

    plates.give_back(case_id=lane.pk, actor=MACHINE)

    assert Preselection.objects.get().state == "live"
    assert plates.draw(case=owners_case(), actor=MACHINE).plates == (hold.plate,)


def test_using_a_hold_in_the_lane_makes_it_no_longer(owners_case: Maker, clock: Any) -> None:
    hold = preselected(owners_case())
    lane = owners_case()
    clock.at = hold.until - timedelta(minutes=1)
    plates.draw(case=lane, actor=MACHINE)

    clock.at = hold.until

    with pytest.raises(Refused, match=r"plates\.hold_expired"):
        plates.take(case_id=lane.pk, plate=hold.plate, actor=MACHINE)


def test_a_hold_that_is_over_is_not_used(owners_case: Maker, clock: Any) -> None:
    hold = preselected(owners_case())

    clock.at = hold.until

    assert len(plates.draw(case=owners_case(), actor=MACHINE).plates) == 50


def test_a_case_without_owner_or_vehicle_holds_nothing(new_case: Maker) -> None:
    case = new_case()
    offer = plates.draw(case=case, actor=MACHINE)

    with pytest.raises(Refused, match=r"plates\.hold_needs_owner_and_vehicle"):
        plates.preselect(case_id=case.pk, plate=offer.plates[0], actor=MACHINE)


def test_the_identity_number_does_not_stand_in_the_hold(owners_case: Maker) -> None:
    hold = preselected(owners_case())

    assert OWNER not in hold.owner
    assert len(hold.owner) == 64


def test_a_clock_set_back_makes_no_hold_longer(owners_case: Maker, clock: Any) -> None:
    plates.watch_clock(boot="b", ran=100.0, actor=WORKER, at=clock.at)
    hold = preselected(owners_case())
    real_end = hold.until

    clock.forward(seconds=5, hours=-2)  # five seconds later somebody sets the clock back by two hours
    fell = plates.watch_clock(boot="b", ran=105.0, actor=WORKER, at=clock.at)

    hand = Hand.objects.get()
    assert fell == timedelta(hours=2)
    assert hand.until == real_end - timedelta(hours=2)
    assert Preselection.objects.get().until == hand.until


@pytest.mark.parametrize("slip", [0, -1, 3600])
def test_a_small_slip_or_a_clock_set_forward_changes_no_hold(owners_case: Maker, clock: Any, slip: int) -> None:
    plates.watch_clock(boot="b", ran=100.0, actor=WORKER, at=clock.at)
    hold = preselected(owners_case())

    clock.forward(seconds=5 + slip)
    plates.watch_clock(boot="b", ran=105.0, actor=WORKER, at=clock.at)

    assert Preselection.objects.get().until == hold.until
