"""Other authorities that answer, are silent, or are wrong."""

from __future__ import annotations

import importlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests import known, make

from home_office import DELIVERY, SERVICE, account
from onelane.kernel.actor import Actor
from onelane.records import outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def applied(settings: Any, clock: Any, tmp_path: Path) -> Any:
    """An application for an exempt mark in the demo office, whose authorities can misbehave."""
    from onelane.office.cases import plans
    from onelane.office.stations import applying
    from onelane.registers.offices.queries import forget

    settings.ONELANE = settings.ONELANE | {"CATALOGUE": ""}
    forget()
    plans._written.cache_clear()
    make.office()
    importlib.import_module("onelane.office.checks.tasks")
    owner = known.person(mobile="13800000001")
    car = known.vehicle(owner=owner)
    who = Actor(str(account(owner, "home", "13800000001").pk), "citizen", make.OFFICE)
    begun = applying.begin(service=SERVICE, applicant=owner.pk, subject=car.pk, channel="portal", actor=who)
    applying.save(case_id=begun.pk, answers=DELIVERY, actor=who)
    return lambda: applying.submit(case_id=begun.pk, actor=who).case_id


def moods(settings: Any, **told: str) -> None:
    folder = Path(settings.ONELANE["PRACTICE"])
    folder.mkdir(exist_ok=True)
    (folder / "checks.json").write_text(json.dumps(told))


def states(case_id: int) -> dict[str, tuple[str, bool | None]]:
    from onelane.office.checks import queries

    return {one.kind: (one.state, one.holds) for one in queries.checks_of(case_id)}


def test_each_authority_is_asked_once_and_its_day_is_known_to_the_rules(applied: Any) -> None:
    from onelane.office.checks import queries

    case_id = applied()
    outbox.carry_out(50)
    assert states(case_id)["insurance"] == ("answered", True)
    assert states(case_id)["vessel_tax"] == ("answered", True)
    assert queries.facts_of(case_id)["vehicle.insured_to"] == date(2027, 12, 31).isoformat()


def test_one_that_is_down_is_asked_again_and_the_others_answer(applied: Any, settings: Any, clock: Any) -> None:
    moods(settings, insurance="down")
    case_id = applied()
    outbox.carry_out(50)
    assert states(case_id)["insurance"] == ("asked", None)
    assert states(case_id)["vessel_tax"] == ("answered", True)
    moods(settings)
    clock.forward(minutes=2)
    outbox.carry_out(50)
    assert states(case_id)["insurance"] == ("answered", True)


@pytest.mark.parametrize(("minutes", "state"), [(14, "asked"), (16, "silent")])
def test_after_a_quarter_of_an_hour_the_reviewer_is_told_that_nobody_answers(
    applied: Any, settings: Any, clock: Any, minutes: int, state: str
) -> None:
    moods(settings, insurance="down")
    case_id = applied()
    outbox.carry_out(50)
    clock.forward(minutes=minutes)
    outbox.carry_out(50)
    assert states(case_id)["insurance"] == (state, None)


def test_a_wrong_answer_is_kept_as_it_was_said(applied: Any, settings: Any) -> None:
    moods(settings, insurance="wrong")
    case_id = applied()
    outbox.carry_out(50)
    assert states(case_id)["insurance"] == ("answered", False)
