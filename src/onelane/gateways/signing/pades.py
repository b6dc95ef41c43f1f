"""The office's seal on a PDF: PAdES-B-B (ETSI EN 319 142-1), with a time stamp (B-T) where a service is set."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

from asn1crypto import cms, keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from onelane.gateways.signing.keystore import FileKey
from onelane.kernel.clock import OFFICE_ZONE
from onelane.office.certificates.gateway import Checked

Answer = TypeVar("Answer")
FIELD = "OfficeSeal"
# ISO 19005-2, 6.3.2 and 6.3.3: a widget without a picture has no size, and is neither hidden nor left out of a print.
UNSEEN = InvisSigSettings(set_print_flag=True, set_hidden_flag=False)
HEX = frozenset(b"0123456789ABCDEF")

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what is wrong with a file is an answer, not a fault
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


class _SignerAt(signers.PdfSigner):
    """Signs with the time that it is told, not the machine's."""

    at: datetime

    def init_signing_session(self, *told: Any, **more: Any) -> Any:
        """Begin as ever, at the time that was told."""
        session = super().init_signing_session(*told, **more)
        session.system_time = self.at
        return session


def seal(pdf: bytes, *, key: FileKey, at: datetime, stamper: TimeStamper | None = None) -> bytes:
    """Return the PDF with a certifying signature that allows no change afterwards."""
    signer = _signer(key)
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES, reason="证照签发", name=signer.subject_name,
    )  # fmt: skip
    spec = SigFieldSpec(FIELD, invis_sig_settings=UNSEEN)
    pdf_signer = _SignerAt(meta, signer, timestamper=stamper, new_field_spec=spec)
    pdf_signer.at = at.astimezone(OFFICE_ZONE).replace(microsecond=0)
    made = io.BytesIO()
    _aside(lambda: pdf_signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=made))
    return made.getvalue()


def check(
    pdf: bytes, *, root: x509.Certificate, known: list[x509.Certificate], stampers: list[x509.Certificate] | None = None
) -> Checked:
    """Tell whether a PDF bears one sound seal by a known certificate over every byte of it.

    `stampers` are the roots of time stamping services that are believed.
    """
    try:
        return _aside(lambda: _read(pdf, known, [root], stampers or []))
    except Exception:  # noqa: BLE001 - the bytes come from anybody; a reader may stumble in any way
        return Checked(sound=False, why="altered")


def _read(
    pdf: bytes, known: list[x509.Certificate], roots: list[x509.Certificate], stampers: list[x509.Certificate]
) -> Checked:
    found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    if len(found) != 1:
        return Checked(sound=False, why="unsigned" if not found else "altered")
    return _checked(found[0], pdf, known, roots, stampers)


def _aside(call: Callable[[], Answer]) -> Answer:
    """Call what runs an event loop of its own; where one runs already, as in a live page, on a thread beside it."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return call()
    with ThreadPoolExecutor(max_workers=1) as beside:
        return beside.submit(call).result()


def _checked(
    found: EmbeddedPdfSignature,
    pdf: bytes,
    known: list[x509.Certificate],
    roots: list[x509.Certificate],
    stampers: list[x509.Certificate],
) -> Checked:
    ours = {one.public_bytes(Encoding.DER): one for one in known}
    told = found.signer_cert.dump()
    if told not in ours:
        return Checked(sound=False, why="stranger")
    at = found.self_reported_timestamp
    status = validate_pdf_signature(
        found,
        signer_validation_context=_believing(roots, at),
        ts_validation_context=_believing(stampers, at),
    )
    if not (status.bottom_line and _is_strict(found, pdf, told)):
        return Checked(sound=False, why="altered")
    names = ours[told].subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return Checked(sound=True, why="", signer=str(names[0].value), at=at)


def _believing(roots: list[x509.Certificate], at: datetime | None) -> ValidationContext:
    anchors = [asn1.Certificate.load(one.public_bytes(Encoding.DER)) for one in roots]
    return ValidationContext(trust_roots=anchors, allow_fetching=False, moment=at, best_signature_time=at)


def _is_strict(found: EmbeddedPdfSignature, pdf: bytes, certificate: bytes) -> bool:
    """Tell whether the part that no signature covers is just what a seal of ours is made of.

    A signature leaves out its own place in the file, so a byte could change there unseen: in the case of a letter, in
    the filling behind it, in what says of which kind it is. All of it is written again from the signature alone.
    """
    begin, length, after, rest = (int(part) for part in found.byte_range)
    place = pdf[begin + length : after]
    coded, filling = place[1:-1], found.signed_data
    if after + rest != len(pdf) or place[:1] + place[-1:] != b"<>" or not HEX.issuperset(coded):
        return False
    anew = _anew(filling, certificate).hex().upper().encode()
    return bytes(coded) == anew.ljust(len(coded), b"0")


def _anew(signed: cms.SignedData, certificate: bytes) -> bytes:
    said = signed["signer_infos"][0]
    mine = asn1.Certificate.load(certificate)
    number, sha256 = mine.serial_number, {"algorithm": "sha256"}
    info: dict[str, Any] = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": {"issuer": mine.issuer, "serial_number": number}}),
        "digest_algorithm": sha256,
        "signed_attrs": said["signed_attrs"],
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": said["signature"].native,
    }  # fmt: skip
    if len(said["unsigned_attrs"]):
        info["unsigned_attrs"] = said["unsigned_attrs"]  # a time stamp has a signature of its own
    told = {
        "version": "v1", "digest_algorithms": [sha256], "encap_content_info": {"content_type": "data"},
        "certificates": [mine], "signer_infos": [info],
    }  # fmt: skip
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(told)}).dump())


def _signer(key: FileKey) -> signers.SimpleSigner:
    private = key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return signers.SimpleSigner(
        signing_cert=asn1.Certificate.load(key.certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]  # pyHanko types all but this
    )
