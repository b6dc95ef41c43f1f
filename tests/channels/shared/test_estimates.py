"""Learnt estimates in a living office: from the journal to the phone, and judged by what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from django.core.cache import cache
from tests import make

from onelane.channels.portal import estimate
from onelane.channels.shared.estimates import learning, living
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.cases.traces import Trace
from onelane.office.forecasts import actions as forecasts
from onelane.office.forecasts import queries as kept
from onelane.office.stations import floor, tracing
from onelane.twin import loading
from onelane.twin.forecast import simulated
from onelane.twin.forecast.office import Model, learn
from onelane.twin.forecast.paces import calibrated
from onelane.twin.replicate import replicate

pytestmark = pytest.mark.django_db
SYSTEM = Actor(id="forecast", role="system", office=make.OFFICE)


@pytest.fixture(scope="module")
def days() -> Sequence[Sequence[Trace]]:
    scenario = loading.load("after")
    return simulated.days_of(scenario, replicate(scenario, days=6, seed=41, log=True))


@pytest.fixture(scope="module")
def model(days: Sequence[Sequence[Trace]]) -> Model:
    return learn(days, calibrated(), np.random.default_rng(1), trees=8, asked=6)


@pytest.fixture(autouse=True)
def office(db: None, clock: Any) -> Any:
    from onelane.registers.offices.queries import forget

    cache.clear()
    yield make.office()
    forget()
    cache.clear()


def kept_model(model: Model) -> None:
    forecasts.keep(service=make.SERVICE, content=model.to_bytes(), days=model.days, actor=SYSTEM)
    cache.clear()


def test_without_a_model_nobody_is_told_anything_learnt() -> None:
    make.Visit()
    assert living.estimates(make.OFFICE) == {}


def test_with_a_model_the_phone_hears_what_was_learnt(model: Model) -> None:
    visit = make.Visit()
    kept_model(model)
    told = living.estimates(make.OFFICE)[visit.case_id]
    assert set(told.calls) == set(model.path.steps)
    mine = estimate.Mine(make.OFFICE, clock.now(), rank_at=clock.now(), case_id=visit.case_id)
    minutes = estimate.to_call("acceptance", mine)
    assert minutes.low <= told.calls["acceptance"].low
    assert minutes.high >= told.calls["acceptance"].high


def test_with_a_model_each_later_step_is_told_by_it(model: Model) -> None:
    from onelane.office.cases import queries as cases

    visit = make.Visit()
    kept_model(model)
    learnt = living.estimates(make.OFFICE)[visit.case_id]
    case = cases.view(visit.case_id, visit.clerk)
    mine = estimate.Mine(make.OFFICE, clock.now(), rank_at=clock.now(), case_id=visit.case_id)

    told = estimate.to_begins([], case, mine)

    assert set(told) == {step.code for step in case.steps if step.standing == "next"}
    assert all(told[step].low <= learnt.calls[step].low <= told[step].high for step in told)


def test_the_state_of_the_lane_is_three_statements(model: Model, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        make.Visit().accept()
    kept_model(model)
    living.models(make.OFFICE)
    with django_assert_num_queries(3):
        found = living.estimates(make.OFFICE)
    assert len(found) == 3


def test_what_the_tables_say_now_is_what_the_journal_will_say_of_now(model: Model) -> None:
    from onelane.twin.forecast.situation import Past

    make.Visit().walk_to("review")
    make.Visit().accept()
    make.Visit()
    now = clock.now()
    told = living.situation(floor.floor(make.OFFICE, now), make.SERVICE, model)
    past = Past(tracing.traces_of(make.OFFICE, clock.today())).at(told.now)
    assert [(one.done, set(one.in_hand), one.waits) for one in told.inside] == [
        (one.done, set(one.in_hand), one.waits) for one in past.inside
    ]
    assert told.arrivals == past.arrivals


def test_a_model_of_another_form_is_passed_over() -> None:
    make.Visit()
    forecasts.keep(service=make.SERVICE, content=b"torn", days=3, actor=SYSTEM)
    cache.clear()
    assert living.estimates(make.OFFICE) == {}


class Days:
    """A journal of days that were simulated; the office's own has none of the past."""

    def __init__(self, days: dict[date, list[Trace]]) -> None:
        self.days = days

    def traces_of(self, office: str, day: date) -> list[Trace]:  # noqa: ARG002 - there is one office
        return self.days.get(day, [])

    def days_with_tickets(self, office: str, *, before: date, limit: int) -> list[date]:  # noqa: ARG002 - as above
        return sorted((day for day in self.days if day < before), reverse=True)[:limit]


def test_the_journal_teaches_a_model_and_days_after_it_judge_it(days: Sequence[Sequence[Trace]]) -> None:
    today = clock.today()
    as_if = [[replace(one, service=make.SERVICE) for one in day[:90]] for day in days]
    journal = Days({today - timedelta(days=6 - at): day for at, day in enumerate(as_if)})
    little = learning.Effort(trees=6, moments=6)

    assert learning.learn_now(make.OFFICE, journal=journal, effort=little) == {make.SERVICE: 6}
    assert learning.judge_days(make.OFFICE, journal=journal) == []  # it has learnt from these very days

    journal.days[today] = as_if[0]
    learning.adapt_today(make.OFFICE, journal=journal)
    assert kept.known(make.OFFICE)[0].missed["day"] == today.isoformat()
    tomorrow = clock.now() + timedelta(days=1)
    assert learning.judge_days(make.OFFICE, at=tomorrow, journal=journal) == [today]
    (end,) = kept.qualities(make.OFFICE, since=today)
    assert 0 < end.held <= 1
    assert {one.step for one in kept.qualities(make.OFFICE, since=today, steps=True)} > {"acceptance", "later"}
    assert learning.judge_days(make.OFFICE, at=tomorrow, journal=journal) == []  # once is enough


def test_too_few_visits_teach_nothing() -> None:
    make.Visit()
    assert learning.learn_now(make.OFFICE, at=clock.now() + timedelta(days=1)) == {}


def test_it_is_night_when_nobody_works() -> None:
    noon = clock.now().astimezone(clock.OFFICE_ZONE).replace(hour=12)
    assert not learning.is_night(noon)
    assert learning.is_night(noon.replace(hour=21))
    assert learning.is_due(make.OFFICE, noon)
