"""The register of vehicles: one owner and one number at a time, and every look behind the mask is noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.registers.vehicles import actions as vehicles
from onelane.registers.vehicles import queries

CLERK = Actor("sun", "clerk", "qingdao")
OTHER_VIN = "LSVAU2189N2000001"
Enter = Callable[..., Any]


def test_a_registered_vehicle_has_an_owner_and_a_number_from_that_moment(register: Enter, clock: Any) -> None:
    vehicle = register()

    assert [(one.since, one.until, one.acquired_by) for one in queries.owners(vehicle.pk)] == [(clock.at, None, "A")]
    assert [(one.plate, one.since, one.until) for one in queries.numbers(vehicle.pk)] == [("鲁B·1A234", clock.at, None)]
    assert vehicle.certificate_no == f"37{vehicle.pk:010d}"


def test_a_vehicle_is_seen_masked(register: Enter) -> None:
    register()

    seen = queries.by_vin("lsvau2184tn000001")

    assert seen is not None
    assert seen.owner is not None
    assert (seen.vin, seen.plate, seen.owner.name) == ("LSV***********001", "鲁B·1A234", "测**主")
    assert "199003" not in repr(seen)


def test_looking_behind_the_mask_is_noted_for_vehicle_and_owner(register: Enter) -> None:
    from onelane.records.reading import readings_of

    vehicle = register()

    full = vehicles.show(vin=vehicle.vin, purpose="核对登记信息", actor=CLERK)

    assert full.owner_name == "测试车主"
    read = readings_of(f"vehicle:{vehicle.pk}", f"person:{full.owner_id}")
    assert [(one.actor, one.purpose) for one in read] == [("sun", "核对登记信息")] * 2


def test_nobody_looks_behind_the_mask_without_a_reason(register: Enter) -> None:
    with pytest.raises(Refused, match=r"records\.purpose_missing"):
        vehicles.show(vin=register().vin, purpose=" ", actor=CLERK)


def test_a_vehicle_nobody_knows_is_refused_and_not_found(office: str) -> None:
    assert office
    assert queries.by_vin(OTHER_VIN) is None
    with pytest.raises(Refused, match=r"vehicles\.unknown"):
        vehicles.show(vin=OTHER_VIN, purpose="核对", actor=CLERK)


def test_a_vehicle_is_registered_once(register: Enter) -> None:
    register()

    with pytest.raises(Refused, match=r"vehicles\.already_registered"):
        register(plate="鲁B1A235")


def test_a_number_is_borne_by_one_vehicle_at_a_time(register: Enter) -> None:
    register()

    with pytest.raises(Refused, match=r"vehicles\.number_in_use"):
        register(vin=OTHER_VIN)


def test_blue_and_yellow_plates_may_bear_the_same_characters(register: Enter) -> None:
    register()

    assert register(vin=OTHER_VIN, plate_category="01").pk


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"vin": "LSVAU2185TN000001"}, "numbers.vin_check_digit"),
        ({"vin": "LSV"}, "numbers.vin_length"),
        ({"particulars": {"brand_zh": "大众牌"}}, "vehicles.particulars_missing"),
        ({"inspection_valid_to": date(2026, 11, 22)}, "vehicles.inspection_over"),
        ({"actor": Actor("sun", "clerk", "jinan")}, "vehicles.other_office"),
    ],
)
def test_what_cannot_be_registered_is_refused_and_leaves_nothing(
    register: Enter, changed: dict[str, Any], code: str
) -> None:
    from onelane.registers.vehicles.models import Vehicle

    with pytest.raises(Refused) as no:
        register(**changed)

    assert no.value.code == code
    assert not Vehicle.objects.exists()


def test_the_database_allows_one_owner_at_a_time(register: Enter, know: Enter, clock: Any) -> None:
    from django.db import IntegrityError, transaction
    from psycopg.types.range import TimestamptzRange

    from onelane.registers.vehicles.models import Ownership

    vehicle, second = register(), know(id_no="370299198501020011", name="测试车主二")
    later = TimestamptzRange(clock.at + timedelta(days=30), None)

    with pytest.raises(IntegrityError, match="one_owner_at_a_time"), transaction.atomic():
        Ownership.objects.create(vehicle=vehicle, owner=second, during=later, acquired_by="A")
    Ownership.objects.filter(vehicle=vehicle).update(during=TimestamptzRange(clock.at, later.lower))
    Ownership.objects.create(vehicle=vehicle, owner=second, during=later, acquired_by="A")

    assert [one.until is None for one in queries.owners(vehicle.pk)] == [False, True]


@pytest.mark.parametrize("constraint", ["one_vehicle_a_number", "one_number_a_vehicle"])
def test_the_database_allows_one_number_a_vehicle_and_one_vehicle_a_number(
    register: Enter, clock: Any, constraint: str
) -> None:
    from django.db import IntegrityError
    from psycopg.types.range import TimestamptzRange

    from onelane.registers.vehicles.models import NumberHistory

    first, second = register(), register(vin=OTHER_VIN, plate="鲁B1A235")
    vehicle, plate = (first, "鲁B1A999") if constraint == "one_number_a_vehicle" else (second, "鲁B1A234")
    if constraint == "one_vehicle_a_number":
        NumberHistory.objects.filter(vehicle=second).delete()

    with pytest.raises(IntegrityError, match=constraint):
        NumberHistory.objects.create(
            vehicle=vehicle, plate=plate, category="02", during=TimestamptzRange(clock.at + timedelta(days=1), None)
        )


def test_a_registration_is_noted_without_personal_data(register: Enter) -> None:
    from onelane.records.models import Entry

    vehicle = register()

    noted = Entry.objects.get(chain=f"vehicle:{vehicle.pk}")
    assert noted.deed == "vehicle.registered"
    assert "测试车主" not in noted.body
    assert "370299" not in noted.body
