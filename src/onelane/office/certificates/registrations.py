"""A vehicle registration as a credential on a phone: an mdoc after the draft of ISO 7367, behind a setting.

The draft itself could not be read. The document type and the names of the elements are those that issuers and wallets
publish of it (org.iso.7367.1.mVRC); what the draft leaves to the issuer is in a name space of our own. Doubtful (C).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from onelane.office.certificates.codes import Key
from onelane.office.certificates.credentials import HOLDS, Chance, day, default_chance, issued, names

DOCUMENT = "org.iso.7367.1.mVRC"
VEHICLE, COMMON, DOMESTIC = "org.iso.7367.1", "org.iso.23220.1", "cn.onelane.mvrc.1"
CARDS = frozenset({"A", "F", "M"})  # documents of natural persons whose name has two parts


def vehicle_registration(
    data: Mapping[str, Any],
    *,
    device_key: Mapping[str, Any],
    signer: Key,
    certificate: bytes,
    at: datetime,
    place: tuple[str, int],
    chance: Chance = default_chance,
) -> bytes:
    """Return IssuerSigned for a vehicle licence's snapshot and the public key of a phone; refuse as a licence does."""
    spaces = {VEHICLE: _vehicle(data), COMMON: _common(data, at), DOMESTIC: _domestic(data)}
    return issued(
        DOCUMENT, spaces, device_key=device_key, signer=signer, certificate=certificate, at=at, until=at + HOLDS,
        place=place, chance=chance,
    )  # fmt: skip


def _vehicle(data: Mapping[str, Any]) -> dict[str, Any]:
    told = {
        "registration_number": str(data["plate"]), "date_of_registration": day(data["registered_on"]),
        "vehicle_identification_number": str(data["vin"]), "vehicle_holder": _holder(data),
        "basic_vehicle_info": _filled(make=data.get("brand_zh"), commercial_name=data.get("vehicle_model")),
        "mass_info": {
            "unit": "kg",
            **_filled(vehicle_max_mass=data.get("gross_mass_kg"), mass_in_running_order=data.get("curb_mass_kg")),
        },
        "engine_info": _filled(engine_capacity=data.get("displacement_ml"), engine_power=_whole(data.get("power_kw"))),
        "un_distinguishing_sign": "CHN",
    }  # fmt: skip
    if data.get("inspection_valid_to"):
        told["expiry_date_technical_inspection"] = day(data["inspection_valid_to"])
    return told


def _holder(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the owner: a person by family and given name, an organisation by its name."""
    name = str(data["owner_name"])
    if str(data.get("owner_id_type") or "A") not in CARDS:
        told = {"organization_name_unicode": name}
    else:
        family, given = names(name)
        told = {"family_name_unicode": family, "given_name_unicode": given}
    return {**told, "resident_address": str(data.get("owner_domicile") or ""), "resident_country": "CN"}


def _common(data: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    return {
        "issue_date": day(data.get("issued_on") or at.date().isoformat()), "expiry_date": day((at + HOLDS).date()),
        "issuing_authority_unicode": str(data["office"]), "issuing_country": "CN",
        "document_number": str(data.get("certificate_no") or ""),
    }  # fmt: skip


def _domestic(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the national papers say beside it, as codes of GA 24 and the plate's category."""
    keys = ("plate_category", "vehicle_type", "use_nature", "engine_no", "body_colour", "seats")
    return {key: data[key] for key in keys if data.get(key) not in (None, "")}


def _filled(**told: Any) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in (None, "")}


def _whole(told: Any) -> int | None:
    text = str(told or "").partition(".")[0]
    return int(text) if text.isdecimal() else None
