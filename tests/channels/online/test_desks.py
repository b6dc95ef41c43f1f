"""The desks of the online office, from the queue to the post."""

from __future__ import annotations

import importlib
from datetime import timedelta
from typing import Any

import pytest
from tests import make

from home_office import Home, staff, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def applied(home: Home) -> Home:
    home.begin().fill()
    assert home.send().status_code == 302
    return home


def test_a_correction_is_asked_answered_approved_printed_posted_and_seen(applied: Home) -> None:  # noqa: PLR0915 - one story
    from onelane.records import outbox

    for room in ("stations", "messages", "delivery", "checks"):
        importlib.import_module(f"onelane.office.{room}.tasks")
    case, desk = applied.case.pk, staff("reviewer")
    assert applied.number in text(desk.get("/online/"))
    desk.post("/online/next/")
    assert "查无" not in text(desk.get(f"/online/{case}/"))
    wrong = {
        "then": "ask",
        "holds-field:recipient_address": "no",
        "reason-field:recipient_address": "address-not-deliverable",
    }
    assert desk.post(f"/online/{case}/decide/", wrong | {"then": "ask"}).status_code == 302

    page = text(applied.client.get(f"/cases/{applied.number}/correct/"))
    assert "地址不够详细" in page
    assert "recipient_mobile" not in page
    answer = applied.client.post(
        f"/cases/{applied.number}/correct/", {"recipient_address": "山东省青岛市市南区示例路1号2单元301室"}
    )
    assert answer.status_code == 302

    desk.post("/online/next/")
    assert desk.post(f"/online/{case}/decide/", {"then": "approve"}).status_code == 302
    printer = staff("certificate_printer")
    assert applied.number in text(printer.get("/cards/"))
    from onelane.office.certificates import queries as papers

    paper = papers.papers_of(case)[0].pk
    assert printer.post(f"/cards/{case}/{paper}/print/").status_code == 302
    assert printer.get(f"/cards/{case}/{paper}.pdf")["Content-Type"] == "application/pdf"
    assert printer.post(f"/cards/{case}/done/").status_code == 302

    post = staff("post_room")
    assert applied.number in text(post.get("/dispatch/"))
    packed = post.post("/dispatch/scan/", {"code": applied.number}, follow=True)
    from onelane.office.delivery import queries as parcels

    parcel = parcels.parcel_of(case)
    assert parcel is not None
    assert parcel.number in packed.content.decode()
    assert post.get(f"/dispatch/{parcel.pk}/label.pdf").content.startswith(b"%PDF-")
    post.post("/dispatch/scan/", {"code": parcel.number})
    outbox.carry_out(100)
    shown = text(applied.client.get(f"/cases/{applied.number}/"))
    assert "邮件已经交给邮政" in shown
    assert "提交以来" in text(applied.client.get(f"/cases/{applied.number}/why/"))


def test_a_refusal_goes_over_two_desks_and_the_citizen_reads_the_grounds(applied: Home) -> None:
    case, desk = applied.case.pk, staff("reviewer")
    desk.post("/online/next/")
    again = desk.post(f"/online/{case}/propose/", {})
    assert again.status_code == 422
    desk.post(f"/online/{case}/propose/", {"ground": ["not-exempt"], "words": "曾发生伤人事故"})
    assert "由第二个人决定" in text(desk.get(f"/online/{case}/refusal/"))
    second = staff("supervisor")
    assert applied.number in text(second.get("/online/?desk=refusal"))
    assert second.post(f"/online/{case}/refusal/", {"then": "confirm"}).status_code == 302
    assert "曾发生伤人事故" in text(applied.client.get(f"/cases/{applied.number}/"))


def test_a_no_without_a_reason_keeps_everything_on_the_page(applied: Home) -> None:
    case, desk = applied.case.pk, staff("reviewer")
    desk.post("/online/next/")
    answer = desk.post(f"/online/{case}/decide/", {"then": "ask", "holds-field:recipient_name": "no"})
    assert answer.status_code == 422
    assert "请选一个列出的理由" in answer.content.decode()


def test_the_queue_costs_the_same_however_long_it_is(applied: Home, django_assert_max_num_queries: Any) -> None:
    from onelane.office.cases.applications.models import Application
    from onelane.office.cases.models import Case

    desk = staff("reviewer")
    desk.get("/online/")
    model = Application.objects.select_related("case").get()
    for number in range(120):
        case = Case.objects.create(
            office_id=make.OFFICE, number=f"T{number:05d}", plan_id=model.case.plan_id, state="open",
            marking=model.case.marking, rank_at=model.case.rank_at, opened_at=model.case.opened_at,
        )  # fmt: skip
        Application.objects.create(
            case=case, office_id=make.OFFICE, service=model.service, channel="portal", applicant_id=model.applicant_id,
            acted_by="1", about="vehicle", subject=-number, begun_at=model.begun_at, touched_at=model.touched_at,
            submitted_at=model.submitted_at, desk="file-review", due_at=model.due_at + timedelta(minutes=number),
        )  # fmt: skip
    with django_assert_max_num_queries(9):
        first = text(desk.get("/online/"))
    assert "T00028" in first
    assert "T00040" not in first
    after = first.split("after=")[1].split('"')[0]
    with django_assert_max_num_queries(9):
        assert "T00040" in text(desk.get(f"/online/?after={after}"))


def test_an_unreadable_key_of_a_page_is_answered(applied: Home) -> None:
    assert staff("reviewer").get("/online/?after=x-1").status_code == 404
