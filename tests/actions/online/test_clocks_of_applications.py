"""Limits, the warning before they break, and drafts that nobody comes back to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from onelane.kernel.clock import OFFICE_ZONE
from online_case import Case

pytestmark = pytest.mark.django_db


def due(case: Case) -> str:
    found = case.application.due_at
    return "" if found is None else f"{found.astimezone(OFFICE_ZONE):%m-%d %H:%M}"


def test_an_application_of_one_working_day_is_due_when_the_next_one_closes(case: Case, clock: Any) -> None:
    clock.set(2026, 11, 20, 10, 0)  # a Friday
    case.apply()
    assert due(case) == "11-23 17:00"


def test_while_the_citizen_is_asked_the_limit_stands_still(case: Case, clock: Any) -> None:
    from onelane.office.stations import correcting, judging

    case.apply().take().judge(frame_no="field-differs")
    judging.ask_correction(case_id=case.id, actor=case.reviewer)
    assert due(case) == ""
    clock.set(2026, 11, 26, 9, 0)
    correcting.correct(case_id=case.id, answers={"frame_no": "F-2"}, actor=case.citizen)
    assert due(case) == "11-27 17:00"


def test_the_hours_to_the_post_run_by_the_clock_on_the_wall(case: Case, clock: Any) -> None:
    clock.set(2026, 11, 20, 16, 0)  # a Friday afternoon
    case.apply().take().judge().approve()
    assert due(case) == "11-22 04:00"


@pytest.mark.parametrize(("minutes_left", "warned"), [(181, 0), (179, 1)])
def test_a_desk_is_warned_three_hours_before_the_limit_and_once(
    case: Case, clock: Any, minutes_left: int, warned: int
) -> None:
    from onelane.office.stations import watching

    case.apply()
    clock.at = case.application.due_at - timedelta(minutes=minutes_left)
    assert watching.warn(office="velo") == warned
    assert watching.warn(office="velo") == 0


@pytest.mark.parametrize(("days", "state"), [(29, "draft"), (31, "cancelled")])
def test_a_draft_is_kept_thirty_days_and_then_forgotten(case: Case, clock: Any, days: int, state: str) -> None:
    from onelane.office.cases import queries as files
    from onelane.office.stations import watching

    case.begin().save().photo()
    clock.forward(days=days)
    watching.expire_drafts()
    assert case.row.state == state
    assert bool(files.answers(case.id)) == (state == "draft")
    assert bool(files.documents(case.id)) == (state == "draft")
