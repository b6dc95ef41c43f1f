"""A parcel that came back or was lost: the citizen says where it shall go, the office sends another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests import make
from tests.applying_online import Walk

from home_office import Home, staff, text
from onelane.kernel.refusal import Refused
from onelane.office.delivery.gateway import Notice

pytestmark = pytest.mark.django_db
WHERE = {
    "recipient_name": "试一",
    "recipient_mobile": "13800000001",
    "recipient_address": "山东省青岛市崂山区示例路9号",
}


@pytest.fixture
def sent(home: Home) -> Walk:
    walk = Walk("inspection-exempt-mark", (home.owner, home.car.pk))
    walk.apply(mark_form="paper", delivery_mode="ems", **WHERE).to_the_end()
    return walk


def parcel(walk: Walk) -> Any:
    from onelane.office.delivery import queries

    return queries.parcel_of(walk.id)


def happens(walk: Walk, event: str, *, number: str = "", hours: int = 20) -> None:
    from onelane.office.delivery import actions

    number = number or parcel(walk).number
    at = parcel(walk).opened_at + timedelta(hours=hours)
    actions.follow(notice=Notice(f"{number}-{event}", number, event, at))


def test_what_came_back_goes_to_the_address_that_the_citizen_tells(home: Home, sent: Walk) -> None:
    happens(sent, "returned")
    case = f"/cases/{sent.row.number}/"
    assert f"{case}address/" in text(home.client.get(case))

    assert "示例路9号" in text(home.client.get(f"{case}address/"))
    told = {**WHERE, "recipient_address": "山东省青岛市黄岛区示例路77号"}
    assert home.client.post(f"{case}address/", told).status_code == 302

    second = parcel(sent)
    assert (second.state, second.address) == ("packing", told["recipient_address"])
    post = staff("post_room")
    post.post("/dispatch/scan/", {"code": sent.row.number})
    post.post("/dispatch/scan/", {"code": parcel(sent).number})
    assert parcel(sent).state == "handed_over"
    assert sent.row.state == "finished"


def test_a_mistake_in_the_address_is_told_at_its_field_and_nothing_is_packed(home: Home, sent: Walk) -> None:
    happens(sent, "returned")
    answer = home.client.post(f"/cases/{sent.row.number}/address/", WHERE | {"recipient_mobile": "123"})

    assert 'id="recipient_mobile_why"' in text(answer, 422)
    assert parcel(sent).state == "returned"


def test_nobody_changes_the_address_of_a_parcel_under_way(sent: Walk) -> None:
    from onelane.office.stations import posting_again

    with pytest.raises(Refused, match=r"delivery\.not_now"):
        posting_again.readdress(case_id=sent.id, answers=WHERE, actor=sent.citizen)


def test_for_a_lost_parcel_the_papers_are_made_anew_and_printed_before_they_are_packed(sent: Walk) -> None:
    from onelane.office.certificates import queries as papers

    old = papers.papers_of(sent.id)
    happens(sent, "lost")
    post, printer = staff("post_room"), staff("certificate_printer")
    lost = parcel(sent)
    assert f"/dispatch/{lost.pk}/again/" in text(post.get("/dispatch/"))
    assert post.post(f"/dispatch/{lost.pk}/again/").status_code == 302

    new = papers.papers_of(sent.id)
    assert {one.pk for one in old}.isdisjoint(one.pk for one in new)
    assert [one.data for one in old] == [one.data for one in new]
    assert post.post("/dispatch/scan/", {"code": sent.row.number}).status_code == 409
    page = text(printer.get("/cards/"))
    for one in new:
        assert f"/cards/{sent.id}/{one.pk}/print/" in page
        printer.post(f"/cards/{sent.id}/{one.pk}/print/")
    assert post.post("/dispatch/scan/", {"code": sent.row.number}).status_code == 302
    assert parcel(sent).state == "packed"


def test_a_lost_parcel_is_sent_again_once(sent: Walk) -> None:
    from onelane.office.stations import posting_again

    happens(sent, "lost")
    lost = parcel(sent)
    posting_again.send_again(parcel_id=lost.pk, actor=make.actor("post_room"))

    with pytest.raises(Refused, match=r"delivery\.not_now"):
        posting_again.send_again(parcel_id=lost.pk, actor=make.actor("post_room"))


def test_a_lost_parcel_that_turns_up_does_not_stop_the_second_one(sent: Walk) -> None:
    from onelane.office.stations import posting_again

    happens(sent, "lost")
    lost = parcel(sent)
    posting_again.send_again(parcel_id=lost.pk, actor=make.actor("post_room"))
    happens(sent, "delivered", number=lost.number, hours=40)

    lost.refresh_from_db()
    assert lost.state == "lost"
    assert lost.events.count() == 2
    assert parcel(sent).state == "packing"
