"""The manager's pages: a lived day in figures, what came of the plan, the twin's answers, and who may see them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import lived

PAGES = ("/dashboard/", "/twin/what-if/", "/twin/staffing/", "/twin/estimates/", "/twin/reality/",
         "/twin/deviations/", "/twin/replay/")  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def yesterday(office: str, clock: Any) -> date:
    """A day with 30 cars behind us."""
    day: date = clock.at.astimezone(lived.OFFICE_ZONE).date() - timedelta(days=1)
    lived.live(lived.day(day, cars=30))
    return day


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_on_an_empty_office_in_both_languages(
    sign_in: Callable[..., Client], page: str, language: str
) -> None:
    answer = sign_in("manager", language=language).get(page)
    assert answer.status_code == 200
    assert "manager-nav" in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_only_the_manager_comes_in(sign_in: Callable[..., Client], page: str) -> None:
    assert sign_in("clerk").get(page).status_code in {302, 403}


def test_the_figures_of_a_lived_day(sign_in: Callable[..., Client], yesterday: date) -> None:
    client = sign_in("manager")
    content = client.get(f"/dashboard/?day={yesterday.isoformat()}").content.decode()
    assert "of 30 that came" in content
    chart = json.loads(content.split('id="chart-hours" type="application/json">')[1].split("</script>")[0])
    assert sum(chart["series"][0]["values"]) == 30
    assert client.get(f"/dashboard/figures/?day={yesterday.isoformat()}").status_code == 200


def test_the_dashboard_costs_as_many_statements_for_thirty_cars_as_for_none(
    sign_in: Callable[..., Client], yesterday: date
) -> None:
    client = sign_in("manager")
    counts = []
    for day in (yesterday - timedelta(days=1), yesterday):
        client.get(f"/dashboard/?day={day.isoformat()}")
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/dashboard/?day={day.isoformat()}")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12


def test_the_table_and_the_report_of_a_day(sign_in: Callable[..., Client], yesterday: date) -> None:
    client = sign_in("manager", language="zh-hans")
    table = client.get(f"/dashboard/stations.csv?day={yesterday.isoformat()}")
    assert "受理" in table.content.decode("utf-8-sig")
    report = client.get(f"/dashboard/report.pdf?day={yesterday.isoformat()}")
    assert report["Content-Type"] == "application/pdf"
    assert report.content.startswith(b"%PDF")


def test_a_case_that_runs_out_of_time_is_shown(sign_in: Callable[..., Client], office: str, clock: Any) -> None:
    begun = clock.at - timedelta(days=9)
    lived.live(lived.day(begun.date(), cars=1), until=None)
    from onelane.office.cases.models import Case

    Case.objects.update(ended_at=None, state="open", marking=["review:1:start"])
    content = sign_in("manager").get("/dashboard/").content.decode()
    assert "was due on" in content


def test_a_lived_day_has_no_deviation_and_a_bad_one_has(sign_in: Callable[..., Client], yesterday: date) -> None:
    client = sign_in("manager")
    assert "Everything followed the plan" in client.get("/twin/deviations/").content.decode()

    from onelane.kernel.actor import Actor
    from onelane.office.lane.models import Ticket
    from onelane.records import journal

    case_id = Ticket.objects.filter(day=yesterday).earliest("number").case_id
    late = Ticket.objects.get(case_id=case_id).arrived_at + timedelta(hours=3)
    who = Actor("cashier-P1", "cashier", "qingdao", "P1")
    journal.note(who, "step.taken", chain=f"case:{case_id}", subject="review", at=late)

    content = client.get("/twin/deviations/").content.decode()
    assert "Something was done after the case was over" in content
    assert "in 1 of 30 cases" in content


def test_the_log_is_handed_out_in_both_forms(sign_in: Callable[..., Client], yesterday: date) -> None:
    client = sign_in("auditor")
    log = json.loads(client.get(f"/twin/deviations/day.jsonocel?day={yesterday.isoformat()}").content)
    assert len([one for one in log["objects"] if one["type"] == "case"]) == 30
    xes = client.get(f"/twin/deviations/day.xes?day={yesterday.isoformat()}").content.decode()
    assert xes.count("<trace>") == 30


def test_one_bay_less_makes_everybody_later(sign_in: Callable[..., Client]) -> None:
    client = sign_in("manager")
    knobs = {"cars": 100, "later": 0, "appointments": 0, "servers-acceptance": 4, "servers-inspection": 5,
             "servers-review": 2, "servers-payment": 3, "servers-plate-making": 7, "servers-hand-over": 1}  # fmt: skip
    content = client.get("/twin/what-if/", knobs).content.decode()
    assert 'id="result"' in content
    assert "each car is out +" in content


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"servers-inspection": 0}, "greater than or equal to 1"),
        ({"cars": "many"}, "whole number"),
        ({"closed": "review", "closed_from": "11:00"}, "Say from when until when"),
        ({"closed": "garden"}, "not one of the available choices"),
    ],
)
def test_a_slip_at_the_knobs_is_told_beside_them(
    sign_in: Callable[..., Client], change: dict[str, Any], told: str
) -> None:
    knobs = {"cars": 100, "later": 0, "appointments": 0, "servers-acceptance": 4, "servers-inspection": 6,
             "servers-review": 2, "servers-payment": 3, "servers-plate-making": 7, "servers-hand-over": 1}  # fmt: skip
    answer = sign_in("manager").get("/twin/what-if/", knobs | change)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert 'id="result"' not in answer.content.decode()


def test_what_cannot_be_reached_is_told_and_two_steps_are_needed(sign_in: Callable[..., Client]) -> None:
    client = sign_in("manager")
    content = client.get("/twin/staffing/", {"step": "hand-over", "target": 12}).content.decode()
    assert "the time is lost elsewhere" in content
    assert "Choose at least two steps" in client.get("/twin/staffing/", {"together": "review"}).content.decode()
    assert "All-round pays while" in client.get("/twin/staffing/?together=review&together=hand-over").content.decode()


def test_yesterday_beside_its_model(sign_in: Callable[..., Client], yesterday: date) -> None:
    content = sign_in("manager").get("/twin/reality/").content.decode()
    assert "Cars that came" in content
    assert "unusual" in content  # 30 cars are fewer than the calibration expects


def test_the_replay_tells_what_happened_and_nothing_about_a_person(
    sign_in: Callable[..., Client], yesterday: date
) -> None:
    client = sign_in("manager")
    told = client.get(f"/twin/replay/day.json?day={yesterday.isoformat()}").json()
    assert len(told["visits"]) == 30
    assert {"ticket", "came", "over", "spells"} == set(told["visits"][0])
    assert len(told["rooms"]) == 9
    simulated = client.get("/twin/replay/day.json?source=simulated&number=3").json()
    assert len(simulated["visits"]) > 150


def test_judged_days_are_shown_with_their_steps(sign_in: Callable[..., Client], yesterday: date) -> None:
    from onelane.office.forecasts import actions as forecasts
    from onelane.office.forecasts.actions import Scored

    scored = [Scored("", 100, 91, 420.0, 500.0, 1500.0), Scored("acceptance", 50, 44, 80.0, 200.0, 300.0)]
    forecasts.score(office="qingdao", service="first-registration", day=yesterday, scored=scored)
    content = sign_in("manager").get("/twin/estimates/").content.decode()
    assert "91.0 %" in content
    assert "88.0 %" in content


@pytest.mark.parametrize("day", ["", "yesterday", "2999-01-01", "0001-01-01", "2026-13-40"])
def test_a_day_that_is_none_is_the_usual_one(sign_in: Callable[..., Client], day: str) -> None:
    client = sign_in("manager")
    for page in ("/dashboard/", "/twin/reality/", "/twin/deviations/", "/twin/replay/day.json"):
        assert client.get(page, {"day": day}).status_code == 200
