"""What the registers know about an applicant, as flat facts; who may apply about what."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests import known, make

from onelane.office.stations.register_facts import facts_for, subjects_of
from onelane.registers.vehicles import actions as vehicles

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)


def test_a_driver_is_known_with_licence_and_medical_certificate(django_assert_num_queries: Any) -> None:
    licence = known.licence(born=date(1990, 3, 7))

    with django_assert_num_queries(5):
        facts = facts_for(person_id=licence.person_id, about="driver", subject_id=licence.pk, on=ON)

    assert facts["driver.licence_no"] == facts["person.id_no"]
    assert facts["driver.valid_to"] == "2026-12-20"
    assert facts["driver.class_list"] == ["C1"]
    assert facts["person.birth_date"] == "1990-03-07"
    assert facts["medical.examined_on"] == "2026-11-01"
    assert facts["driver.clean"] is True


def test_a_vehicle_is_known_with_its_number_and_its_mark(django_assert_num_queries: Any) -> None:
    car = known.vehicle()
    owner = known_owner(car)

    with django_assert_num_queries(7):
        facts = facts_for(person_id=owner, about="vehicle", subject_id=car.pk, on=ON)

    assert str(facts["vehicle.plate"]).startswith("鲁B")
    assert facts["vehicle.inspection_valid_to"] == "2026-12-31"
    assert facts["vehicle.manufactured_on"] == "2024-09-01"
    assert facts["vehicle.seats"] == 5


def known_owner(car: Any) -> int:
    """The owner's key."""
    return int(car.ownerships.get().owner_id)


def test_a_replaced_card_is_counted_for_a_year() -> None:
    from datetime import datetime

    from onelane.kernel.clock import OFFICE_ZONE
    from onelane.registers.drivers import actions as drivers

    licence = known.licence()
    for day in (22, 23, 24):
        at = datetime(2025, 11, day, 10, tzinfo=OFFICE_ZONE)
        drivers.replace_card(licence_id=licence.pk, why="lost", actor=make.actor("system"), at=at)
    facts = facts_for(person_id=licence.person_id, about="driver", subject_id=licence.pk, on=ON)
    assert facts["driver.replaced_in_12_months"] == 1


def test_one_may_apply_about_ones_own_licence_and_vehicles_and_those_one_has_bound() -> None:
    somebody = known.person()
    licence, own, other = known.licence(holder=somebody), known.vehicle(owner=somebody), known.vehicle()
    vehicles.bind(vehicle_id=other.pk, person_id=somebody.pk, actor=make.actor("system"))

    assert [one.id for one in subjects_of(somebody.pk, "driver")] == [licence.pk]
    assert [(one.id, one.own) for one in subjects_of(somebody.pk, "vehicle")] == [(own.pk, True), (other.pk, False)]
    assert subjects_of(somebody.pk, "learner") == []
    assert [one.id for one in subjects_of(somebody.pk, "person")] == [somebody.pk]


def test_nobody_and_nothing_has_no_facts() -> None:
    assert facts_for(person_id=0, about="vehicle", subject_id=0, on=ON) == {}
