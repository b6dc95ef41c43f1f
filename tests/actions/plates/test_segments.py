"""Segments: proposed by one person, released by another, every number accounted for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.plates import actions as plates
from onelane.office.plates import queries

MAKER = Actor("li", "manager", "qingdao")
CHECKER = Actor("wang", "manager", "qingdao")
MACHINE = Actor("machine-1", "machine", "qingdao")
Maker = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("clock", "office")


def propose(**changed: str) -> Any:
    told = {"category": "02", "prefix": "鲁B", "pattern": "NLNNN", "first": "1A000", "last": "1A099"} | changed
    return plates.propose_segment(office="qingdao", actor=MAKER, **told)


def test_a_proposed_segment_has_no_numbers_yet() -> None:
    assert propose().quantity == 100
    assert queries.account("qingdao", "02").every == 0


def test_a_second_person_releases_and_every_number_is_free() -> None:
    plates.release_segment(segment_id=propose().pk, actor=CHECKER)

    account = queries.account("qingdao", "02")
    assert (account.every, account.by_state["free"], account.adds_up) == (100, 100, True)


def test_who_made_a_segment_cannot_release_it() -> None:
    with pytest.raises(Refused, match=r"plates\.second_person_needed"):
        plates.release_segment(segment_id=propose().pk, actor=MAKER)


def test_the_database_too_wants_a_second_person(django_assert_num_queries: Any) -> None:
    from django.db import IntegrityError

    from onelane.kernel import clock
    from onelane.office.plates.models import Segment

    made = propose()

    with django_assert_num_queries(1), pytest.raises(IntegrityError, match="a_release_has_a_second_person"):
        Segment.objects.filter(pk=made.pk).update(state="released", released_by="li", released_at=clock.now())


def test_a_segment_is_released_once() -> None:
    made = propose()
    plates.release_segment(segment_id=made.pk, actor=CHECKER)

    with pytest.raises(Refused, match=r"plates\.already_released"):
        plates.release_segment(segment_id=made.pk, actor=CHECKER)


def test_segments_that_share_a_number_are_not_both_released() -> None:
    plates.release_segment(segment_id=propose().pk, actor=CHECKER)
    other = propose(first="1A099", last="1A200")

    with pytest.raises(Refused, match=r"plates\.segment_overlaps"):
        plates.release_segment(segment_id=other.pk, actor=CHECKER)


def test_blue_and_yellow_plates_may_bear_the_same_characters() -> None:
    plates.release_segment(segment_id=propose().pk, actor=CHECKER)
    plates.release_segment(segment_id=propose(category="01").pk, actor=CHECKER)

    assert queries.account("qingdao", "01").by_state["free"] == 100


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"prefix": "鲁A"}, "plates.foreign_prefix"),
        ({"pattern": "NNNNNN", "first": "000000", "last": "000009"}, "plates.not_of_category"),
        ({"category": "52"}, "plates.not_of_category"),
        ({"category": "99"}, "plates.not_of_category"),
        ({"first": "1I000"}, "numbers.segment_pattern"),
        ({"first": "1B000"}, "numbers.segment_order"),
    ],
)
def test_a_segment_that_cannot_be_is_refused(changed: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as no:
        propose(**changed)

    assert no.value.code == code


def test_another_office_cannot_release() -> None:
    with pytest.raises(Refused, match=r"plates\.no_such_segment"):
        plates.release_segment(segment_id=propose().pk, actor=Actor("wang", "manager", "jinan"))


def test_an_empty_pool_uses_up_no_draw(segment: Maker, new_case: Maker) -> None:
    case = new_case()
    with pytest.raises(Refused, match=r"plates\.none_left"):
        plates.draw(case=case, actor=MACHINE)

    segment("02", "NLNNN", "1A000", "1A019", prefix="鲁U")

    assert len(plates.draw(case=case, actor=MACHINE).plates) == 20


@pytest.mark.parametrize(("fuel", "letter"), [("C", "D"), ("O", "F"), ("P", "F")])
def test_an_electric_car_draws_from_the_numbers_of_its_drive(
    segment: Maker, new_case: Maker, fuel: str, letter: str
) -> None:
    segment("52", "DNNNNN", "D00000", "D00079")
    segment("52", "FNNNNN", "F00000", "F00079")

    offer = plates.draw(case=new_case(plate_category="52", fuel_type=fuel), actor=MACHINE)

    assert {plate[2] for plate in offer.plates} == {letter}


def test_the_demonstration_opens_its_segments_once_for_both_prefixes() -> None:
    from onelane.office.plates import demo

    assert demo.open_segments("qingdao") == 6
    assert demo.open_segments("qingdao") == 0
    assert (queries.account("qingdao", "02").every, queries.account("qingdao", "52").every) == (6000, 2000)
