"""The number pool's pages: two persons for a segment and a notice, an account that adds up, a daily test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from onelane.kernel.actor import Actor
from onelane.office.plates import actions as plates
from onelane.office.plates import queries

SEGMENT = {"category": "02", "prefix": "鲁U", "pattern": "NLNNN", "first": "7k000", "last": "7K499"}


def propose(desk: Client, **changed: str) -> Any:
    return desk.post("/pool/segments/", SEGMENT | changed)


def segment_id() -> int:
    return int(queries.segments("qingdao")[0].pk)


def test_one_person_writes_a_segment_down_and_another_releases_it(sign_in: Callable[..., Client], clock: Any) -> None:
    maker, checker = sign_in("manager"), sign_in("supervisor")

    assert propose(maker)["Location"] == "/pool/"
    page = maker.get("/pool/").content.decode()
    assert "鲁U7K000-7K499" in page
    assert f"/pool/segments/{segment_id()}/release/" not in page
    sent = checker.post(f"/pool/segments/{segment_id()}/release/", {"opens_at": ""})

    assert sent["Location"] == "/pool/"
    assert "500 numbers are in the pool" in checker.get("/pool/").content.decode()
    assert queries.book("qingdao", released=True)[0].segment.opens_at == clock.at


def test_the_maker_releases_nothing(sign_in: Callable[..., Client]) -> None:
    maker = sign_in("manager")
    propose(maker)

    sent = maker.post(f"/pool/segments/{segment_id()}/release/")

    assert sent.status_code == 403
    assert "second person" in sent.content.decode()


def test_numbers_open_when_the_checker_says(sign_in: Callable[..., Client], clock: Any) -> None:
    propose(sign_in("manager"))
    checker = sign_in("supervisor")
    tomorrow = (clock.at + timedelta(days=1)).astimezone().strftime("%Y-%m-%dT%H:%M")

    checker.post(f"/pool/segments/{segment_id()}/release/", {"opens_at": tomorrow})

    opens_at = queries.book("qingdao", released=True)[0].segment.opens_at
    assert opens_at is not None
    assert opens_at > clock.at + timedelta(hours=12)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"first": "7K500"}, "7K500"),
        ({"pattern": "LLLLL", "first": "AAAAA", "last": "AAAAB"}, "GA 36"),
        ({"prefix": "京A"}, "prefix"),
        ({"category": "99"}, "GA 36"),
        ({"pattern": "", "first": "", "last": ""}, ""),
    ],
)
def test_a_segment_that_cannot_be_is_told_and_what_was_typed_stays(
    sign_in: Callable[..., Client], changed: dict[str, str], words: str
) -> None:
    sent = propose(sign_in("manager"), **changed)

    assert 400 <= sent.status_code < 500
    assert words in sent.content.decode()
    assert 'value="7K499"' in sent.content.decode() or changed.get("last") is not None


@pytest.mark.parametrize("moment", ["soon", "2026-13-01T09:00", "2999-01-01T09:00", "2001-01-01T09:00"])
def test_a_moment_that_cannot_be_is_refused(sign_in: Callable[..., Client], moment: str) -> None:
    propose(sign_in("manager"))

    sent = sign_in("supervisor").post(f"/pool/segments/{segment_id()}/release/", {"opens_at": moment})

    assert sent.status_code == 422
    assert queries.segments("qingdao")[0].state == "proposed"


def test_a_segment_of_another_office_is_not_found(sign_in: Callable[..., Client]) -> None:
    propose(sign_in("manager"))

    assert sign_in("supervisor", at="velo").post(f"/pool/segments/{segment_id()}/release/").status_code == 404


def test_numbers_are_kept_back_by_two_persons_with_a_reason_that_is_public(
    sign_in: Callable[..., Client], client: Client
) -> None:
    number = free_number()
    maker, checker = sign_in("manager"), sign_in("supervisor")
    told = {"deed": "withhold", "category": "02", "plates": f"{number}，", "why": "号牌库存损坏"}

    assert maker.post("/pool/notices/propose/", told)["Location"] == "/pool/notices/"
    notice = queries.open_notices("qingdao")[0].pk
    assert maker.post(f"/pool/notices/{notice}/confirm/").status_code == 403
    assert checker.post(f"/pool/notices/{notice}/confirm/")["Location"] == "/pool/notices/"

    assert queries.account("qingdao", "02").by_state["withheld"] == 1
    page = checker.get("/pool/notices/").content.decode()
    assert "号牌库存损坏" in page
    assert number in page


@pytest.mark.parametrize(
    "told",
    [{"deed": "sell"}, {"plates": ""}, {"why": " "}, {"plates": "鲁B99999"}, {"deed": "restore"}],
)
def test_a_notice_that_cannot_be_changes_nothing(sign_in: Callable[..., Client], told: dict[str, str]) -> None:
    whole = {"deed": "withhold", "category": "02", "plates": free_number(), "why": "so"} | told

    sent = sign_in("manager").post("/pool/notices/propose/", whole)
    for notice in queries.open_notices("qingdao"):
        sent = sign_in("supervisor").post(f"/pool/notices/{notice.pk}/confirm/")

    assert 400 <= sent.status_code < 500
    assert queries.account("qingdao", "02").by_state["withheld"] == 0


def test_the_account_of_every_category_adds_up_on_the_page(sign_in: Callable[..., Client]) -> None:
    page = sign_in("manager").get("/pool/").content.decode()

    assert "Small car" in page
    assert page.count("state-done") + page.count("badge") > 0
    assert queries.account("qingdao", "02").adds_up


def test_the_daily_test_is_a_page(sign_in: Callable[..., Client], clock: Any) -> None:
    plates.check_draws(office="qingdao", day=clock.at.date(), actor=Actor("worker", "system", "qingdao"))

    page = sign_in("supervisor").get("/pool/fairness/").content.decode()

    assert "too few to tell" in page
    assert "Nobody" in page


def test_another_post_is_not_let_in(sign_in: Callable[..., Client]) -> None:
    clerk = sign_in("clerk")

    assert {clerk.get(path).status_code for path in ("/pool/", "/pool/notices/", "/pool/fairness/")} == {403}


def free_number() -> str:
    return queries.free_like("qingdao", "02", "鲁B?????", most=1)[0]
