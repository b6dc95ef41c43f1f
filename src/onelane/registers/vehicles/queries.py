"""Questions about vehicles; what they return is masked unless it says otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef

from onelane.catalogue.spec import JsonValue
from onelane.kernel.clock import OFFICE_ZONE
from onelane.kernel.numbers import masks, plate
from onelane.kernel.numbers.written import plain
from onelane.registers.people import queries as people
from onelane.registers.people.models import Person
from onelane.registers.people.queries import Masked
from onelane.registers.vehicles.models import Affiliation, Binding, Issued, NumberHistory, Ownership, Vehicle

A_YEAR = timedelta(days=365)
REPLACED = ("damaged", "lost", "destroyed", "stolen")


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


@dataclass(frozen=True, slots=True)
class FormerNumber:
    """A number that a car of somebody bore while it was his, from when until when, and the car's state."""

    plate: str
    category: str
    since: datetime
    until: datetime
    status: str


def former_numbers(*, id_type: str, id_no: str) -> list[FormerNumber]:
    """Return the numbers that somebody's cars bore until they ended while he owned them, the latest first.

    A number that some car bears now is nobody's former one. One statement.
    """
    ended = NumberHistory.objects.filter(
        during__upper_inf=False, vehicle__ownerships__owner__id_type=id_type, vehicle__ownerships__owner__id_no=id_no,
        vehicle__ownerships__during__overlap=F("during"),
    ).exclude(
        Exists(NumberHistory.objects.filter(
            plate=OuterRef("plate"), category=OuterRef("category"), during__upper_inf=True
        ))
    )  # fmt: skip
    told = ended.annotate(owned=F("vehicle__ownerships__during"), status=F("vehicle__status"))
    found = [
        FormerNumber(one.plate, one.category, max(one.during.lower, one.owned.lower), one.during.upper, one.status)
        for one in told
        if one.owned.upper is None or one.owned.upper >= one.during.upper
    ]
    return sorted(found, key=lambda one: one.until, reverse=True)


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


def owned_by(person_id: int) -> list[int]:
    """Return the keys of the vehicles that a person owns now."""
    now = Ownership.objects.filter(owner=person_id, during__endswith=None)
    return list(now.order_by("vehicle").values_list("vehicle", flat=True))


def bound_by(person_id: int) -> list[int]:
    """Return the keys of the vehicles of others that a person has bound."""
    running = Binding.objects.filter(person=person_id, until=None)
    return list(running.order_by("vehicle").values_list("vehicle", flat=True))


def bindings_of(person_id: int) -> int:
    """Count the vehicles of others that a person has bound."""
    return Binding.objects.filter(person=person_id, until=None).count()


def plates_of(vehicles: list[int]) -> dict[int, str]:
    """Return the present numbers of vehicles as they are written; one statement."""
    found = NumberHistory.objects.filter(vehicle__in=vehicles, during__endswith=None)
    return {key: plate.display(number) for key, number in found.values_list("vehicle", "plate")}


def with_plate(number: str, category: str) -> int | None:
    """Return the key of the vehicle that bears a number now, or None."""
    found = NumberHistory.objects.filter(plate=number, category=category, during__endswith=None)
    return found.values_list("vehicle", flat=True).first()


def facts(vehicle_id: int, on: date) -> dict[str, JsonValue]:
    """Return what the register knows of a vehicle as flat facts (`vehicle.plate`, ...); four statements."""
    return facts_of([vehicle_id], on).get(vehicle_id, {})


def facts_of(vehicles: Sequence[int], on: date) -> dict[int, dict[str, JsonValue]]:
    """Return what the register knows of several vehicles; four statements however many they are."""
    found = list(Vehicle.objects.filter(pk__in=vehicles))
    keys = [one.pk for one in found]
    plates = plates_of(keys)
    issued = Issued.objects.filter(vehicle__in=keys, why__in=REPLACED, at__date__gt=on - A_YEAR)
    recent = Counter(issued.values_list("vehicle", flat=True))
    affiliated = set(
        Affiliation.objects.filter(vehicle__in=keys, during__contains=on).values_list("vehicle", flat=True)
    )
    return {one.pk: _facts(one, plates.get(one.pk, ""), recent[one.pk], one.pk in affiliated) for one in found}


def _facts(one: Vehicle, number: str, recent: int, affiliated: bool) -> dict[str, JsonValue]:  # noqa: FBT001 - a column
    made, seats = one.particulars.get("manufacture_date"), one.particulars.get("seats")
    return {
        "vehicle.id": one.pk,
        "vehicle.plate": number.replace("·", ""),
        "vehicle.plate_category": one.plate_category,
        "vehicle.vin": one.vin,
        "vehicle.type": one.vehicle_type,
        "vehicle.use_nature": one.use_nature,
        "vehicle.brand": one.particulars.get("brand_zh", ""),
        "vehicle.model": one.particulars.get("vehicle_model", ""),
        "vehicle.fuel_type": one.particulars.get("fuel_type", ""),
        "vehicle.engine_no": one.particulars.get("engine_no", ""),
        "vehicle.seats": int(seats) if seats else 0,
        "vehicle.manufactured_on": made if isinstance(made, str) and made else None,
        "vehicle.registered_on": one.registered_at.astimezone(OFFICE_ZONE).date().isoformat(),
        "vehicle.inspection_valid_to": one.inspection_valid_to.isoformat(),
        "vehicle.insured_to": one.insured_to.isoformat() if one.insured_to else None,
        "vehicle.tax_paid_to": one.tax_paid_to.isoformat() if one.tax_paid_to else None,
        "vehicle.status": one.status,
        "vehicle.mortgaged": one.mortgaged,
        "vehicle.injury_accident": one.injury_accident,
        "vehicle.illegally_modified": one.illegally_modified,
        "vehicle.contact_mobile": one.contact_mobile,
        "vehicle.contact_address": one.contact_address,
        "vehicle.contact_postcode": one.contact_postcode,
        "vehicle.certificate_no": one.certificate_no,
        "vehicle.office": one.office_id,
        "vehicle.affiliated": affiliated,
        "vehicle.replaced_in_12_months": recent,
    }


def particulars(vehicle_id: int) -> dict[str, JsonValue]:
    """Return what the register keeps of a vehicle by the catalogue's field names (R164 art.9)."""
    found = Vehicle.objects.filter(pk=vehicle_id).values_list("particulars", flat=True).first()
    return dict(found or {})


def owner_facts(vehicle_id: int) -> dict[str, JsonValue]:
    """Return the present owner as a vehicle's papers name him, whole; none where nobody owns it."""
    held = Ownership.objects.filter(vehicle=vehicle_id, during__endswith=None).select_related("owner").first()
    if held is None:
        return {}
    owner = held.owner
    return {
        "owner_name": owner.name, "owner_id_type": owner.id_type, "owner_id_no": owner.id_no,
        "owner_domicile": owner.domicile or owner.mail_address, "acquired_by": held.acquired_by,
    }  # fmt: skip


def owner_ends_with(vehicle_id: int, tail: str) -> bool:
    """Tell whether the identity number of a vehicle's owner ends with these characters."""
    held = Ownership.objects.filter(vehicle=vehicle_id, during__endswith=None, owner__id_no__endswith=tail)
    return bool(tail) and held.exists()
