"""What stands on each paper, and what its QR code proves of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from onelane.kernel.numbers import masks
from onelane.office.certificates.faces import drivers, slips, vehicles
from onelane.office.certificates.faces.said import NOTHING, Face, Said, Words
from onelane.office.certificates.kinds import SORTS, Kind

_FACES: dict[Kind, Callable[[Said], Face]] = {
    "vehicle-licence": vehicles.licence,
    "registration-certificate": vehicles.certificate,
    "inspection-mark": vehicles.mark,
    "driving-licence": drivers.licence,
    "learner-permit": drivers.learner,
    "temporary-plate": vehicles.temporary,
    "acceptance-receipt": slips.accepted,
    "payment-receipt": slips.paid,
    "refusal-notice": slips.refusal,
    "correction-notice": slips.correction,
    "booking-slip": slips.booking,
    "parcel-label": slips.label,
    "deferral-voucher": drivers.deferral,
    "number-voucher": slips.held,
    "register-extract": slips.extract,
}
TAIL = 6  # of a VIN: enough to compare with the car at hand


def _owner(said: Said) -> str:
    return _masked(said, "owner_name")


def _name(said: Said) -> str:
    return _masked(said, "name")


def _masked(said: Said, key: str) -> str:
    return masks.name(str(said.data.get(key) or "")) or NOTHING


def _vin(said: Said) -> str:
    vin = str(said.data.get("vin") or "")
    return f"…{vin[-TAIL:]}" if vin else NOTHING


def _id_no(said: Said) -> str:
    told = str(said.data.get("licence_no") or said.data.get("id_no") or "")
    return f"{told[:3]}…{told[-4:]}" if told else NOTHING


def _text(key: str) -> Callable[[Said], str]:
    return lambda said: said.text(key)


def _when(said: Said) -> str:
    return f"{said.text('booked_on')} {said.text('slot')}"


_SERVICE = (_text("service"), _text("case_no"), _name)
# In the order of the labels in kinds.SORTS; a name is masked, of a number only the end is told.
_PROVED: dict[Kind, tuple[Callable[[Said], str], ...]] = {
    "vehicle-licence": (Said.plate, _vin, _owner, Said.model),
    "registration-certificate": (Said.plate, _vin, _owner, Said.model),
    "inspection-mark": (Said.plate, Said.model),
    "driving-licence": (_name, _id_no, _text("classes")),
    "learner-permit": (_name, _id_no, _text("classes")),
    "temporary-plate": (Said.plate, _vin, _owner),
    "acceptance-receipt": _SERVICE,
    "payment-receipt": (_text("service"), _text("case_no"), lambda said: said.yuan("total"), _text("paid_on")),
    "refusal-notice": _SERVICE,
    "correction-notice": _SERVICE,
    "booking-slip": (_text("service"), _when, _text("place"), _name),
    "parcel-label": (_text("tracking_no"), _text("case_no")),
    "deferral-voucher": (_name, _id_no, _text("deferred")),
    "number-voucher": (Said.plate, _name, _vin),
    "register-extract": (_text("about"), _name, _text("reason")),
}


def face(kind: Kind, *, serial: str, data: Mapping[str, object], words: Words) -> Face:
    """Return everything a template needs to set a paper of this kind."""
    said = Said(data, serial, words)
    sort = SORTS[kind]
    common = {"serial": serial, "office": said.text("office"), "plate": said.plate(), "name": sort.zh, "latin": sort.en}
    return {**common, **_FACES[kind](said)}


def proved(kind: Kind, *, serial: str, data: Mapping[str, object], words: Words) -> tuple[str, ...]:
    """Return what the QR code says of a paper, masked (PIPL art.6: no more than is needed)."""
    said = Said(data, serial, words)
    return tuple(read(said) for read in _PROVED[kind])
