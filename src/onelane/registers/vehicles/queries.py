"""Questions about vehicles; what they return is masked unless it says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from onelane.kernel.numbers import masks, plate
from onelane.kernel.numbers.written import plain
from onelane.registers.people import queries as people
from onelane.registers.people.models import Person
from onelane.registers.people.queries import Masked
from onelane.registers.vehicles.models import NumberHistory, Ownership, Vehicle


@dataclass(frozen=True, slots=True)
class Seen:
    """A vehicle as anybody at work may see it without a reason: VIN and owner masked, the plate is on the street."""

    id: int
    vin: str
    plate: str
    plate_category: str
    vehicle_type: str
    use_nature: str
    status: str
    registered_at: datetime
    inspection_valid_to: date
    owner: Masked | None


@dataclass(frozen=True, slots=True)
class Full:
    """A vehicle and its owner with nothing masked; only `actions.show` hands it out, and notes the reading."""

    vin: str
    plate: str
    certificate_no: str
    particulars: dict[str, object]
    owner_id: int | None
    owner_name: str
    owner_id_no: str
    owner_mobile: str
    owner_domicile: str


@dataclass(frozen=True, slots=True)
class Owned:
    """One owner of a vehicle, masked, from when until when, and how he got it."""

    owner: Masked
    since: datetime
    until: datetime | None
    acquired_by: str


@dataclass(frozen=True, slots=True)
class Borne:
    """One number of a vehicle, from when until when."""

    plate: str
    category: str
    since: datetime
    until: datetime | None


def by_vin(vin: str) -> Seen | None:
    """Return a vehicle by its VIN, masked, or None."""
    found = vehicle_with(vin)
    if found is None:
        return None
    owner = owner_of(found)
    return Seen(
        id=found.pk,
        vin=masks.vin(found.vin),
        plate=plate_of(found),
        plate_category=found.plate_category,
        vehicle_type=found.vehicle_type,
        use_nature=found.use_nature,
        status=found.status,
        registered_at=found.registered_at,
        inspection_valid_to=found.inspection_valid_to,
        owner=people.masked(owner) if owner else None,
    )


def owners(vehicle_id: int) -> list[Owned]:
    """Return all owners of a vehicle, masked, the first one first."""
    held = Ownership.objects.filter(vehicle=vehicle_id).select_related("owner").order_by("during")
    return [Owned(people.masked(one.owner), one.during.lower, one.during.upper, one.acquired_by) for one in held]


def numbers(vehicle_id: int) -> list[Borne]:
    """Return all numbers a vehicle bore, the first one first."""
    borne = NumberHistory.objects.filter(vehicle=vehicle_id).order_by("during")
    return [Borne(plate.display(one.plate), one.category, one.during.lower, one.during.upper) for one in borne]


def vehicle_with(vin: str) -> Vehicle | None:
    """Return the row of a vehicle, for deeds of the register."""
    return Vehicle.objects.filter(vin=plain(vin)).first()


def owner_of(vehicle: Vehicle) -> Person | None:
    """Return the present owner's row, for deeds of the register."""
    now = Ownership.objects.filter(vehicle=vehicle, during__endswith=None).select_related("owner").first()
    return now.owner if now else None


def plate_of(vehicle: Vehicle) -> str:
    """Return the present number as it is written, or nothing."""
    now = NumberHistory.objects.filter(vehicle=vehicle, during__endswith=None).first()
    return plate.display(now.plate) if now else ""


def full(vehicle: Vehicle) -> Full:
    """Return everything about a vehicle and its owner, unmasked, for `actions.show`."""
    owner = owner_of(vehicle)
    return Full(
        vin=vehicle.vin,
        plate=plate_of(vehicle),
        certificate_no=vehicle.certificate_no,
        particulars=vehicle.particulars,
        owner_id=owner.pk if owner else None,
        owner_name=owner.name if owner else "",
        owner_id_no=owner.id_no if owner else "",
        owner_mobile=owner.mobile if owner else "",
        owner_domicile=owner.domicile if owner else "",
    )
