"""The office's seal on a PDF: others accept it, and any changed byte is found."""

from __future__ import annotations

import asyncio
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import CertificateBuilder, ExtendedKeyUsage, Name, NameAttribute
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfReader

from onelane.gateways.signing import pades
from onelane.gateways.signing.gateway import Gateway
from onelane.kernel import clock
from onelane.office.certificates import pdf
from onelane.office.certificates.samples import sample

STEP = 389  # a prime: over the bytes of one file every kind of place is met


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Gateway:
    """A key store with a sealing key."""
    gateway = Gateway(tmp_path_factory.mktemp("keys"))
    gateway.store.active("qingdao", "seal", name="青岛车管所", at=clock.now() - timedelta(minutes=5))
    return gateway


@pytest.fixture(scope="module")
def sealed(keys: Gateway) -> bytes:
    """A sealed paper."""
    return seal(keys, paper())


def paper() -> bytes:
    return pdf.set_paper(
        kind="inspection-mark", serial="370200000001", data=sample("inspection-mark"), code="7" * 420, photo=None,
        made_at=1_790_000_000, specimen=True,
    )  # fmt: skip


def seal(keys: Gateway, made: bytes, **told: Any) -> bytes:
    key = keys.store.active("qingdao", "seal", name="青岛车管所", at=clock.now())
    return pades.seal(made, key=key, at=told.pop("at", clock.now()), **told)


def test_a_sealed_paper_is_sound_and_says_whose_seal_it_is_and_when(keys: Gateway) -> None:
    at = clock.now().replace(microsecond=0)

    found = keys.check(seal(keys, paper(), at=at))

    assert (found.sound, found.signer, found.at) == (True, "青岛车管所", at)


def test_pyhanko_alone_accepts_it_by_the_published_root(keys: Gateway, sealed: bytes) -> None:
    root = x509.Certificate.load(keys.store.root().public_bytes(Encoding.DER))
    signature = PdfFileReader(io.BytesIO(sealed)).embedded_signatures[0]

    believing = ValidationContext(trust_roots=[root], allow_fetching=False)
    status = pades._aside(lambda: validate_pdf_signature(signature, believing))

    assert status.bottom_line
    assert status.trust_problem_indic is not AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert str(status.md_algorithm) == "sha256"


def test_it_is_pades_b_b(sealed: bytes) -> None:
    signature = PdfFileReader(io.BytesIO(sealed)).embedded_signatures[0]
    attributes = {one["type"].native for one in signature.signer_info["signed_attrs"]}

    # ETSI EN 319 142-1 clause 6.3: the certificate is bound, the time stands in /M and not in an attribute.
    assert {"content_type", "message_digest", "signing_certificate_v2"} <= attributes
    assert "signing_time" not in attributes
    assert "/M" in signature.sig_object


def test_any_changed_byte_is_found(keys: Gateway, sealed: bytes) -> None:
    hole = sealed.index(b"/Contents <"), sealed.index(b">", sealed.index(b"/Contents <")) + 1
    places = [*range(0, len(sealed), STEP), *range(hole[0], hole[1], 31), len(sealed) - 1]

    unseen = [place for place in places if keys.check(changed(sealed, place)).sound]

    assert unseen == []


def changed(made: bytes, place: int) -> bytes:
    """Change one bit that also turns a capital letter into a small one, so that hexadecimal digits stay digits."""
    other = bytearray(made)
    other[place] ^= 0x20 if bytes([made[place]]).isalpha() else 1
    return bytes(other)


@pytest.mark.parametrize("after", [b"\n", b"%%EOF", b"\n1 0 obj<<>>endobj\ntrailer<</Size 1>>\n%%EOF"])
def test_what_is_added_afterwards_is_found(keys: Gateway, sealed: bytes, after: bytes) -> None:
    assert not keys.check(sealed + after).sound


def test_a_paper_without_a_seal_or_with_a_strangers_is_told_apart(keys: Gateway, tmp_path: Path) -> None:
    stranger = Gateway(tmp_path)
    stranger.store.active("qingdao", "seal", name="青岛车管所", at=clock.now() - timedelta(minutes=5))

    assert keys.check(paper()).why == "unsigned"
    assert keys.check(seal(stranger, paper())).why == "stranger"
    assert keys.check(b"no PDF").why == "altered"


def test_a_sealed_paper_still_says_the_same_and_is_still_pdf_a(sealed: bytes) -> None:
    before, after = PdfReader(io.BytesIO(paper())), PdfReader(io.BytesIO(sealed))

    assert [page.extract_text() for page in before.pages] == [page.extract_text() for page in after.pages]
    widget = after.get_fields()["OfficeSeal"].indirect_reference.get_object()  # type: ignore[index, union-attr]
    assert [float(side) for side in widget["/Rect"]] == [0, 0, 0, 0]
    assert int(widget["/F"]) & 0b111 == 0b100  # ISO 19005-2, 6.3.2: printed, neither hidden nor invisible


def test_a_time_stamp_of_a_believed_service_is_put_in_and_checked(keys: Gateway, tmp_path: Path) -> None:
    stamper, root = time_stamping_service()

    made = seal(keys, paper(), stamper=stamper)

    signature = PdfFileReader(io.BytesIO(made)).embedded_signatures[0]
    assert "signature_time_stamp_token" in {one["type"].native for one in signature.signer_info["unsigned_attrs"]}
    assert not keys.check(made).sound
    place = keys.store.folder / "stampers"
    place.mkdir()
    (place / "practice.crt").write_bytes(root)
    assert keys.check(made).sound


def time_stamping_service() -> tuple[DummyTimeStamper, bytes]:
    """A service of its own and its root certificate."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = Name([NameAttribute(NameOID.COMMON_NAME, "practice time")])
    at = clock.now()
    builder = CertificateBuilder(name, name, private.public_key(), 1, at - timedelta(days=1), at + timedelta(days=1))
    usage = ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    own = builder.add_extension(usage, critical=True).sign(private, SHA256())
    coded = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    service = x509.Certificate.load(own.public_bytes(Encoding.DER))
    stamper = DummyTimeStamper(service, asn1_keys.PrivateKeyInfo.load(coded), SimpleCertificateStore())
    return stamper, own.public_bytes(Encoding.PEM)


def test_a_seal_is_put_and_checked_where_an_event_loop_runs_already(keys: Gateway) -> None:
    async def both() -> bool:
        return keys.check(seal(keys, paper())).sound

    assert pades._aside(lambda: asyncio.run(both()))  # a browser of other tests may have left a loop in this thread


def test_a_key_that_was_rotated_away_still_proves_its_seals(keys: Gateway, sealed: bytes) -> None:
    keys.store.rotate("qingdao", "seal", name="青岛车管所", at=clock.now())

    assert keys.check(sealed).sound
    assert keys.check(seal(keys, paper())).sound


def test_the_key_files_are_the_owners_alone(keys: Gateway) -> None:
    assert {path.stat().st_mode & 0o777 for path in keys.store.folder.rglob("*.pem")} == {0o600}


def test_two_first_uses_make_one_key(tmp_path: Path) -> None:
    from races.together import at_once

    gateway = Gateway(tmp_path)

    def use() -> bytes:
        return gateway.store.active("qingdao", "seal", name="q", at=clock.now()).key_id

    assert len(set(at_once([use] * 4))) == 1
