"""The register of drivers: licences and their cards, deferrals, learners; the database says no."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests import known, make

from onelane.kernel.refusal import Refused
from onelane.registers.drivers import actions as drivers
from onelane.registers.drivers import rules
from onelane.registers.drivers.models import Card

pytestmark = pytest.mark.django_db
CLERK = make.actor("system")


@pytest.fixture(autouse=True)
def _office(clock: Any) -> None:
    make.office()


@pytest.mark.parametrize(
    ("term", "clean", "follows"), [(6, True, 10), (10, True, 0), (0, True, 0), (6, False, 6), (10, False, 10)]
)
def test_six_years_become_ten_and_ten_become_long_term_without_twelve_points(
    term: int,
    clean: bool,  # noqa: FBT001 - a fact of the table
    follows: int,
) -> None:
    assert rules.next_term(term, clean=clean) == follows


def test_a_renewed_licence_runs_on_from_its_old_end_with_a_new_chip_number() -> None:
    licence = known.licence(ends=date(2026, 12, 20))
    before = Card.objects.get(licence=licence).card_no

    renewed = drivers.renew(licence_id=licence.pk, clean=True, actor=CLERK)

    assert (renewed.term, renewed.valid_from, renewed.valid_to) == (10, date(2026, 12, 20), date(2036, 12, 20))
    after = Card.objects.get(licence=licence, voided_at=None).card_no
    assert after != before
    assert Card.objects.filter(licence=licence, voided_at=None).count() == 1


def test_a_term_of_a_leap_day_ends_on_the_last_of_february() -> None:
    assert rules.ends(date(2024, 2, 29), 6) == date(2030, 2, 28)
    assert rules.ends(date(2024, 2, 29), 0) is None


def test_a_renewal_takes_overdue_letters_away_and_leaves_the_others() -> None:
    licence = known.licence(status="HMS")
    assert drivers.renew(licence_id=licence.pk, clean=True, actor=CLERK).status == "H"


def test_a_long_term_licence_is_not_renewed() -> None:
    licence = known.licence(term=0)
    with pytest.raises(Refused, match=r"drivers\.long_term"):
        drivers.renew(licence_id=licence.pk, clean=True, actor=CLERK)


def test_nobody_holds_two_licences() -> None:
    licence = known.licence()
    with pytest.raises(Refused, match=r"drivers\.licensed_already"):
        known.licence(holder=licence.person)


@pytest.mark.parametrize("classes", ["", "C9", "1C", "C1X"])
def test_a_class_that_does_not_exist_is_refused(classes: str) -> None:
    with pytest.raises(Refused, match=r"drivers\.class_unknown"):
        known.licence(classes=classes)


def test_a_deferral_is_granted_once_at_a_time_and_writes_its_letter() -> None:
    licence = known.licence(status="M")
    told = {"licence_id": licence.pk, "kind": "N", "since": date(2026, 12, 1), "until": date(2027, 12, 1)}

    drivers.defer(**told, reason="service", actor=CLERK)

    licence.refresh_from_db()
    assert licence.status == "N"
    with pytest.raises(Refused, match=r"drivers\.deferred_already"):
        drivers.defer(**told, reason="abroad", actor=CLERK)


@pytest.mark.parametrize(
    ("classes", "said"), [({"C1", "D"}, "C1D"), ({"A2", "C1", "D"}, "A2D"), ({"F", "C2"}, "C2F"), ({"E", "F"}, "E")]
)
def test_classes_are_written_in_order_without_those_included(classes: set[str], said: str) -> None:
    assert rules.written(classes) == said


def test_a_learner_gets_the_permit_with_the_first_subject() -> None:
    learner = known.learner(passed=())
    assert learner.permit_no is None

    passed = drivers.pass_subject(
        learner_id=learner.pk, subject="1", on=date(2026, 10, 1), permit_to=date(2029, 10, 1), actor=CLERK
    )

    assert passed.permit_no == f"370226{learner.pk:06d}"
    assert passed.permit_to == date(2029, 10, 1)


def test_a_learner_has_one_open_file_a_class() -> None:
    learner = known.learner()
    with pytest.raises(Refused, match=r"learners\.enrolled_already"):
        known.learner(holder=learner.person)


def test_an_exam_fee_is_paid_once_a_subject() -> None:
    learner = known.learner()
    drivers.exam_paid(learner_id=learner.pk, subject="2", actor=CLERK)
    with pytest.raises(Refused, match=r"learners\.fee_paid_already"):
        drivers.exam_paid(learner_id=learner.pk, subject="2", actor=CLERK)


def test_what_the_register_does_not_know_is_refused() -> None:
    for deed in (drivers.renew, drivers.replace_card):
        with pytest.raises(Refused, match=r"drivers\.unknown"):
            deed(licence_id=0, actor=CLERK, **({"clean": True} if deed is drivers.renew else {"why": "lost"}))
    with pytest.raises(Refused, match=r"learners\.unknown"):
        drivers.exam_paid(learner_id=0, subject="1", actor=CLERK)
