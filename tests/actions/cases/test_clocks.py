"""The legal clock of a case: from acceptance, in working days, still while the citizen is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(clock: Any) -> None:
    make.office()


def test_the_limit_runs_from_acceptance_and_not_from_the_ticket(clock: Any) -> None:
    from onelane.office.cases.clocks import deadline

    visit = make.Visit()
    clock.set(2026, 11, 27, 9, 0)  # a Friday
    visit.accept()
    told = deadline(visit.case_id, clock.at)

    assert (told.due, told.standing, told.used) == (date(2026, 12, 1), "running", 0)


def test_days_on_which_the_citizen_is_asked_do_not_count_and_say_why(clock: Any) -> None:
    from onelane.office.cases import actions as cases
    from onelane.office.cases.clocks import deadline

    visit = make.Visit().walk_to("inspection")
    clock.set(2026, 11, 24, 9, 0)
    cases.suspend(case_id=visit.case_id, why="发票看不清", actor=visit.reviewer)
    assert deadline(visit.case_id, clock.at).standing == "stopped"
    clock.set(2026, 11, 26, 9, 0)
    cases.resume(case_id=visit.case_id, actor=visit.reviewer)
    clock.set(2026, 11, 30, 9, 0)
    told = deadline(visit.case_id, clock.at)

    assert [(one.why, one.counted, one.told) for one in told.segments] == [
        ("started", 0, ""), ("asked", 0, "发票看不清"), ("working_day", 1, ""), ("rest_day", 0, ""),
        ("working_day", 1, ""),
    ]  # fmt: skip
    assert (told.due, told.standing) == (date(2026, 11, 30), "running")


def test_a_day_too_many_is_late(clock: Any) -> None:
    from onelane.office.cases.clocks import deadline

    visit = make.Visit().walk_to("inspection")
    clock.set(2026, 11, 25, 17, 0)
    assert deadline(visit.case_id, clock.at).standing == "running"
    clock.set(2026, 11, 26, 8, 0)

    assert deadline(visit.case_id, clock.at).standing == "late"


def test_sent_back_to_acceptance_the_limit_goes_on(clock: Any) -> None:
    from onelane.office.cases.clocks import deadline
    from onelane.office.stations import actions as stations

    visit = make.Visit().walk_to("review")
    stations.take_next(step="review", actor=visit.reviewer)
    stations.send_back(
        case_id=visit.case_id, step="review", to=["acceptance"], reasons=["发票看不清"], actor=visit.reviewer
    )
    clock.set(2026, 11, 24, 9, 0)
    visit.accept()

    assert deadline(visit.case_id, clock.at).due == date(2026, 11, 25)
