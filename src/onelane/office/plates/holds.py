"""Who a preselected number is held for: an owner, by a hash that only this office can make, and his vehicle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.crypto import salted_hmac


@dataclass(frozen=True, slots=True)
class OwnerAndVehicle:
    """For whom and which vehicle a number is held."""

    owner: str
    vin: str
    category: str


def owner_and_vehicle(answers: Mapping[str, object]) -> OwnerAndVehicle | None:
    """Return for whom a case may hold a number, or None while its file does not say."""
    told = [str(answers.get(key) or "").strip().upper() for key in ("owner_id_no", "vin", "plate_category")]
    if not all(told):
        return None
    owner = salted_hmac("onelane.plates.owner", told[0], algorithm="sha256").hexdigest()
    return OwnerAndVehicle(owner=owner, vin=told[1], category=told[2])
