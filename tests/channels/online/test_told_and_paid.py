"""On the case page: what one was told and how, what is to be paid; and the phone of a practice office."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from tests import known, make, purse
from tests.applying_online import Walk

from home_office import Home, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _practice(settings: Any, tmp_path: Path) -> None:
    settings.ONELANE = settings.ONELANE | {"PRACTICE": str(tmp_path), "PAYMENT_ACCOUNTS": purse.accounts()}
    for room in ("stations", "messages", "delivery", "checks"):
        importlib.import_module(f"onelane.office.{room}.tasks")


def carried_out() -> None:
    from onelane.records import outbox

    while outbox.carry_out(100):
        pass


def test_a_message_is_on_the_case_page_and_on_the_phone(home: Home) -> None:
    home.begin().fill()
    home.send()
    carried_out()

    assert "申请已收到" in text(home.client.get(f"/cases/{home.number}/"))
    assert "申请已收到" in text(home.client.get("/my/messages/"))
    phone = text(home.client.get("/practice/phone/"))
    assert home.number in phone
    assert "13800000001" in phone


def test_who_chooses_mail_is_told_by_mail(home: Home) -> None:
    home.account.email = "home@example.cn"
    home.account.save()
    assert home.client.post("/my/messages/", {"way": ["mail"]}).status_code == 302
    home.begin().fill()
    home.send()
    carried_out()

    from onelane.office.messages import queries

    assert {one.channel for one in queries.of_case(home.case.pk)} == {"mail"}


def test_who_takes_every_way_away_keeps_those_he_had(home: Home) -> None:
    answer = home.client.post("/my/messages/", {})

    assert answer.status_code == 422
    assert 'value="sms" checked' in text(answer, 422)


def test_a_real_office_has_no_page_that_plays_a_phone(home: Home, settings: Any) -> None:
    settings.ONELANE = settings.ONELANE | {"DEMO": False}

    assert home.client.get("/practice/phone/").status_code == 404


def test_the_bill_is_paid_from_the_case_page(home: Home) -> None:
    from onelane.office.payments import queries as bills
    from onelane.office.stations import judging

    licence = known.licence(holder=home.owner)
    walk = Walk("driving-licence-damaged", (home.owner, licence.pk)).apply()
    reviewer = make.actor("reviewer", "R1")
    judging.take(case_id=walk.id, actor=reviewer)
    judging.judge_rest(case_id=walk.id, actor=reviewer)
    judging.approve(case_id=walk.id, actor=reviewer)
    page = text(home.client.get(f"/cases/{walk.row.number}/"))

    assert f'action="/cases/{walk.row.number}/pay/"' in page
    bill = bills.bill_of(walk.id)
    assert bill is not None
    assert f"¥{bill.amount / 100:.2f}" in page


def test_whoever_is_not_signed_in_pays_nothing_here(home: Home) -> None:
    from django.test import Client

    home.begin().fill()
    home.send()
    assert Client().post(f"/cases/{home.number}/pay/").status_code == 401
