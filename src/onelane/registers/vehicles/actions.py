"""The deeds of the vehicle register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import connection, transaction
from psycopg.types.range import TimestamptzRange

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.records import journal
from onelane.records.reading import note_reading
from onelane.registers.offices.queries import office_of
from onelane.registers.people.models import Person
from onelane.registers.vehicles import queries, rules
from onelane.registers.vehicles.models import NumberHistory, Ownership, Vehicle
from onelane.registers.vehicles.queries import Full

_NEXT = "SELECT nextval(pg_get_serial_sequence('vehicles_vehicle', 'id'))"


@transaction.atomic
def register(
    *,
    office: str,
    vin: str,
    particulars: Mapping[str, JsonValue],
    owner: Person,
    plate: str,
    plate_category: str,
    vehicle_type: str,
    use_nature: str,
    acquired_by: str,
    inspection_valid_to: date,
    actor: Actor,
    at: datetime | None = None,
) -> Vehicle:
    """Enter a vehicle, its owner and its number (注册登记, R164 art.9, 12); from now on the state knows it."""
    at = at or clock.now()
    day = at.astimezone(clock.OFFICE_ZONE).date()
    if office != actor.office:
        raise Refused("vehicles.other_office")
    number = rules.check_new(number=vin, particulars=particulars, inspection_valid_to=inspection_valid_to, on=day)
    _free_to_enter(number, plate, plate_category, at)
    key = _next_key()
    with refused_by("vehicles_vehicle_vin_key", "vehicles.already_registered"):
        vehicle = Vehicle.objects.create(
            id=key, office_id=office, vin=number, vehicle_type=vehicle_type, use_nature=use_nature,
            plate_category=plate_category, particulars=dict(particulars), status=rules.NORMAL, registered_at=at,
            certificate_no=rules.certificate_no(office_of(office).area_code, key),
            inspection_valid_to=inspection_valid_to,
        )  # fmt: skip
    since = TimestamptzRange(at, None)
    Ownership.objects.create(vehicle=vehicle, owner=owner, during=since, acquired_by=acquired_by)
    with refused_by("one_vehicle_a_number", "vehicles.number_in_use", number=plate):
        NumberHistory.objects.create(vehicle=vehicle, plate=plate, category=plate_category, during=since)
    detail = {"plate": plate, "category": plate_category, "owner": f"person:{owner.pk}"}
    journal.note(actor, "vehicle.registered", chain=f"vehicle:{vehicle.pk}", detail=detail, at=at)
    return vehicle


@transaction.atomic
def show(*, vin: str, purpose: str, actor: Actor) -> Full:
    """Return a vehicle with its owner unmasked, and note who read it and why (PIPL art.6)."""
    vehicle = queries.vehicle_with(vin)
    if vehicle is None:
        raise Refused("vehicles.unknown")
    full = queries.full(vehicle)
    fields = ("vin", "name", "id_no", "mobile", "domicile")
    note_reading(actor, f"vehicle:{vehicle.pk}", purpose, fields)
    if full.owner_id:
        note_reading(actor, f"person:{full.owner_id}", purpose, fields[1:])
    return full


def _free_to_enter(number: str, plate: str, category: str, at: datetime) -> None:
    """Refuse early and in plain words what the constraints refuse in any case."""
    if Vehicle.objects.filter(vin=number).exists():
        raise Refused("vehicles.already_registered")
    if NumberHistory.objects.filter(plate=plate, category=category, during__contains=at).exists():
        raise Refused("vehicles.number_in_use", number=plate)


def _next_key() -> int:
    """Take the vehicle's running number first: the certificate bears it too."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT)
        return int(cursor.fetchone()[0])
