"""Who a signed-in citizen is, and for whom he may act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

import make
from onelane.kernel.actor import Actor
from onelane.registers.people import queries

pytestmark = pytest.mark.django_db
OWNER, AGENT = "370299198503120016", "370299199006150024"


@pytest.fixture
def two(clock: Any) -> tuple[int, Actor]:
    """An owner known to the register and an agent with an account."""
    from onelane.registers.people import actions, citizens

    assert clock
    owner = actions.know(kind="individual", id_type="A", id_no=OWNER, name="示例甲", actor=make.actor("system"))
    account = citizens.open_account(
        name="示例乙", id_no=AGENT, mobile="13900000002", password="x" * 14, actor=make.actor("system")
    )
    return owner.pk, Actor(str(account.pk), "citizen", make.OFFICE)


@pytest.fixture
def authorise(two: tuple[int, Actor]) -> Callable[..., int]:
    from onelane.kernel import clock
    from onelane.registers.people.models import Authorisation

    def make_one(**told: Any) -> int:
        today = clock.today()
        given = {
            "owner_id": two[0], "agent_id": queries.person_of(two[1]), "about": "vehicle", "begins": today,
            "ends": today + timedelta(days=10), "state": "confirmed", "asked_by": "owner", "asked_at": clock.now(),
        }  # fmt: skip
        return Authorisation.objects.create(**(given | told)).pk

    return make_one


def test_a_citizen_is_the_person_of_his_account_and_nobody_else_is_one(two: tuple[int, Actor]) -> None:
    _, agent = two

    assert queries.person_of(agent) is not None
    assert queries.person_of(Actor(agent.id, "clerk", make.OFFICE)) is None
    assert queries.person_of(Actor("ticket:1", "citizen", make.OFFICE)) is None


def test_without_an_authorisation_nobody_acts_for_another(two: tuple[int, Actor]) -> None:
    assert queries.may_act_for(two[1], two[0], "vehicle") is None


def test_an_agent_acts_from_the_first_to_the_last_day(
    two: tuple[int, Actor], authorise: Callable[..., int], clock: Any
) -> None:
    from onelane.kernel.clock import today

    given, first = authorise(), today()

    allowed = {
        days: queries.may_act_for(two[1], two[0], "vehicle", on=first + timedelta(days)) for days in (-1, 0, 10, 11)
    }
    assert allowed == {-1: None, 0: given, 10: given, 11: None}


@pytest.mark.parametrize("state", ["asked", "declined", "ended"])
def test_only_what_the_owner_confirmed_counts(
    state: str, two: tuple[int, Actor], authorise: Callable[..., int]
) -> None:
    authorise(state=state)

    assert queries.may_act_for(two[1], two[0], "vehicle") is None


def test_an_authorisation_reaches_as_far_as_it_says(two: tuple[int, Actor], authorise: Callable[..., int]) -> None:
    given = authorise(service="inspection-mark", subject=7)

    reached = queries.may_act_for(two[1], two[0], "vehicle", service="inspection-mark", subject=7)
    assert reached == given
    assert queries.may_act_for(two[1], two[0], "vehicle", service="inspection-mark", subject=8) is None
    assert queries.may_act_for(two[1], two[0], "vehicle", service="plate-replacement", subject=7) is None
    assert queries.may_act_for(two[1], two[0], "driver", service="inspection-mark", subject=7) is None
