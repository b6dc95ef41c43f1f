"""Numbers withheld, retired and restored: two persons, a reason that is published, all numbers or none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.plates import actions as plates
from onelane.office.plates import queries
from onelane.office.plates.models import KeepingBack

Maker = Callable[..., Any]
MAKER = Actor("li", "manager", "qingdao")
CHECKER = Actor("wang", "manager", "qingdao")
MACHINE = Actor("machine-1", "machine", "qingdao")
pytestmark = pytest.mark.usefixtures("pool")


@pytest.fixture
def pool(clock: Any, segment: Maker) -> None:
    """A hundred blue numbers."""
    segment("02", "NLNNN", "1A000", "1A099")


def propose(deed: str = "withhold", *numbers: str, why: str = "Read out in court") -> KeepingBack:
    return plates.propose_notice(
        deed=deed, category="02", plates=numbers or ("鲁B1A044", "鲁B·1A077"), why=why, actor=MAKER
    )


def test_a_notice_withholds_once_a_second_person_confirms_it() -> None:
    notice = propose()
    assert queries.account("qingdao", "02").by_state["withheld"] == 0
    assert queries.notices("qingdao") == []

    plates.confirm_notice(notice_id=notice.pk, actor=CHECKER)

    account = queries.account("qingdao", "02")
    assert (account.by_state["withheld"], account.adds_up) == (2, True)
    assert [one.why for one in queries.notices("qingdao")] == ["Read out in court"]


def test_who_made_a_notice_cannot_confirm_it() -> None:
    with pytest.raises(Refused, match=r"plates\.second_person_for_notice"):
        plates.confirm_notice(notice_id=propose().pk, actor=MAKER)


def test_the_database_too_wants_a_second_person_for_a_notice() -> None:
    from onelane.kernel import clock

    notice = propose()

    with pytest.raises(IntegrityError, match="a_notice_has_a_second_person"):
        KeepingBack.objects.filter(pk=notice.pk).update(confirmed_by="li", confirmed_at=clock.now())


def test_a_notice_is_confirmed_once() -> None:
    notice = propose()
    plates.confirm_notice(notice_id=notice.pk, actor=CHECKER)

    with pytest.raises(Refused, match=r"plates\.already_confirmed"):
        plates.confirm_notice(notice_id=notice.pk, actor=CHECKER)


def test_nobody_loses_the_number_in_his_hand_to_a_notice(new_case: Maker) -> None:
    shown = plates.draw(case=new_case(), actor=MACHINE).plates[0]
    free = queries.free_like("qingdao", "02", "鲁B1A###", most=1)[0]
    notice = propose("withhold", shown, free)

    with pytest.raises(Refused, match=r"plates\.not_all_free"):
        plates.confirm_notice(notice_id=notice.pk, actor=CHECKER)
    assert queries.account("qingdao", "02").by_state["withheld"] == 0


def test_a_withheld_number_is_drawn_by_nobody_and_comes_back_by_another_notice(new_case: Maker) -> None:
    kept = queries.free_like("qingdao", "02", "鲁B1A0##", most=60)
    plates.confirm_notice(notice_id=propose("withhold", *kept).pk, actor=CHECKER)

    assert set(plates.draw(case=new_case(), actor=MACHINE).plates) & set(kept) == set()
    plates.confirm_notice(notice_id=propose("restore", *kept).pk, actor=CHECKER)
    assert len(plates.draw(case=new_case(), actor=MACHINE).plates) == 50


def test_a_receipt_cites_the_notice_that_withheld_a_number_it_passed_over(new_case: Maker) -> None:
    kept = queries.free_like("qingdao", "02", "鲁B1A0##", most=60)
    plates.confirm_notice(notice_id=propose("withhold", *kept).pk, actor=CHECKER)
    case = new_case()
    plates.draw(case=case, actor=MACHINE)

    receipt = queries.receipt_of(case.pk, 1)

    told = queries.verified(receipt)
    assert told.stated == told.passed_over > 0


def test_a_retired_number_never_comes_back() -> None:
    plates.confirm_notice(notice_id=propose("retire").pk, actor=CHECKER)

    with pytest.raises(Refused, match=r"plates\.not_all_free"):
        plates.confirm_notice(notice_id=propose("restore").pk, actor=CHECKER)
    assert queries.account("qingdao", "02").by_state["retired"] == 2


@pytest.mark.parametrize(
    ("deed", "numbers", "why", "code"),
    [
        ("sell", ("鲁B1A001",), "why not", "plates.notice_unclear"),
        ("withhold", ("鲁B1A001", "鲁B·1A001"), "twice", "plates.notice_unclear"),
        ("withhold", ("鲁B1A001",), "  ", "plates.notice_without_reason"),
        ("withhold", ("鲁B9Z999",), "not ours", "plates.not_in_pool"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(deed: str, numbers: tuple[str, ...], why: str, code: str) -> None:
    with pytest.raises(Refused) as no:
        propose(deed, *numbers, why=why)

    assert no.value.code == code


def test_a_notice_of_another_office_is_not_found() -> None:
    with pytest.raises(Refused, match=r"plates\.no_such_notice"):
        plates.confirm_notice(notice_id=propose().pk, actor=Actor("wang", "manager", "jinan"))
