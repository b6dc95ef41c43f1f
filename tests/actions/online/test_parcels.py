"""Parcels from packing to the letter-box or back, and the carrier's notices."""

from __future__ import annotations

import importlib
from datetime import timedelta
from typing import Any

import pytest

from onelane.kernel.refusal import Refused
from onelane.office.delivery.gateway import Notice, NoticeRefused
from online_case import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(case: Case) -> Case:
    return case.apply().take().judge().approve().send()


def parcel(case: Case) -> Any:
    from onelane.office.delivery import queries

    return queries.parcel_of(case.id)


def notice(case: Case, event: str, *, key: str, after: float) -> Notice:
    handed = parcel(case).handed_over_at
    return Notice(key, parcel(case).number, event, handed + timedelta(hours=after), "投递站")


def take(told: Notice, *, signature: str = "") -> Any:
    from onelane.gateways.post import sandbox
    from onelane.office.delivery import actions

    body = sandbox.written(told)
    return actions.take_notice(headers={sandbox.SIGNATURE: signature or sandbox.sign(body)}, body=body)


def test_a_notice_taken_twice_is_one_event(sent: Case) -> None:
    told = notice(sent, "delivered", key="n-1", after=20)
    take(told)
    take(told)
    assert parcel(sent).state == "delivered"
    assert parcel(sent).events.count() == 1


def test_notices_out_of_order_end_with_the_delivery(sent: Case) -> None:
    take(notice(sent, "delivered", key="n-3", after=20))
    take(notice(sent, "in_transit", key="n-2", after=10))
    assert parcel(sent).state == "delivered"
    assert parcel(sent).events.count() == 2


def test_a_forged_notice_is_refused_and_changes_nothing(sent: Case) -> None:
    with pytest.raises(NoticeRefused):
        take(notice(sent, "delivered", key="n-1", after=20), signature="0" * 64)
    assert parcel(sent).state == "handed_over"


@pytest.mark.parametrize(("fate", "state"), [("deliver", "delivered"), ("lose", "lost"), ("return", "returned")])
def test_a_notice_that_got_lost_is_found_by_asking(sent: Case, clock: Any, fate: Any, state: str) -> None:
    from onelane.gateways.post.sandbox import Carrier
    from onelane.office.delivery import tasks
    from onelane.records import outbox

    importlib.import_module("onelane.office.stations.tasks")
    outbox.carry_out(20)
    Carrier().book.fate(parcel(sent).number, fate)
    clock.forward(hours=1)
    tasks.ask_carrier()
    assert parcel(sent).state == state


def test_no_parcel_leaves_before_it_is_packed(case: Case) -> None:
    from onelane.office.stations import posting

    case.apply().take().judge().approve()
    with pytest.raises(Refused, match=r"delivery\.not_now"):
        posting.hand_over(parcel_id=parcel(case).pk, actor=case.post)


def test_packed_by_mistake_it_is_opened_again_and_keeps_its_number(case: Case) -> None:
    from onelane.office.stations import posting

    case.apply().take().judge().approve()
    number = posting.pack(parcel_id=parcel(case).pk, actor=case.post).number
    posting.unpack(parcel_id=parcel(case).pk, actor=case.post)
    assert posting.pack(parcel_id=parcel(case).pk, actor=case.post).number == number


def test_the_label_of_a_parcel_is_found_by_scanning_either_number(sent: Case) -> None:
    from onelane.office.delivery import queries

    assert queries.by_scan("velo", parcel(sent).number).case_id == sent.id
    assert queries.by_scan("velo", sent.row.number).case_id == sent.id


def test_both_readings_of_the_promise_are_measured(sent: Case) -> None:
    from onelane.office.delivery import queries

    take(notice(sent, "delivered", key="n-1", after=40))
    measured = queries.measured(parcel(sent))
    assert (measured.posted_in_time, measured.delivered_in_time) == (True, False)
