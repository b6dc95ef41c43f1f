"""The manager's morning: what yesterday was like, why, what one bay more would do, and the day played again."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from architecture import tree
from journeys.hall import Hall, Opened
from journeys.test_every_page import Inspector
from onelane.kernel import clock


@pytest.fixture(scope="module")
def yesterday(hall: Hall) -> date:
    """A day with 30 cars behind us."""
    told = {"DATABASE_URL": hall.database, "PYTHONPATH": str(tree.ROOT / "tests"), "ONELANE_DB_ROLE": "owner"}
    subprocess.run([sys.executable, "-m", "journeys.yesterday"], env=os.environ | told, check=True)
    return clock.today() - timedelta(days=1)


@pytest.fixture
def manager(hall: Hall, opens: Opened, yesterday: date) -> Any:
    def open_page(path: str, **told: Any) -> Any:
        return opens(path.replace("DAY", yesterday.isoformat()), role="manager", **told)

    return open_page


def test_the_day_is_read_in_figures_and_kept_as_a_file(manager: Any, opens: Opened) -> None:
    page, judge = manager("/dashboard/?day=DAY"), Inspector(opens)
    expect(page.get_by_text("of 30 that came")).to_be_visible()
    expect(page.locator("[_echarts_instance_]").first).to_be_visible()
    for name, kind in (("Report as PDF", b"%PDF-"), ("Table as CSV", "﻿".encode())):
        address = page.get_by_role("link", name=name).get_attribute("href")
        answer = page.request.get(page.url.partition("/dashboard/")[0] + address)
        assert answer.body().startswith(kind)
    judge.judge("figures", page)
    page.get_by_role("link", name="Deviations").click()
    expect(page.get_by_text("30 cases").first).to_be_visible()
    assert "\n".join(judge.faults) == ""


def test_one_bay_more_is_tried_before_it_is_opened(manager: Any, opens: Opened) -> None:
    page, judge = manager("/twin/what-if/"), Inspector(opens)
    bays = page.get_by_label("Inspection")
    bays.fill(str(int(bays.input_value()) + 1))
    page.get_by_role("button", name="Try it on the same days").click()
    expect(page.locator("#result")).to_contain_text("each car is out")
    expect(page.get_by_role("table").first).to_contain_text("Inspection")
    judge.judge("what if", page)
    assert "\n".join(judge.faults) == ""


def test_the_day_is_played_again_on_the_floor_plan(manager: Any, opens: Opened) -> None:
    page, judge = manager("/twin/replay/?day=DAY"), Inspector(opens)
    page.get_by_label("Speed").select_option("600")
    page.get_by_role("button", name="Play").click()
    expect(page.locator("[data-replay=summary]")).to_contain_text("30 done")
    judge.judge("replay", page)
    assert "\n".join(judge.faults) == ""


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_other_pages_fit_every_screen_in_both_languages(manager: Any, opens: Opened, language: str) -> None:
    judge = Inspector(opens)
    for path in ("/twin/reality/?day=DAY", "/twin/deviations/?day=DAY", "/twin/estimates/", "/twin/staffing/"):
        judge.judge(f"{path} {language}", manager(path, locale=language))
    assert "\n".join(judge.faults) == ""
