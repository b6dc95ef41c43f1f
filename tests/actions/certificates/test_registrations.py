"""A vehicle registration on a phone (draft of ISO 7367), judged by a library of others."""

from __future__ import annotations

from datetime import date
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pymdoccbor.mdoc.verifier import MdocCbor

from actions.certificates.test_credentials import AT, PLACE, keys, phone, security
from onelane.gateways.signing.gateway import Gateway
from onelane.office.certificates import registrations
from onelane.office.certificates.samples import LONG, sample

__all__ = ["keys"]


def issued(keys: Gateway, **more: Any) -> bytes:
    key = keys.store.active("qingdao", "credential", name="青岛", at=AT)
    return registrations.vehicle_registration(
        sample("vehicle-licence") | more, device_key=phone(), signer=key,
        certificate=key.certificate.public_bytes(Encoding.DER), at=AT, place=PLACE,
    )  # fmt: skip


def judged(keys: Gateway, made: bytes) -> bool:
    document = {"docType": registrations.DOCUMENT, "issuerSigned": cbor2.loads(made)}
    judge = MdocCbor()
    judge.loads(cbor2.dumps({"version": "1.0", "documents": [document], "status": 0}))
    return bool(judge.verify(trusted_root_certs=[keys.store.root()], verify_hashes=True))


def elements(made: bytes, space: str = registrations.VEHICLE) -> dict[str, Any]:
    told = [cbor2.loads(item.value) for item in cbor2.loads(made)["nameSpaces"][space]]
    return {one["elementIdentifier"]: one["elementValue"] for one in told}


def test_another_library_accepts_it_by_the_offices_root(keys: Gateway) -> None:
    assert judged(keys, issued(keys))


@pytest.mark.parametrize("space", [registrations.VEHICLE, registrations.COMMON, registrations.DOMESTIC])
def test_another_library_finds_a_changed_element(keys: Gateway, space: str) -> None:
    made = cbor2.loads(issued(keys))
    spaces = {name: list(items) for name, items in made["nameSpaces"].items()}
    item = cbor2.loads(spaces[space][0].value) | {"elementValue": "鲁B00000"}
    spaces[space][0] = cbor2.CBORTag(24, cbor2.dumps(item))

    assert not judged(keys, cbor2.dumps({**made, "nameSpaces": spaces}))


def test_it_says_what_the_register_says_of_the_car(keys: Gateway) -> None:
    made = issued(keys)
    told = elements(made)

    assert (told["registration_number"], told["vehicle_identification_number"]) == ("鲁B1A234", "LSVAU2184TN000001")
    assert told["date_of_registration"] == date(2026, 11, 22)
    assert told["mass_info"] == {"unit": "kg", "vehicle_max_mass": 1840, "mass_in_running_order": 1370}
    assert elements(made, registrations.DOMESTIC)["plate_category"] == "02"
    assert security(made)["docType"] == "org.iso.7367.1.mVRC"


def test_a_person_has_two_names_and_an_organisation_one(keys: Gateway) -> None:
    person = elements(issued(keys, owner_name=LONG))["vehicle_holder"]
    unit = elements(issued(keys, owner_name="示例公司", owner_id_type="N"))["vehicle_holder"]

    assert f"{person['family_name_unicode']}·{person['given_name_unicode']}" == LONG
    assert unit["organization_name_unicode"] == "示例公司"
