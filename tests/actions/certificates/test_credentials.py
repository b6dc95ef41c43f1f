"""A driving licence on a phone, judged by a library of others."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime
from typing import Any

import cbor2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from pymdoccbor.mdoc.verifier import MdocCbor

from onelane.gateways.signing.gateway import Gateway
from onelane.kernel.refusal import Refused
from onelane.office.certificates import credentials
from onelane.office.certificates.samples import LONG, sample

AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
PLACE = ("https://onelane.example/v/states/qingdao", 17)
MANDATORY = {  # ISO/IEC 18013-5, table 5
    "family_name", "given_name", "birth_date", "issue_date", "expiry_date", "issuing_country", "issuing_authority",
    "document_number", "portrait", "driving_privileges", "un_distinguishing_sign",
}  # fmt: skip


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Gateway:
    """A key store."""
    return Gateway(tmp_path_factory.mktemp("keys"))


def phone() -> dict[str, str]:
    """The public key of a phone."""
    numbers = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    x, y = (base64.urlsafe_b64encode(half.to_bytes(32)).rstrip(b"=").decode() for half in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def issued(keys: Gateway, **more: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    key = keys.store.active("qingdao", "credential", name="青岛", at=AT)
    certificate = key.certificate.public_bytes(Encoding.DER)
    return credentials.driving_licence(
        sample("driving-licence") | more, portrait=b"\xff\xd8face", device_key=phone(), signer=key,
        certificate=certificate, at=AT, place=PLACE,
    )  # fmt: skip


def response(made: bytes) -> bytes:
    document = {"docType": credentials.DOCUMENT, "issuerSigned": cbor2.loads(made)}
    return cbor2.dumps({"version": "1.0", "documents": [document], "status": 0})


def elements(made: bytes) -> dict[str, Any]:
    items = cbor2.loads(made)["nameSpaces"][credentials.COMMON]
    told = [cbor2.loads(item.value) for item in items]
    return {one["elementIdentifier"]: one["elementValue"] for one in told}


def security(made: bytes) -> dict[str, Any]:
    found: dict[str, Any] = cbor2.loads(cbor2.loads(cbor2.loads(made)["issuerAuth"][2]).value)
    return found


def test_another_library_accepts_it_by_the_offices_root(keys: Gateway) -> None:
    judge = MdocCbor()
    judge.loads(response(issued(keys)))

    assert judge.verify(trusted_root_certs=[keys.store.root()], verify_hashes=True)


@pytest.mark.parametrize("part", ["value", "signature"])
def test_another_library_finds_what_was_changed(keys: Gateway, part: str) -> None:
    made = cbor2.loads(issued(keys))
    if part == "value":
        spaces = {name: list(items) for name, items in made["nameSpaces"].items()}
        item = cbor2.loads(spaces[credentials.COMMON][0].value) | {"elementValue": "别人"}
        spaces[credentials.COMMON][0] = cbor2.CBORTag(24, cbor2.dumps(item))
        changed = {**made, "nameSpaces": spaces}
    else:
        head, chain, payload, signature = made["issuerAuth"]
        changed = {**made, "issuerAuth": [head, chain, payload, bytes([signature[0] ^ 1]) + signature[1:]]}
    judge = MdocCbor()
    judge.loads(response(cbor2.dumps(changed)))

    assert not judge.verify(trusted_root_certs=[keys.store.root()], verify_hashes=True)


def test_every_mandatory_element_is_there_as_the_register_says(keys: Gateway) -> None:
    told = elements(issued(keys))

    assert set(told) >= MANDATORY
    assert (told["family_name"], told["given_name"]) == ("测", "试车主")
    assert told["birth_date"] == date(1990, 3, 7)
    assert [one["vehicle_category_code"] for one in told["driving_privileges"]] == ["C1", "D"]


def test_a_minority_name_and_a_licence_without_end_fit(keys: Gateway) -> None:
    told = elements(issued(keys, name=LONG, valid_to="长期"))

    assert f"{told['family_name']}·{told['given_name']}" == LONG
    assert told["expiry_date"] == date.max


def test_it_is_bound_to_the_phone_and_to_the_list_of_states_for_a_month(keys: Gateway) -> None:
    said = security(issued(keys))

    assert said["deviceKeyInfo"]["deviceKey"][1] == 2
    assert said["status"]["status_list"] == {"uri": PLACE[0], "idx": 17}
    assert str(said["validityInfo"]["validUntil"]).startswith("2026-12-22")


def test_the_certificate_is_one_for_licences_on_phones(keys: Gateway) -> None:
    chain = x509.load_der_x509_certificate(cbor2.loads(issued(keys))["issuerAuth"][1][33])

    usage = chain.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [one.dotted_string for one in usage] == ["1.0.18013.5.1.2"]


@pytest.mark.parametrize(
    "wrong", [{}, {"x": "AA"}, {"crv": "P-384"}, {"y": "AAAA"}, {"x": 7}, {"kty": "RSA"}], ids=str
)  # fmt: skip
def test_a_key_that_is_none_is_refused(keys: Gateway, wrong: dict[str, Any]) -> None:
    key = keys.store.active("qingdao", "credential", name="青岛", at=AT)

    with pytest.raises(Refused, match=r"certificates\.device_key"):
        credentials.driving_licence(
            sample("driving-licence"), portrait=b"", device_key=phone() | wrong if wrong else {}, signer=key,
            certificate=b"", at=AT, place=PLACE,
        )  # fmt: skip
