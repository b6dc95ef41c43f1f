"""The pick-up desk, and the supervisors who answer reports of irregularities."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests import make
from tests.applying_online import MAY, Walk

from home_office import Home, staff, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(home: Home) -> Walk:
    walk = Walk("inspection-exempt-mark", (home.owner, home.car.pk)).apply(mark_form="paper", delivery_mode="counter")
    return walk.until("pick-up")


def test_what_is_ready_is_found_by_its_number_and_handed_out(ready: Walk) -> None:
    from onelane.records.models import Entry

    desk = staff("hand_over")
    assert ready.row.number in text(desk.get("/pick-up/"))
    page = text(desk.get("/pick-up/", {"number": ready.row.number}, follow=True))
    assert "试*" in page
    assert "试一" not in page
    assert desk.post(f"/pick-up/{ready.id}/done/", {"to": "applicant"}).status_code == 302

    assert ready.row.state == "finished"
    assert Entry.objects.filter(deed="papers.collected", chain=f"case:{ready.id}").count() == 1


def test_somebody_else_is_noted_by_name(ready: Walk) -> None:
    desk = staff("hand_over")

    assert desk.post(f"/pick-up/{ready.id}/done/", {"to": "other", "name": " "}).status_code == 422
    assert ready.row.state == "open"
    assert desk.post(f"/pick-up/{ready.id}/done/", {"to": "other", "name": "试二"}).status_code == 302


def test_a_number_that_waits_nowhere_is_told_so(home: Home) -> None:
    answer = staff("hand_over").get("/pick-up/", {"number": "123"})

    assert "123" in text(answer, 404)


@pytest.fixture
def report(home: Home) -> Walk:
    return Walk("exam-report", MAY["exam-report"]()).apply()


def application(walk: Walk) -> Any:
    from onelane.office.cases.applications import queries

    return queries.of_case(walk.id)


def test_a_report_is_taken_up_investigated_and_answered(report: Walk) -> None:
    desk = staff("supervisor")
    assert report.row.number in text(desk.get("/supervision/"))
    page = text(desk.get(f"/supervision/{report.id}/"))
    assert "示例驾校" in page
    assert "13800000000" not in page  # who reported stays anonymous

    assert desk.post(f"/supervision/{report.id}/take-up/").status_code == 302
    found = application(report)
    assert found.desk == "report-investigation"
    assert found.due_at - found.approved_at == timedelta(days=30)

    assert desk.post(f"/supervision/{report.id}/answer/", {"report_finding": "partly"}).status_code == 422
    told = {"report_finding": "partly", "report_measures": "约谈示例驾校，作废虚假学时。"}
    assert desk.post(f"/supervision/{report.id}/answer/", told).status_code == 302
    assert report.row.state == "finished"


def test_an_answer_on_the_thirtieth_day_is_in_time_and_a_moment_later_it_is_late(report: Walk, clock: Any) -> None:
    from onelane.office.stations import reporting

    reporting.take_up(case_id=report.id, actor=make.actor("supervisor"))
    clock.forward(days=30)
    assert "已超期" not in text(staff("supervisor").get("/supervision/"))
    clock.forward(seconds=1)
    desk = Client()
    make.sign_in(desk, "supervisor", "one-lane-demo")
    desk.post("/counter/", {"place": f"{make.OFFICE}/supervisor/"})
    assert "已超期" in text(desk.get("/supervision/"))


def test_who_reported_reads_the_answer(home: Home) -> None:
    walk = Walk("exam-report", (home.owner, home.owner.pk)).apply().to_the_end()

    page = text(home.client.get(f"/cases/{walk.row.number}/"))
    assert "部分属实" in page
    assert "约谈示例驾校" in page


def test_whoever_does_not_take_a_report_up_says_why(report: Walk) -> None:
    desk = staff("supervisor")
    assert desk.post(f"/supervision/{report.id}/take-up/", {"then": "turn-down", "why": " "}).status_code == 422
    answer = desk.post(f"/supervision/{report.id}/take-up/", {"then": "turn-down", "why": "不属于本所管辖"})

    assert answer.status_code == 302
    assert report.row.state == "refused"
    assert report.row.number not in text(desk.get("/supervision/"))


def test_only_supervisors_read_reports(report: Walk) -> None:
    assert staff("manager").get(f"/supervision/{report.id}/").status_code == 403
