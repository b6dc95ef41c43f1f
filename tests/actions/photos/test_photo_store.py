"""A photo is kept once and used for six months, by its owner or whoever holds its code; then it is gone."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests import make

from actions.photos.conftest import RIGHT, WRONG, Driver, checked
from onelane.kernel.refusal import Refused
from onelane.office.cases import store
from onelane.office.photos import actions as photos
from onelane.office.photos import queries
from onelane.office.photos.models import Photo
from onelane.office.stations import photographs
from onelane.records.models import Entry
from onelane.records.reading import readings_of

MACHINE = make.actor("machine", "C1")
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LAST_DAY = date(2027, 5, 23)

Drivers = Callable[[], Driver]


def at_the_machine(colour: str = "white", **told: Any) -> photos.Kept:
    return photos.keep(checked=checked(colour), source="machine", actor=MACHINE, **told)


pytestmark = pytest.mark.usefixtures("at_work")


def test_a_photo_of_the_machine_is_nobodys_until_somebody_comes_with_its_code(driver: Drivers) -> None:
    kept, somebody = at_the_machine(), driver()
    assert (kept.photo.person_id, kept.photo.machine, len(kept.code)) == (None, "C1", 8)

    claimed = photos.claim(
        code=f" {kept.code[:4].lower()}-{kept.code[4:]} ", person_id=somebody.person.pk, actor=somebody.actor
    )

    assert claimed.pk == kept.photo.pk
    assert queries.usable(somebody.person.pk, date(2026, 11, 23)) == claimed


def test_the_code_itself_is_kept_nowhere(db: Any) -> None:
    kept = at_the_machine()
    row = Photo.objects.values().get()
    assert kept.code not in str(row)
    assert kept.code not in str(list(Entry.objects.values_list("body", flat=True)))


def test_chance_is_passed_in() -> None:
    letters = itertools.cycle("ABC")
    assert at_the_machine(pick=lambda _alphabet: next(letters)).code == "ABCABCAB"


def test_somebody_elses_code_is_told_like_an_unknown_one(driver: Callable[[int], Driver]) -> None:
    one, other = driver(1), driver(2)
    kept = at_the_machine()
    photos.claim(code=kept.code, person_id=one.person.pk, actor=one.actor)

    for code in (kept.code, "ABCD2345", "", "x" * 500):
        with pytest.raises(Refused) as refused:
            photos.claim(code=code, person_id=other.person.pk, actor=other.actor)
        assert refused.value.code == "photos.no_such_code"


def test_the_owner_may_give_his_code_twice(driver: Drivers) -> None:
    kept, somebody = at_the_machine(), driver()
    first = photos.claim(code=kept.code, person_id=somebody.person.pk, actor=somebody.actor)
    assert photos.claim(code=kept.code, person_id=somebody.person.pk, actor=somebody.actor) == first


def test_a_code_counts_for_six_months_and_not_a_day_longer(driver: Drivers) -> None:
    kept, somebody = at_the_machine(at=NOW), driver()
    assert kept.photo.counts_until == LAST_DAY

    with pytest.raises(Refused) as refused:
        photos.claim(code=kept.code, person_id=somebody.person.pk, actor=somebody.actor, at=NOW + timedelta(days=182))
    assert refused.value.code == "photos.no_such_code"
    last = NOW + timedelta(days=181)
    assert photos.claim(code=kept.code, person_id=somebody.person.pk, actor=somebody.actor, at=last)


def test_a_photo_that_does_not_pass_is_not_kept() -> None:
    with pytest.raises(Refused) as refused:
        photos.keep(checked=checked(verdicts=WRONG), source="machine", actor=MACHINE)
    assert (refused.value.code, refused.value.facts["faults"]) == ("photos.to_mend", ["tilt"])
    assert not Photo.objects.exists()


def test_the_same_photo_of_the_same_person_is_kept_once(driver: Drivers) -> None:
    somebody = driver()
    told = {"checked": checked(), "source": "upload", "actor": somebody.actor, "person_id": somebody.person.pk}
    assert photos.keep(**told).photo == photos.keep(**told).photo  # type: ignore[arg-type]
    assert Photo.objects.count() == 1


def test_a_photo_is_used_again_by_another_service_of_the_same_person(driver: Drivers) -> None:
    somebody = driver().begin("driving-licence-lost")
    photos.keep(checked=checked(), source="upload", actor=somebody.actor, person_id=somebody.person.pk)

    document = photographs.use(case_id=somebody.case_id, actor=somebody.actor)

    assert (document.kind, document.trust, store.get(document.sha256)) == ("id-photo", "uploaded", checked().photo)
    assert queries.judgements([document.pk])[document.pk].passes


def test_each_use_is_noted_with_its_purpose(driver: Drivers) -> None:
    somebody = driver().begin()
    photos.keep(checked=checked(), source="upload", actor=somebody.actor, person_id=somebody.person.pk)
    photographs.use(case_id=somebody.case_id, actor=somebody.actor)

    noted = [one for one in readings_of(f"person:{somebody.person.pk}") if photos.FIELD in one.fields]
    assert [(one.actor, one.purpose) for one in noted] == [(somebody.actor.id, f"case:{somebody.case_id}")]


def test_a_code_is_claimed_and_used_in_one_deed(driver: Drivers) -> None:
    kept, somebody = at_the_machine(), driver().begin()
    photographs.use(case_id=somebody.case_id, code=kept.code, actor=somebody.actor)
    assert store.get(somebody.photo.sha256) == checked().photo


def test_whoever_has_no_photo_is_told_what_to_do(driver: Drivers) -> None:
    somebody = driver().begin()
    with pytest.raises(Refused) as refused:
        photographs.use(case_id=somebody.case_id, actor=somebody.actor)
    assert refused.value.code == "photos.none"


def test_a_stranger_uses_no_photo_in_a_case_that_is_not_his(driver: Callable[[int], Driver]) -> None:
    one, other = driver(1).begin(), driver(2)
    photos.keep(checked=checked(), source="upload", actor=one.actor, person_id=one.person.pk)
    with pytest.raises(Refused) as refused:
        photographs.use(case_id=one.case_id, actor=other.actor)
    assert refused.value.code == "cases.not_found"


# ------------------------------------------------------------ what is erased
def test_a_photo_too_old_is_erased_and_its_row_says_why() -> None:
    kept = at_the_machine(at=NOW)
    sha256 = kept.photo.sha256
    with_commit(lambda: photos.expire(on=LAST_DAY, at=NOW))
    assert store.get(sha256)

    assert with_commit(lambda: photos.expire(on=LAST_DAY + timedelta(1), at=NOW + timedelta(182))) == 1

    assert Photo.objects.values_list("sha256", "erased_why", "verdicts").get() == ("", "too_old", [])
    with pytest.raises(store.Damaged):
        store.get(sha256)


def test_a_photo_that_nobody_came_for_is_erased_when_the_office_says_so() -> None:
    from onelane.registers.offices import queries as offices
    from onelane.registers.offices.models import Office

    at_the_machine(at=NOW)
    Office.objects.update(settings={"photo.unclaimed_days": 7})
    offices.forget()
    assert photos.expire(on=date(2026, 11, 30), at=NOW + timedelta(days=7)) == 0
    assert photos.expire(on=date(2026, 12, 1), at=NOW + timedelta(days=8)) == 1
    assert Photo.objects.values_list("erased_why", flat=True).get() == "unclaimed"


def test_what_lies_in_a_case_file_stays_when_the_photo_is_erased(driver: Drivers) -> None:
    somebody = driver().begin()
    kept = photos.keep(checked=checked(), source="upload", actor=somebody.actor, person_id=somebody.person.pk)
    photographs.use(case_id=somebody.case_id, actor=somebody.actor)

    with_commit(lambda: photos.erase(photo_id=kept.photo.pk, person_id=somebody.person.pk, actor=somebody.actor))

    assert queries.photos_of(somebody.person.pk) == []
    assert store.get(somebody.photo.sha256) == checked().photo


def test_nobody_erases_anothers_photo(driver: Callable[[int], Driver]) -> None:
    one, other = driver(1), driver(2)
    kept = photos.keep(checked=checked(), source="upload", actor=one.actor, person_id=one.person.pk)
    with pytest.raises(Refused):
        photos.erase(photo_id=kept.photo.pk, person_id=other.person.pk, actor=other.actor)
    assert Photo.objects.get().erased_at is None


@pytest.mark.parametrize(
    "broken",
    [
        {"person": None, "code_key": ""},
        {"source": "drawn"},
        {"sha256": ""},
        {"erased_at": NOW},
        {"erased_at": NOW, "erased_why": "too_old"},
    ],
)
def test_the_database_keeps_no_photo_that_cannot_be(broken: dict[str, Any]) -> None:
    kept = at_the_machine()
    with pytest.raises(IntegrityError), transaction.atomic():
        Photo.objects.filter(pk=kept.photo.pk).update(**broken)


def test_a_verdict_is_kept_and_read_back_as_it_was() -> None:
    from onelane.office.photos import rules

    assert rules.read(rules.told(RIGHT)) == RIGHT


def with_commit(deed: Callable[[], Any]) -> Any:
    """Do a deed and what it leaves for after the commit."""
    from django.test import TestCase

    with TestCase.captureOnCommitCallbacks(execute=True):
        return deed()
