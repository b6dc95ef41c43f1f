"""What the register decides about vehicles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from onelane.kernel.numbers import serials, vin
from onelane.kernel.refusal import Refused

NORMAL = "A"  # 正常
PROVINCE = 2
# R164 art.9: without these no car can be told from another.
NEEDED = ("brand_zh", "vehicle_model", "body_colour", "engine_no", "fuel_type", "manufacture_date")


def check_new(*, number: str, particulars: Mapping[str, object], inspection_valid_to: date, on: date) -> str:
    """Return the VIN of a vehicle that may be entered; refuse a wrong VIN, missing particulars, a mark that is over."""
    checked = vin.check(number)
    missing = missing_particulars(particulars)
    if missing:
        raise Refused("vehicles.particulars_missing", fields=missing)
    if inspection_valid_to < on:
        raise Refused("vehicles.inspection_over", until=inspection_valid_to.isoformat())
    return checked


def missing_particulars(particulars: Mapping[str, object]) -> list[str]:
    """Return the needed particulars that are not there, in the order of the law."""
    return [name for name in NEEDED if particulars.get(name) in (None, "", [])]


def certificate_no(area: str, sequence: int) -> str:
    """Return the registration certificate number (登记证书编号) of the vehicle with this running number."""
    return serials.certificate_number(area[:PROVINCE], sequence)


def without(status: str, letters: str) -> str:
    """Return a status without some letters; none left means in order."""
    return "".join(one for one in status if one not in letters) or NORMAL
