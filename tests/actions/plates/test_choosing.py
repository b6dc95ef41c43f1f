"""Choosing a number: draw, take, give back, time out, issue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.plates import actions as plates
from onelane.office.plates import queries, tasks

MACHINE = Actor("machine-1", "machine", "qingdao")
Maker = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("pool")


@pytest.fixture
def pool(clock: Any, segment: Maker) -> None:
    """Two hundred blue numbers."""
    segment("02", "NLNNN", "1A000", "1A199")


def counts(**expected: int) -> dict[str, int]:
    return {"free": 0, "held": 0, "issued": 0, "withheld": 0, "retired": 0} | expected


def test_a_draw_holds_fifty_numbers_for_three_minutes(new_case: Maker, clock: Any) -> None:
    case = new_case()

    offer = plates.draw(case=case, actor=MACHINE)

    assert len(set(offer.plates)) == 50
    assert (offer.until - clock.at).total_seconds() == 180
    assert queries.candidates(case.pk) == offer
    assert queries.account("qingdao", "02").by_state == counts(free=150, held=50)


def test_drawing_again_while_the_time_runs_shows_the_same_list(new_case: Maker, clock: Any) -> None:
    case = new_case()
    offer = plates.draw(case=case, actor=MACHINE)

    clock.forward(seconds=179)

    assert plates.draw(case=case, actor=MACHINE) == offer


def test_taking_one_frees_the_other_forty_nine(new_case: Maker) -> None:
    case = new_case()
    offer = plates.draw(case=case, actor=MACHINE)

    number = plates.take(case_id=case.pk, plate=offer.plates[7], actor=MACHINE)

    assert (number.plate, number.state) == (offer.plates[7], "held")
    assert queries.account("qingdao", "02").by_state == counts(free=199, held=1)
    assert queries.candidates(case.pk) is None


def test_a_second_press_takes_the_same_number(new_case: Maker) -> None:
    case = new_case()
    wanted = plates.draw(case=case, actor=MACHINE).plates[0]

    first = plates.take(case_id=case.pk, plate=wanted, actor=MACHINE)

    assert plates.take(case_id=case.pk, plate=f"{wanted[:2]}·{wanted[2:]}", actor=MACHINE).plate == first.plate


def test_a_case_takes_one_number_and_no_second(new_case: Maker) -> None:
    case = new_case()
    offer = plates.draw(case=case, actor=MACHINE)
    plates.take(case_id=case.pk, plate=offer.plates[0], actor=MACHINE)

    with pytest.raises(Refused, match=r"plates\.already_chosen"):
        plates.take(case_id=case.pk, plate=offer.plates[1], actor=MACHINE)
    with pytest.raises(Refused, match=r"plates\.already_chosen"):
        plates.draw(case=case, actor=MACHINE)


def test_a_number_on_another_list_cannot_be_taken(new_case: Maker) -> None:
    theirs = plates.draw(case=new_case(), actor=MACHINE).plates[0]
    case = new_case()
    plates.draw(case=case, actor=MACHINE)

    with pytest.raises(Refused, match=r"plates\.taken"):
        plates.take(case_id=case.pk, plate=theirs, actor=MACHINE)


def test_a_free_number_that_was_not_offered_cannot_be_taken(new_case: Maker) -> None:
    from onelane.office.plates.models import Holding, Number

    case = new_case()
    plates.draw(case=case, actor=MACHINE)
    free = Number.objects.exclude(plate__in=Holding.objects.values("plate"))[0].plate

    with pytest.raises(Refused, match=r"plates\.not_offered"):
        plates.take(case_id=case.pk, plate=free, actor=MACHINE)


def test_a_number_cannot_be_taken_once_the_time_is_over(new_case: Maker, clock: Any) -> None:
    case = new_case()
    offer = plates.draw(case=case, actor=MACHINE)

    clock.forward(seconds=180)

    with pytest.raises(Refused, match=r"plates\.hold_expired"):
        plates.take(case_id=case.pk, plate=offer.plates[0], actor=MACHINE)


def test_a_time_out_of_the_last_list_takes_its_first_number(new_case: Maker, clock: Any) -> None:
    case = new_case()
    offer = plates.draw(case=case, actor=MACHINE)

    clock.forward(seconds=180)

    assert tasks.return_overdue() == 1
    chosen = queries.chosen(case.pk)
    assert chosen is not None
    assert chosen.plate == offer.plates[0]
    assert queries.account("qingdao", "02").by_state == counts(free=199, held=1)


def test_a_list_that_is_not_the_last_goes_back_and_another_may_be_drawn(
    new_case: Maker, clock: Any, set_terms: Maker
) -> None:
    set_terms(draws=2)
    case = new_case()
    plates.draw(case=case, actor=MACHINE)

    clock.forward(seconds=180)
    tasks.return_overdue()

    assert queries.account("qingdao", "02").by_state == counts(free=200)
    assert plates.draw(case=case, actor=MACHINE).draws_left == 0


def test_a_list_given_back_early_uses_its_draw(new_case: Maker) -> None:
    case = new_case()
    plates.draw(case=case, actor=MACHINE)

    assert plates.give_back(case_id=case.pk, actor=MACHINE) == 50
    with pytest.raises(Refused, match=r"plates\.no_draws_left"):
        plates.draw(case=case, actor=MACHINE)


def test_a_number_chosen_but_not_used_returns_after_a_day(new_case: Maker, clock: Any) -> None:
    case = new_case()
    plates.take(case_id=case.pk, plate=plates.draw(case=case, actor=MACHINE).plates[0], actor=MACHINE)

    clock.forward(hours=24)
    with pytest.raises(Refused, match=r"plates\.hold_expired"):
        plates.issue(case_id=case.pk, actor=MACHINE)
    tasks.return_overdue()

    assert queries.account("qingdao", "02").by_state == counts(free=200)


def test_an_issued_number_stays_issued(new_case: Maker, clock: Any) -> None:
    case = new_case()
    plates.take(case_id=case.pk, plate=plates.draw(case=case, actor=MACHINE).plates[0], actor=MACHINE)

    issued = plates.issue(case_id=case.pk, actor=MACHINE)
    clock.forward(days=2)
    tasks.return_overdue()

    assert plates.issue(case_id=case.pk, actor=MACHINE).plate == issued.plate
    assert queries.account("qingdao", "02").by_state == counts(free=199, issued=1)
    with pytest.raises(Refused, match=r"plates\.already_issued"):
        plates.give_back(case_id=case.pk, actor=MACHINE)


def test_nothing_is_issued_before_something_is_chosen(new_case: Maker) -> None:
    case = new_case()
    plates.draw(case=case, actor=MACHINE)

    with pytest.raises(Refused, match=r"plates\.none_chosen"):
        plates.issue(case_id=case.pk, actor=MACHINE)


def test_a_case_of_another_office_is_not_found(new_case: Maker) -> None:
    with pytest.raises(Refused, match=r"plates\.no_such_case"):
        plates.draw(case=new_case(), actor=Actor("machine-1", "machine", "jinan"))


def test_each_deed_is_noted_in_the_case(new_case: Maker) -> None:
    from onelane.records.models import Entry

    case = new_case()
    plates.take(case_id=case.pk, plate=plates.draw(case=case, actor=MACHINE).plates[0], actor=MACHINE)
    plates.issue(case_id=case.pk, actor=MACHINE)

    noted = Entry.objects.filter(chain=f"case:{case.pk}").order_by("seq").values_list("deed", flat=True)
    assert list(noted) == ["plates.drawn", "plates.taken", "plates.issued"]


def test_the_database_allows_one_issued_number_a_case(new_case: Maker) -> None:
    from django.db import IntegrityError

    from onelane.office.plates.models import Holding

    case = new_case()
    offer = plates.draw(case=case, actor=MACHINE)

    with pytest.raises(IntegrityError, match="one_issued_number_a_case"):
        Holding.objects.filter(plate__in=offer.plates[:2]).update(state="issued")


def test_the_database_allows_one_holder_a_number(new_case: Maker) -> None:
    from django.db import IntegrityError

    from onelane.office.plates.models import Holding

    offer = plates.draw(case=new_case(), actor=MACHINE)

    with pytest.raises(IntegrityError, match="plates_holding_pkey"):
        Holding.objects.create(
            category="02", plate=offer.plates[0], office_id="qingdao", state="held", case=new_case(), claim="x"
        )


@pytest.mark.parametrize(
    "broken",
    [{"state": "sold"}, {"case": None}, {"state": "withheld"}, {"state": "withheld", "case": None}],
)
def test_the_database_refuses_a_holding_that_contradicts_itself(new_case: Maker, broken: dict[str, Any]) -> None:
    from django.db import IntegrityError

    from onelane.office.plates.models import Holding

    plates.draw(case=new_case(), actor=MACHINE)

    with pytest.raises(IntegrityError, match="a_holding_says_for_whom_or_why"):
        Holding.objects.update(**broken)


@pytest.mark.parametrize("broken", [{"chosen": "鲁B1A000"}, {"until": None}, {"plates": []}])
def test_the_database_refuses_a_hand_that_contradicts_itself(new_case: Maker, broken: dict[str, Any]) -> None:
    from django.db import IntegrityError

    from onelane.office.plates.models import Hand

    plates.draw(case=new_case(), actor=MACHINE)

    with pytest.raises(IntegrityError, match="a_hand_holds_a_list_or_one_number_until_a_moment"):
        Hand.objects.update(**broken)


def test_an_account_with_a_number_in_nobodys_hand_does_not_add_up(new_case: Maker) -> None:
    from onelane.office.plates.models import Hand

    plates.draw(case=new_case(), actor=MACHINE)
    assert queries.account("qingdao", "02").adds_up

    Hand.objects.update(plates=[], until=None)

    assert not queries.account("qingdao", "02").adds_up
