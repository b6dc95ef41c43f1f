"""The journal of a day read as traces: a real visit follows its path, and what was sent back says where to."""

from __future__ import annotations

import pytest
from tests import make

from onelane.kernel import clock
from onelane.office.cases.traces import Trace, ended_at, spells
from onelane.office.stations import actions as stations
from onelane.office.stations import tracing
from onelane.twin.eventlog.conformance import deviations
from onelane.twin.eventlog.plan import posts

pytestmark = pytest.mark.django_db


def today() -> list[Trace]:
    return tracing.traces_of(make.OFFICE, clock.today())


def kinds(traces: list[Trace]) -> list[str]:
    plan = posts()
    return [one.kind for one in deviations(traces, roles=plan.roles, hand_work=plan.hand_work, over=True)]


def test_a_whole_visit_is_a_trace_without_deviation() -> None:
    make.Visit().walk_to("end")

    (trace,) = today()
    assert kinds([trace]) == []
    assert ended_at(trace) is not None
    assert {one.step for one in spells(trace) if one.outcome == "done"} == set(trace.path.steps)
    assert next(one for one in spells(trace) if one.step == "acceptance").counter == "W1"


def test_a_sending_back_names_its_steps_and_reasons() -> None:
    visit = make.Visit().walk_to("review")
    stations.take_next(step="review", actor=visit.reviewer)
    stations.send_back(
        case_id=visit.case_id, step="review", to=["acceptance"], reasons=["papers.unreadable"], actor=visit.reviewer
    )

    (trace,) = today()
    back = next(one for one in trace.events if one.deed == "step.sent_back")
    assert (back.to, back.reasons) == (("acceptance",), ("papers.unreadable",))
    assert [one.step for one in spells(trace) if not one.outcome] == ["acceptance"]


def test_a_day_is_two_statements_however_many_came(django_assert_num_queries: object) -> None:
    for _ in range(3):
        make.Visit()
    today()
    with django_assert_num_queries(2):  # type: ignore[operator]
        found = today()
    assert len(found) == 3
    assert [one.ticket for one in found] == ["A001", "A002", "A003"]


def test_days_with_tickets_are_listed_before_today() -> None:
    make.Visit()
    assert tracing.days_with_tickets(make.OFFICE, before=clock.today(), limit=5) == []
