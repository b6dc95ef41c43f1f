"""Keys in files outside the database: for each office and purpose a line of keys, of which the newest signs.

A renewed key stays: what it signed is checked by it for ever. Each key has a certificate from the store's own root;
an office with an authority of its own puts its key and certificate into the same folder instead.
"""

from __future__ import annotations

import base64
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import get_args

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

from onelane.office.certificates.gateway import Published, Purpose

ROOT_YEARS, LEAF_YEARS = 20, 3
KEY_ID_BYTES = 4
MDL_SIGNER = x509.ObjectIdentifier("1.0.18013.5.1.2")  # ISO/IEC 18013-5 annex B.1.4
SIZE = 32  # bytes of a number on P-256
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)


class KeyUnusable(Exception):  # noqa: N818 - the sentence says what is the matter
    """A key file cannot be used; the message is one sentence for the person at the terminal."""


@dataclass(frozen=True)
class FileKey:
    """One key with its certificate."""

    private: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    office: str
    purpose: Purpose

    @cached_property
    def key_id(self) -> bytes:
        """The short name: the first bytes of the SHA-256 of the public key."""
        return _key_id(self.certificate)

    def sign(self, told: bytes) -> bytes:
        """Return r and s, 32 bytes each (RFC 9053 section 2.1)."""
        r, s = decode_dss_signature(self.private.sign(told, ec.ECDSA(SHA256())))
        return r.to_bytes(SIZE) + s.to_bytes(SIZE)


@dataclass(frozen=True)
class KeyStore:
    """A folder of keys: `<office>/<purpose>/<number>.pem` and `.crt` beside it, and the root above them."""

    folder: Path

    def active(self, office: str, purpose: Purpose, *, name: str, at: datetime) -> FileKey:
        """Return the key that signs now; the first is made on first use. `name` goes into its certificate."""
        if not self._numbers(office, purpose):
            with self._locked():
                if not self._numbers(office, purpose):
                    self._make(office, purpose, name=name, at=at)
        return self._read(office, purpose, self._numbers(office, purpose)[-1])

    def rotate(self, office: str, purpose: Purpose, *, name: str, at: datetime) -> FileKey:
        """Make a new key that signs from now on; the former ones go on to check what they signed."""
        with self._locked():
            return self._make(office, purpose, name=name, at=at)

    def root(self) -> x509.Certificate:
        """Return the certificate that all others were signed by."""
        return x509.load_pem_x509_certificate((self.folder / "root.crt").read_bytes())

    def root_made(self, *, at: datetime) -> x509.Certificate:
        """Return the root, made on first use."""
        with self._locked():
            return self._authority(at)[0]

    def certificates(self) -> list[tuple[str, Purpose, x509.Certificate, bool]]:
        """Return every certificate with its office and purpose, newest first, and whether a newer one signs now."""
        found = []
        for office, purpose in self._lines():
            numbers = self._numbers(office, purpose)
            for number in reversed(numbers):
                path = self._path(office, purpose, number).with_suffix(".crt")
                certificate = x509.load_pem_x509_certificate(path.read_bytes())
                found.append((office, purpose, certificate, number != numbers[-1]))
        return found

    def stampers(self) -> list[x509.Certificate]:
        """Return the roots of time stamping services that are believed: `stampers/*.crt`, put there by hand."""
        return [
            x509.load_pem_x509_certificate(path.read_bytes()) for path in sorted(self.folder.glob("stampers/*.crt"))
        ]

    def published(self) -> list[Published]:
        """Return the public halves of all keys."""
        return [
            Published(_key_id(one).hex(), office, purpose, _jwk(one), one.not_valid_before_utc, retired)
            for office, purpose, one, retired in self.certificates()
        ]

    def _lines(self) -> Iterator[tuple[str, Purpose]]:
        for purpose in PURPOSES:
            for folder in sorted(self.folder.glob(f"*/{purpose}")):
                yield folder.parent.name, purpose

    def _numbers(self, office: str, purpose: Purpose) -> list[int]:
        folder = self.folder / office / purpose
        found = folder.glob("*.pem") if folder.is_dir() else ()
        return sorted(int(path.stem) for path in found if path.stem.isdigit() and path.with_suffix(".crt").exists())

    def _path(self, office: str, purpose: Purpose, number: int) -> Path:
        return self.folder / office / purpose / f"{number}.pem"

    def _read(self, office: str, purpose: Purpose, number: int) -> FileKey:
        path = self._path(office, purpose, number)
        certificate = x509.load_pem_x509_certificate(path.with_suffix(".crt").read_bytes())
        return FileKey(_private(path), certificate, office, purpose)

    def _make(self, office: str, purpose: Purpose, *, name: str, at: datetime) -> FileKey:
        issuer, issuer_key = self._authority(at)
        taken = {_key_id(one) for _, _, one, _ in self.certificates()}
        while True:
            private = ec.generate_private_key(ec.SECP256R1())
            made = _leaf(private, issuer, issuer_key, name=name, purpose=purpose, at=at)
            if _key_id(made) not in taken:  # short names are easy to say and must stay unlike each other
                break
        path = self._path(office, purpose, max(self._numbers(office, purpose), default=0) + 1)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(path, _pem(private))
        _write(path.with_suffix(".crt"), made.public_bytes(Encoding.PEM))
        return FileKey(private, made, office, purpose)

    def _authority(self, at: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        place = self.folder / "root.crt"
        if not place.exists():
            private = ec.generate_private_key(ec.SECP256R1())
            _write(self.folder / "root.pem", _pem(private))
            _write(place, _root(private, at).public_bytes(Encoding.PEM))
        return self.root(), _private(self.folder / "root.pem")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / "lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _key_id(certificate: x509.Certificate) -> bytes:
    return sha256(_point(certificate)).digest()[:KEY_ID_BYTES]


def _point(certificate: x509.Certificate) -> bytes:
    public = certificate.public_key()
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise KeyUnusable("A certificate in the key store is of another kind than P-256.")
    numbers = public.public_numbers()
    return numbers.x.to_bytes(SIZE) + numbers.y.to_bytes(SIZE)


def _jwk(certificate: x509.Certificate) -> dict[str, str]:
    point = _point(certificate)
    x, y = (base64.urlsafe_b64encode(half).rstrip(b"=").decode() for half in (point[:SIZE], point[SIZE:]))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def _private(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        found = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as trouble:
        raise KeyUnusable(f"{path} holds no readable key.") from trouble
    if not isinstance(found, ec.EllipticCurvePrivateKey):
        raise KeyUnusable(f"{path} holds a key of another kind than P-256.")
    return found


def _pem(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes) -> None:
    """Write beside the place and rename, readable by the owner alone."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_bytes(content)
    fresh.replace(path)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _begun(at: datetime, years: int) -> x509.CertificateBuilder:
    since = at.astimezone(UTC).replace(microsecond=0)
    builder = x509.CertificateBuilder().serial_number(x509.random_serial_number())
    return builder.not_valid_before(since).not_valid_after(since + timedelta(days=365 * years))


def _usage(**yes: bool) -> x509.KeyUsage:
    none = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
         "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"), False,
    )  # fmt: skip
    return x509.KeyUsage(**(none | yes))


def _root(private: ec.EllipticCurvePrivateKey, at: datetime) -> x509.Certificate:
    name = _named("OneLane papers")
    builder = _begun(at, ROOT_YEARS).subject_name(name).issuer_name(name).public_key(private.public_key())
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
    return builder.sign(private, SHA256())


def _leaf(
    private: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    name: str,
    purpose: Purpose,
    at: datetime,
) -> x509.Certificate:
    builder = _begun(at, LEAF_YEARS).subject_name(_named(name)).issuer_name(issuer.subject)
    builder = builder.public_key(private.public_key())
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    usage = _usage(digital_signature=True, content_commitment=purpose == "seal")
    builder = builder.add_extension(usage, critical=True)
    if purpose == "credential":
        builder = builder.add_extension(x509.ExtendedKeyUsage([MDL_SIGNER]), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
    known = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return builder.add_extension(known, critical=False).sign(issuer_key, SHA256())
