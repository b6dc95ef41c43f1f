"""What the registers learn from a finished first registration (注册登记), and what its papers say."""

from __future__ import annotations

from datetime import date, datetime

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import Document
from onelane.office.stations.desk import Answers, Visit
from onelane.office.stations.inspection import STANDARD_PHOTO
from onelane.registers.offices.queries import office_of
from onelane.registers.people import actions as people
from onelane.registers.people.models import Person
from onelane.registers.vehicles import actions as vehicles
from onelane.registers.vehicles.models import Vehicle
from onelane.registers.vehicles.queries import vehicle_with

# R164 art.9: what the register keeps of a vehicle, by the catalogue's field names.
PARTICULARS = (
    "brand_zh", "vehicle_model", "body_colour", "domestic_or_import", "engine_no", "engine_model", "fuel_type",
    "displacement_ml", "power_kw", "manufacturer", "dims_mm", "gross_mass_kg", "curb_mass_kg", "seats",
    "manufacture_date", "conformity_cert_no",
)  # fmt: skip
FIRST_MARK_YEARS = 2  # RTSR art.16: a small non-commercial car is inspected every two years in its first years


def register(visit: Visit) -> Vehicle:
    """Enter the owner, the vehicle and its number into the registers (R164 art.9, 12)."""
    told = visit.answers
    return vehicles.register(
        office=visit.actor.office,
        vin=_text(told, "vin"),
        particulars={key: told[key] for key in PARTICULARS if told.get(key) not in (None, "")},
        owner=_owner(visit),
        plate=_text(told, "chosen_number"),
        plate_category=_text(told, "plate_category"),
        vehicle_type=_text(told, "vehicle_type"),
        use_nature=_text(told, "use_nature"),
        acquired_by=_text(told, "acquire_method"),
        inspection_valid_to=inspection_valid_to(visit.at),
        actor=visit.actor,
        at=visit.at,
    )


def not_yet_known(told: Answers) -> None:
    """Refuse `vehicles.already_registered` as early as a VIN is written, not when the owner stands at the machine."""
    if vehicle_with(_text(told, "vin")) is not None:
        raise Refused("vehicles.already_registered")


def _owner(visit: Visit) -> Person:
    told = visit.answers
    return people.know(
        kind=_text(told, "owner_type"), id_type=_text(told, "owner_id_type"), id_no=_text(told, "owner_id_no"),
        name=_text(told, "owner_name"), mobile=_text(told, "owner_mobile"), domicile=_text(told, "owner_domicile"),
        mail_address=_text(told, "owner_mail_address"), postcode=_text(told, "owner_postcode"),
        actor=visit.actor, at=visit.at,
    )  # fmt: skip


def _text(told: Answers, key: str) -> str:
    found = told.get(key)
    return "" if found is None else str(found)


def inspection_valid_to(registered: datetime, years: int = FIRST_MARK_YEARS) -> date:
    """Return the last day of the first inspection mark: the end of the month, so many years on (RTSR art.16)."""
    day = registered.astimezone(clock.OFFICE_ZONE).date()
    following = date(day.year + years + day.month // 12, day.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def paper_data(visit: Visit, vehicle: Vehicle) -> dict[str, JsonValue]:
    """Return what every paper of this registration says: a snapshot, so that a paper never changes by itself."""
    told = visit.answers
    office = office_of(visit.actor.office)
    photo = (
        Document.objects.filter(case=visit.case, kind=STANDARD_PHOTO, withdrawn_at=None)
        .order_by("-added_at").values_list("sha256", flat=True).first()
    )  # fmt: skip
    day = visit.at.astimezone(clock.OFFICE_ZONE).date().isoformat()
    return {
        **{key: told.get(key) for key in PARTICULARS},
        "plate": _text(told, "chosen_number"),
        "plate_category": vehicle.plate_category,
        "vehicle_type": vehicle.vehicle_type,
        "use_nature": vehicle.use_nature,
        "acquired_by": _text(told, "acquire_method"),
        "vin": vehicle.vin,
        "owner_name": _text(told, "owner_name"),
        "owner_id_type": _text(told, "owner_id_type"),
        "owner_id_no": _text(told, "owner_id_no"),
        "owner_domicile": _text(told, "owner_domicile"),
        "certificate_no": vehicle.certificate_no,
        "registered_on": day,
        "issued_on": day,
        "inspection_valid_to": vehicle.inspection_valid_to.isoformat(),
        "office": office.name_zh,
        "photo_sha256": photo or "",
    }
