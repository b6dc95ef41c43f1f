"""What happens to a registered vehicle later: marks, replacements, contacts, bindings, affiliations."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests import known, make

from onelane.kernel.refusal import Refused
from onelane.registers.vehicles import actions as vehicles
from onelane.registers.vehicles.models import Affiliation, Binding, Issued

pytestmark = pytest.mark.django_db
CLERK = make.actor("system")


@pytest.fixture(autouse=True)
def _office(clock: Any) -> None:
    make.office()


def test_a_mark_renews_the_inspection_and_takes_the_overdue_letter_away() -> None:
    car = known.vehicle(status="GQ")

    vehicles.mark(vehicle_id=car.pk, valid_to=date(2028, 12, 31), why="exempt", form="electronic", actor=CLERK)

    car.refresh_from_db()
    assert (car.inspection_valid_to, car.status) == (date(2028, 12, 31), "G")
    assert Issued.objects.get(vehicle=car).valid_to == date(2028, 12, 31)


def test_contact_data_change_for_one_vehicle_or_for_all_of_the_owner() -> None:
    owner = known.person()
    first, second = known.vehicle(owner=owner), known.vehicle(owner=owner)

    assert vehicles.change_contact(vehicle_id=first.pk, mobile="13900000001", actor=CLERK) == 1
    second.refresh_from_db()
    assert second.contact_mobile == ""
    assert vehicles.change_contact(vehicle_id=first.pk, mobile="13900000002", all_of_owner=True, actor=CLERK) == 2
    second.refresh_from_db()
    assert second.contact_mobile == "13900000002"


def test_a_person_binds_three_vehicles_and_no_fourth_until_one_is_released() -> None:
    friend = known.person(born=date(1991, 1, 1))
    bound = [vehicles.bind(vehicle_id=known.vehicle().pk, person_id=friend.pk, actor=CLERK) for _ in range(3)]
    fourth = known.vehicle()

    with pytest.raises(Refused, match=r"vehicles\.bound_enough"):
        vehicles.bind(vehicle_id=fourth.pk, person_id=friend.pk, actor=CLERK)
    vehicles.unbind(binding_id=bound[1].pk, person_id=friend.pk, actor=CLERK)
    again = vehicles.bind(vehicle_id=fourth.pk, person_id=friend.pk, actor=CLERK)

    assert again.place_of_person == 2


def test_a_vehicle_is_bound_by_three_people_and_no_fourth() -> None:
    car = known.vehicle()
    for year in (1991, 1992, 1993):
        vehicles.bind(vehicle_id=car.pk, person_id=known.person(born=date(year, 1, 1)).pk, actor=CLERK)
    with pytest.raises(Refused, match=r"vehicles\.bound_by_enough"):
        vehicles.bind(vehicle_id=car.pk, person_id=known.person(born=date(1994, 1, 1)).pk, actor=CLERK)


def test_nobody_binds_his_own_vehicle_or_the_same_one_twice() -> None:
    owner = known.person()
    car = known.vehicle(owner=owner)
    friend = known.person(born=date(1991, 1, 1))
    vehicles.bind(vehicle_id=car.pk, person_id=friend.pk, actor=CLERK)
    for somebody, code in ((owner, r"vehicles\.binding_own"), (friend, r"vehicles\.bound_already")):
        with pytest.raises(Refused, match=code):
            vehicles.bind(vehicle_id=car.pk, person_id=somebody.pk, actor=CLERK)


def test_the_owner_releases_a_binding_and_a_stranger_does_not() -> None:
    owner = known.person()
    binding = vehicles.bind(
        vehicle_id=known.vehicle(owner=owner).pk, person_id=known.person(born=date(1991, 1, 1)).pk, actor=CLERK
    )
    with pytest.raises(Refused, match=r"vehicles\.no_such_binding"):
        vehicles.unbind(binding_id=binding.pk, person_id=known.person(born=date(1995, 1, 1)).pk, actor=CLERK)
    vehicles.unbind(binding_id=binding.pk, person_id=owner.pk, actor=CLERK)
    assert not Binding.objects.filter(until=None).exists()


def test_a_vehicle_is_affiliated_with_one_unit_at_a_time() -> None:
    car, unit = known.vehicle(use_nature="F"), known.unit()
    told: dict[str, Any] = {"vehicle_id": car.pk, "unit": unit, "contract_no": "GK-1", "actor": CLERK}

    vehicles.affiliate(**told, since=date(2026, 12, 1), until=date(2027, 11, 30))

    with pytest.raises(Refused, match=r"vehicles\.affiliated_already"):
        vehicles.affiliate(**told, since=date(2027, 11, 30), until=None)
    vehicles.affiliate(**told, since=date(2027, 12, 1), until=None)
    assert Affiliation.objects.filter(vehicle=car).count() == 2
