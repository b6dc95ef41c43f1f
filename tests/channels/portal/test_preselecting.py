"""Choosing a number at home: batches with a clock, one hold, the minute that is told, used in the lane."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests import known, make
from tests.applying_online import Walk

from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.plates import queries as numbers
from onelane.office.plates import tasks

NEW = "plate-preselection-new"
LANE = {"plate_category": "02", "fuel_type": "A"}


@pytest.fixture
def office(db: None, clock: Any) -> Iterator[str]:
    from onelane.registers.offices.models import Office
    from onelane.registers.offices.queries import forget

    code = make.office()
    Office.objects.filter(pk=code).update(settings={"plate.segment.random_only_days": 0})
    forget()
    yield code
    forget()


class Chooser(Walk):
    """Somebody at home, signed in."""

    def __init__(self, service: str = NEW, person: Any = None) -> None:
        super().__init__(service, (person or known.person(), None))
        self.browser = Client(headers={"accept-language": "en"})
        self.enter()

    def enter(self) -> None:
        """Sign in, as one does again after some days."""
        self.browser.force_login(self._account())
        session, now = self.browser.session, int(clock.now().timestamp())
        told = {"office": make.OFFICE, "person": self.person.pk, "name": "试*"}
        session.update({"citizen": told, "since": now, "seen": now})
        session.save()

    def _account(self) -> Any:
        from onelane.registers.people.models import Account

        return Account.objects.get(pk=self.citizen.id)

    @property
    def where(self) -> str:
        return f"/cases/{self.row.number}/number/"

    def read(self, status: int = 200) -> str:
        answer = self.browser.get(self.where)
        assert answer.status_code == status
        return " ".join(answer.content.decode().split())

    def post(self, deed: str, **told: Any) -> Any:
        return self.browser.post(f"{self.where}{deed}/", told)

    def first(self) -> str:
        offer = numbers.candidates(self.id)
        assert offer is not None
        return str(offer.plates[0])


@pytest.fixture
def chooser(office: str) -> Chooser:
    found = Chooser()
    found.apply()
    return found


def test_batches_of_ten_are_shown_with_ninety_seconds_each(chooser: Chooser, clock: Any) -> None:
    assert "5 more batches of 10 free numbers" in chooser.read()

    assert chooser.post("draw")["Location"] == chooser.where

    page = chooser.read()
    assert page.count('name="plate"') == 10
    assert 'data-left="90"' in page
    assert "(4 left)" in page


def test_a_batch_that_is_not_used_is_lost_and_the_sixth_is_not_shown(chooser: Chooser) -> None:
    for _ in range(5):
        chooser.post("draw", again="1")
    assert numbers.account(make.OFFICE, "02").by_state["held"] == 10

    chooser.post("draw", again="1")

    assert numbers.account(make.OFFICE, "02").by_state["held"] == 10
    assert "left)" not in chooser.read()


def test_a_batch_whose_time_is_over_goes_back(chooser: Chooser, clock: Any) -> None:
    for _ in range(5):
        chooser.post("draw")
        clock.forward(seconds=91)
        tasks.return_overdue()

    assert numbers.account(make.OFFICE, "02").by_state["held"] == 0
    assert "All batches have been shown" in chooser.read()
    assert chooser.post("draw").status_code == 409


def test_a_number_is_asked_about_once_more_and_then_held_till_the_stated_minute(chooser: Chooser) -> None:
    chooser.post("draw")
    plate = chooser.first()

    asked = chooser.post("hold", plate=plate)
    assert "Hold this number?" in asked.content.decode()
    chooser.post("hold", plate=plate, sure="1")

    held = numbers.hold_of(chooser.id)
    assert held is not None
    assert (held.plate, held.state, chooser.row.state) == (plate, "live", "finished")
    assert "This number is held for you until" in chooser.read()
    assert numbers.account(make.OFFICE, "02").by_state["held"] == 1


def test_a_composed_number_is_held_at_once(chooser: Chooser) -> None:
    wish = numbers.free_like(make.OFFICE, "02", "鲁B?????", most=1)[0]

    chooser.post("compose", wish=[wish])

    held = numbers.hold_of(chooser.id)
    assert held is not None
    assert held.plate == wish
    assert chooser.browser.get(f"{chooser.where}compose/")["Location"] == chooser.where


def test_a_number_that_is_not_in_the_batch_is_refused(chooser: Chooser) -> None:
    chooser.post("draw")

    for sure in ("", "1"):
        assert chooser.post("hold", plate="鲁B00000", sure=sure).status_code == 409
    assert numbers.hold_of(chooser.id) is None


def test_in_the_lane_the_held_number_is_there_and_is_used(chooser: Chooser, clock: Any) -> None:
    from onelane.office.cases.models import Case, File
    from onelane.office.plates import actions as plates

    chooser.post("draw")
    plate = chooser.first()
    chooser.post("hold", plate=plate, sure="1")
    car = {"owner_id_no": chooser.person.id_no, "vin": str(_vin())}
    lane = Case.objects.create(
        office_id=make.OFFICE, number="lane-1", plan=chooser.row.plan, state="open", marking=[], rank_at=clock.at,
        opened_at=clock.at,
    )  # fmt: skip
    File.objects.create(case=lane, answers=LANE | car)

    offer = plates.draw(case=lane, actor=make.actor("machine"))

    assert offer.plates == (plate,)
    plates.take(case_id=lane.pk, plate=plate, actor=make.actor("machine"))
    assert plates.issue(case_id=lane.pk, actor=make.actor("machine")).plate == plate
    assert "in use for your car" in chooser.read()


def test_a_hold_ends_at_its_minute_and_bars_its_owner_for_two_years(chooser: Chooser, clock: Any) -> None:
    chooser.post("draw")
    chooser.post("hold", plate=chooser.first(), sure="1")
    held = numbers.hold_of(chooser.id)
    assert held is not None
    again = Chooser(person=chooser.person)

    clock.at = held.until
    tasks.return_overdue()
    chooser.enter()
    assert "back in the pool" in chooser.read()
    with pytest.raises(Refused, match=r"plates\.barred"):
        again.apply()
    clock.at = held.until.replace(year=held.until.year + 2) - timedelta(seconds=1)
    with pytest.raises(Refused, match=r"plates\.barred"):
        Chooser(person=chooser.person).apply()
    clock.forward(seconds=1)
    Chooser(person=chooser.person).apply()


def test_one_person_and_one_car_hold_one_number(chooser: Chooser) -> None:
    chooser.post("draw")
    chooser.post("hold", plate=chooser.first(), sure="1")

    for person in (chooser.person, known.person()):  # the same person, and another with the same car
        with pytest.raises(Refused, match=r"plates\.second_hold"):
            Chooser(person=person).apply()


def test_a_registered_car_is_no_new_one(office: str) -> None:
    known.vehicle(vin=_vin())

    for service in (NEW, "plate-preselection-move-in"):
        with pytest.raises(Refused, match=r"plates\.car_registered"):
            Chooser(service).apply()


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"plate_category": "01", "vehicle_type": "K11"}, "plates.not_small"),
        ({"certificate": "370000000099"}, "plates.car_not_here"),
        ({"vin": known.vin(77)}, "plates.car_not_here"),
    ],
)
def test_a_used_car_is_small_registered_here_and_has_this_certificate(
    office: str, told: dict[str, str], code: str
) -> None:
    given = {"vin": _vin(), "certificate": "370000000001"} | told
    certificate = given.pop("certificate")
    car = known.vehicle(**given)
    type(car).objects.filter(pk=car.pk).update(certificate_no=certificate)

    with pytest.raises(Refused) as no:
        Chooser("plate-preselection-transfer").apply()

    assert no.value.code == code


def test_a_withdrawn_application_gives_its_batch_back(chooser: Chooser) -> None:
    from onelane.office.stations import applying

    chooser.post("draw")

    applying.withdraw(case_id=chooser.id, actor=chooser.citizen)

    assert numbers.account(make.OFFICE, "02").by_state["held"] == 0


def test_nobody_sees_or_presses_for_another(chooser: Chooser) -> None:
    other = Chooser()

    for answer in (
        other.browser.get(chooser.where),
        other.browser.post(f"{chooser.where}draw/"),
        other.browser.post(f"{chooser.where}compose/", {"wish": "鲁B1A000"}),
    ):
        assert answer.status_code == 404
    assert Client().get(chooser.where).status_code == 302


def _vin() -> str:
    from onelane import catalogue

    return str(catalogue.load().service(NEW).example["car_vin"])
