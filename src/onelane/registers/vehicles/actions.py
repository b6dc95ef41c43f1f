"""The deeds of the vehicle register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from psycopg.types.range import DateRange, TimestamptzRange

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.records import journal
from onelane.records.reading import note_reading
from onelane.registers.offices.queries import office_of
from onelane.registers.people.models import Person
from onelane.registers.vehicles import queries, rules
from onelane.registers.vehicles.models import Affiliation, Binding, Issued, NumberHistory, Ownership, Vehicle
from onelane.registers.vehicles.queries import Full

PLACES = (1, 2, 3)  # as many bindings on either side; an office may allow fewer
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


@transaction.atomic
def mark(
    *, vehicle_id: int, valid_to: date, why: str, form: str, actor: Actor, at: datetime | None = None
) -> Issued:  # fmt: skip
    """Give a vehicle an inspection mark (检验合格标志, R164 art.54-57) that is valid until a day."""
    at = at or clock.now()
    vehicle = _lock(vehicle_id)
    if vehicle.inspection_valid_to != valid_to:
        vehicle.inspection_valid_to = valid_to
        vehicle.status = rules.without(vehicle.status, "Q")
        vehicle.save(update_fields=["inspection_valid_to", "status"])
    return _issue(vehicle, "inspection-mark", why, actor, at, valid_to=valid_to, form=form)


@transaction.atomic
def replace(
    *, vehicle_id: int, what: str, why: str, actor: Actor, form: str = "", at: datetime | None = None
) -> Issued:
    """Replace a vehicle's licence or plates (补换领, R164 art.51-52); the old ones are void, the number stays."""
    return _issue(_lock(vehicle_id), what, why, actor, at or clock.now(), form=form)


@transaction.atomic
def change_contact(
    *, vehicle_id: int, mobile: str, address: str = "", postcode: str = "", all_of_owner: bool = False, actor: Actor,
    at: datetime | None = None,
) -> int:  # fmt: skip
    """Change the contact data of an owner for one vehicle or for all of his (R164 art.23); tell for how many."""
    at = at or clock.now()
    vehicle = _lock(vehicle_id)
    owner = queries.owner_of(vehicle)
    keys = queries.owned_by(owner.pk) if all_of_owner and owner else [vehicle.pk]
    told = {"contact_mobile": mobile, "contact_address": address, "contact_postcode": postcode}
    changes = {key: value for key, value in told.items() if value}
    Vehicle.objects.filter(pk__in=keys).update(**changes)
    for key in keys:
        journal.note(actor, "vehicle.contact_changed", chain=f"vehicle:{key}", detail={"fields": [*changes]}, at=at)
    return len(keys)


@transaction.atomic
def bind(*, vehicle_id: int, person_id: int, actor: Actor, most: int = 3, at: datetime | None = None) -> Binding:
    """Bind another person's vehicle (备案非本人机动车): a few on either side, and never one's own."""
    at = at or clock.now()
    vehicle = _lock(vehicle_id)
    owner = queries.owner_of(vehicle)
    if owner is not None and owner.pk == person_id:
        raise Refused("vehicles.binding_own")
    running = list(Binding.objects.filter(until=None, vehicle=vehicle))
    if any(one.person_id == person_id for one in running):
        raise Refused("vehicles.bound_already")
    own = Binding.objects.filter(until=None, person=person_id).values_list("place_of_person", flat=True)
    place_of_vehicle = _free({one.place_of_vehicle for one in running}, most, "vehicles.bound_by_enough")
    place_of_person = _free(set(own), most, "vehicles.bound_enough")
    with refused_by("three_bindings_a_person", "vehicles.bound_enough", most=most):
        binding = Binding.objects.create(
            vehicle=vehicle, person_id=person_id, place_of_person=place_of_person, place_of_vehicle=place_of_vehicle,
            since=at,
        )  # fmt: skip
    journal.note(actor, "vehicle.bound", chain=f"vehicle:{vehicle.pk}", detail={"person": f"person:{person_id}"}, at=at)
    return binding


@transaction.atomic
def unbind(*, binding_id: int, person_id: int, actor: Actor, at: datetime | None = None) -> None:
    """Release a binding, by whoever bound the vehicle or by its owner; the place is free at once."""
    at = at or clock.now()
    binding = Binding.objects.select_for_update().filter(pk=binding_id, until=None).first()
    owner = queries.owner_of(binding.vehicle) if binding else None
    if binding is None or person_id not in {binding.person_id, owner.pk if owner else None}:
        raise Refused("vehicles.no_such_binding")
    binding.until = at
    binding.save(update_fields=["until"])
    journal.note(actor, "vehicle.unbound", chain=f"vehicle:{binding.vehicle_id}", at=at)


@transaction.atomic
def affiliate(
    *, vehicle_id: int, unit: Person, since: date, until: date | None, contract_no: str, actor: Actor,
    at: datetime | None = None,
) -> Affiliation:  # fmt: skip
    """Affiliate a commercial vehicle with a unit (挂靠); the registered owner does not change."""
    at = at or clock.now()
    vehicle = _lock(vehicle_id)
    end = until + timedelta(days=1) if until else None
    with refused_by("one_affiliation_at_a_time", "vehicles.affiliated_already"):
        affiliation = Affiliation.objects.create(
            vehicle=vehicle, unit=unit, contract_no=contract_no, during=DateRange(since, end)
        )
    detail = {"unit": f"person:{unit.pk}", "since": since.isoformat()}
    journal.note(actor, "vehicle.affiliated", chain=f"vehicle:{vehicle.pk}", detail=detail, at=at)
    return affiliation


@transaction.atomic
def checked(
    *, vehicle_id: int, insured_to: date | None, tax_paid_to: date | None, actor: Actor, at: datetime | None = None
) -> None:
    """Note what the networks of insurers and tax offices said about a vehicle (联网核查)."""
    vehicle = _lock(vehicle_id)
    vehicle.insured_to, vehicle.tax_paid_to = insured_to, tax_paid_to
    vehicle.save(update_fields=["insured_to", "tax_paid_to"])
    journal.note(actor, "vehicle.checked", chain=f"vehicle:{vehicle.pk}", at=at or clock.now())


def _lock(vehicle_id: int) -> Vehicle:
    vehicle = Vehicle.objects.select_for_update().filter(pk=vehicle_id).first()
    if vehicle is None:
        raise Refused("vehicles.unknown")
    return vehicle


def _issue(
    vehicle: Vehicle, what: str, why: str, actor: Actor, at: datetime, *, valid_to: date | None = None, form: str = ""
) -> Issued:
    issued = Issued.objects.create(vehicle=vehicle, what=what, why=why, at=at, valid_to=valid_to, form=form)
    journal.note(
        actor,
        "vehicle.issued",
        chain=f"vehicle:{vehicle.pk}",
        subject=f"{what}:{issued.pk}",
        detail={"why": why},
        at=at,
    )
    return issued


def _free(taken: set[int], most: int, refusal: str) -> int:
    for place in PLACES[:most]:
        if place not in taken:
            return place
    raise Refused(refusal, most=most)


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
