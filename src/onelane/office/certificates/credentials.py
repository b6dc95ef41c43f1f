"""A driving licence as a credential on a phone: an mdoc after ISO/IEC 18013-5, signed for the phone's own key."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec

from onelane.kernel.refusal import Refused
from onelane.office.certificates.codes import ALGORITHM, ES256, Key, to_be_signed

DOCUMENT = "org.iso.18013.5.1.mDL"
COMMON, DOMESTIC = "org.iso.18013.5.1", "cn.onelane.mdl.1"
FULL_DATE, ENCODED, TEXT_DATE = 1004, 24, 0  # tags: RFC 8943, RFC 8949 sections 3.4.5.1 and 3.4.1
CHAIN = 33  # x5chain, RFC 9360
RANDOM_BYTES = 32  # ISO/IEC 18013-5, 9.1.2.5: at least 16
HOLDS = timedelta(days=30)  # the phone fetches a fresh one; a lost phone is worth nothing a month later
NO_END = "9999-12-31"  # 长期: the element is mandatory
CLASSES = re.compile(r"A[123]|B[12]|C[1-6]|[DEFMNP]")
SEXES = {"男": 1, "女": 2}  # ISO/IEC 5218
Chance = Callable[[int], bytes]
default_chance: Chance = secrets.token_bytes


def driving_licence(
    data: Mapping[str, Any],
    *,
    portrait: bytes,
    device_key: Mapping[str, Any],
    signer: Key,
    certificate: bytes,
    at: datetime,
    place: tuple[str, int],
    chance: Chance = default_chance,
) -> bytes:
    """Return IssuerSigned (ISO/IEC 18013-5, 8.3.2.1.2.2) for a licence's snapshot and the public key of a phone.

    `device_key` is a JSON Web Key on P-256; refuse `certificates.device_key` for any other. `place` names the list of
    states and the licence's place in it.
    """
    end = datetime.combine(date.fromisoformat(_last_day(data)), time.min, tzinfo=UTC)
    return issued(
        DOCUMENT, {COMMON: _common(data, portrait, at), DOMESTIC: _domestic(data)}, device_key=device_key,
        signer=signer, certificate=certificate, at=at, until=min(at + HOLDS, end), place=place, chance=chance,
    )  # fmt: skip


def issued(
    document: str,
    elements: Mapping[str, Mapping[str, Any]],
    *,
    device_key: Mapping[str, Any],
    signer: Key,
    certificate: bytes,
    at: datetime,
    until: datetime,
    place: tuple[str, int],
    chance: Chance,
) -> bytes:
    """Return IssuerSigned of any document type: elements by name space, digested, bound to the phone, signed."""
    held = _cose_key(device_key)
    spaces = {
        space: [_item(number, name, value, chance) for number, (name, value) in enumerate(found.items())]
        for space, found in elements.items()
    }
    digests = {
        space: {number: sha256(cbor2.dumps(item)).digest() for number, item in enumerate(items)}
        for space, items in spaces.items()
    }
    said = _security(document, digests, held, at, until, place)
    payload = cbor2.dumps(cbor2.CBORTag(ENCODED, cbor2.dumps(said)))
    head = cbor2.dumps({ALGORITHM: ES256})
    auth = [head, {CHAIN: certificate}, payload, signer.sign(to_be_signed(head, payload))]
    return cbor2.dumps({"nameSpaces": spaces, "issuerAuth": auth})


def _common(data: Mapping[str, Any], portrait: bytes, at: datetime) -> dict[str, Any]:
    """Return the mandatory elements and those that the register has (table 5 of the standard)."""
    family, given = names(str(data["name"]))
    until, issued = _last_day(data), day(data.get("issued_on") or at.date().isoformat())
    told = {
        "family_name": family, "given_name": given, "birth_date": day(data["birth_date"]), "issue_date": issued,
        "expiry_date": day(until), "issuing_country": "CN", "issuing_authority": str(data["office"]),
        "document_number": str(data["licence_no"]), "portrait": portrait, "un_distinguishing_sign": "CHN",
        "driving_privileges": [
            {"vehicle_category_code": one, "issue_date": day(data["first_issued_on"]), "expiry_date": day(until)}
            for one in CLASSES.findall(str(data["classes"]))
        ],
    }  # fmt: skip
    if data.get("sex") in SEXES:
        told["sex"] = SEXES[str(data["sex"])]
    return told


def _domestic(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": str(data["name"]), "file_no": str(data["file_no"]), "classes": str(data["classes"])}


def names(name: str) -> tuple[str, str]:
    """Return family and given name; a name with · has its first part as family name, as identity cards index it."""
    if "·" in name:
        family, _, given = name.partition("·")
        return family, given
    return name[:1], name[1:] or name


def _security(
    document: str, digests: dict[str, dict[int, bytes]], held: dict[int, Any], at: datetime, until: datetime,
    place: tuple[str, int],
) -> dict[str, Any]:  # fmt: skip
    """Return the mobile security object (9.1.2.4) with a reference to the list of states."""
    moments = {"signed": at, "validFrom": at, "validUntil": until}
    return {
        "version": "1.0", "digestAlgorithm": "SHA-256", "valueDigests": digests, "docType": document,
        "deviceKeyInfo": {"deviceKey": held},
        "validityInfo": {name: _moment(moment) for name, moment in moments.items()},
        "status": {"status_list": {"uri": place[0], "idx": place[1]}},
    }  # fmt: skip


def _item(number: int, name: str, value: Any, chance: Chance) -> cbor2.CBORTag:
    told = {"digestID": number, "random": chance(RANDOM_BYTES), "elementIdentifier": name, "elementValue": value}
    return cbor2.CBORTag(ENCODED, cbor2.dumps(told))


def _cose_key(jwk: Mapping[str, Any]) -> dict[int, Any]:
    """Return a phone's key as COSE_Key (RFC 9053 section 7.1.1); the curve itself says whether the point is on it."""
    try:
        x, y = (base64.urlsafe_b64decode(f"{jwk[half]}==") for half in ("x", "y"))
        ec.EllipticCurvePublicNumbers(int.from_bytes(x), int.from_bytes(y), ec.SECP256R1()).public_key()
        sound = jwk["kty"] == "EC" and jwk["crv"] == "P-256"
    except (KeyError, TypeError, ValueError, binascii.Error) as trouble:
        raise Refused("certificates.device_key") from trouble
    if not sound:
        raise Refused("certificates.device_key")
    return {1: 2, -1: 1, -2: x, -3: y}


def _last_day(data: Mapping[str, Any]) -> str:
    told = str(data.get("valid_to") or "")
    return told if re.fullmatch(r"\d{4}-\d{2}-\d{2}", told) else NO_END


def day(told: Any) -> cbor2.CBORTag:
    """Return a date as ISO/IEC 18013-5 writes it (full-date)."""
    return cbor2.CBORTag(FULL_DATE, str(told)[:10])


def _moment(at: datetime) -> cbor2.CBORTag:
    return cbor2.CBORTag(TEXT_DATE, f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
