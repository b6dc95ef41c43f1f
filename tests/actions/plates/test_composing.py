"""Self-composed numbers: wishes in order, tries counted, new segments for draws only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.plates import actions as plates
from onelane.office.plates import queries

Maker = Callable[..., Any]
MACHINE = Actor("machine-1", "machine", "qingdao")
pytestmark = pytest.mark.usefixtures("pool")


@pytest.fixture
def pool(clock: Any, segment: Maker) -> None:
    """Two hundred blue numbers, out for eight days."""
    segment("02", "NLNNN", "1A000", "1A199")
    clock.forward(days=8)


def test_the_first_wish_that_is_free_wins(new_case: Maker) -> None:
    plates.compose(case_id=new_case().pk, wishes=["鲁B1A088"], actor=MACHINE)
    case = new_case()

    number = plates.compose(case_id=case.pk, wishes=["鲁B·1A088", "鲁B1A166", "鲁B1A111"], actor=MACHINE)

    assert number is not None
    assert number.plate == "鲁B1A166"
    assert queries.tries_used(case.pk) == 3


def test_when_no_wish_is_free_the_tries_are_used_all_the_same(new_case: Maker) -> None:
    plates.compose(case_id=new_case().pk, wishes=["鲁B1A088"], actor=MACHINE)
    case = new_case()

    assert plates.compose(case_id=case.pk, wishes=["鲁B1A088"], actor=MACHINE) is None
    assert queries.tries_used(case.pk) == 1
    assert queries.chosen(case.pk) is None


def test_the_tries_of_a_case_end(new_case: Maker, set_settings: Maker) -> None:
    set_settings(**{"plate.self.tries": 3})
    plates.compose(case_id=new_case().pk, wishes=["鲁B1A088"], actor=MACHINE)
    case = new_case()
    for _ in range(3):
        plates.compose(case_id=case.pk, wishes=["鲁B1A088"], actor=MACHINE)

    with pytest.raises(Refused, match=r"plates\.no_tries_left"):
        plates.compose(case_id=case.pk, wishes=["鲁B1A089"], actor=MACHINE)
    assert len(plates.draw(case=case, actor=MACHINE).plates) == 50


def test_a_new_segment_is_for_draws_only(segment: Maker, new_case: Maker, clock: Any) -> None:
    segment("02", "LNNNN", "A0000", "A0099")
    case = new_case()

    clock.forward(days=6)
    assert plates.compose(case_id=case.pk, wishes=["鲁BA0001"], actor=MACHINE) is None
    clock.forward(days=1)
    assert plates.compose(case_id=case.pk, wishes=["鲁BA0001"], actor=MACHINE) is not None


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ([], "plates.wishes_unclear"),
        (["鲁B1A001", "鲁B·1A001"], "plates.wishes_unclear"),
        ([f"鲁B1A00{n}" for n in range(6)], "plates.too_many_wishes"),
        (["鲁B1I000"], "numbers.plate_form"),
        (["鲁A1A000"], "numbers.plate_prefix"),
        (["鲁BD12345"], "numbers.plate_form"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_and_costs_nothing(new_case: Maker, wishes: list[str], code: str) -> None:
    case = new_case()

    with pytest.raises(Refused) as no:
        plates.compose(case_id=case.pk, wishes=wishes, actor=MACHINE)

    assert (no.value.code, queries.tries_used(case.pk)) == (code, 0)


def test_an_electric_car_composes_no_number_of_a_hybrid(new_case: Maker) -> None:
    case = new_case(plate_category="52", fuel_type="C")

    with pytest.raises(Refused, match=r"plates\.not_of_pool"):
        plates.compose(case_id=case.pk, wishes=["鲁BF12345"], actor=MACHINE)


def test_composing_gives_a_list_on_the_screen_back(new_case: Maker) -> None:
    case = new_case()
    offer = plates.draw(case=case, actor=MACHINE)

    plates.compose(case_id=case.pk, wishes=[offer.plates[3]], actor=MACHINE)

    assert queries.account("qingdao", "02").by_state["held"] == 1


def test_what_is_free_is_shown_by_pattern_and_by_form(segment: Maker, new_case: Maker) -> None:
    segment("02", "LNNNN", "A0000", "A0009", prefix="鲁U")
    plates.compose(case_id=new_case().pk, wishes=["鲁B1A088"], actor=MACHINE)

    assert queries.free_by_pattern("qingdao", "02") == [
        queries.PatternLeft("鲁B", "NLNNN", 199, 200),
        queries.PatternLeft("鲁U", "LNNNN", 10, 10),
    ]
    assert queries.free_like("qingdao", "02", "鲁B·1A#88") == ["鲁B1A188"]
    assert queries.free_like("qingdao", "02", "鲁B1@?8?", most=3) == ["鲁B1A080", "鲁B1A081", "鲁B1A082"]
    assert queries.free_like("qingdao", "02", ".*") == []
