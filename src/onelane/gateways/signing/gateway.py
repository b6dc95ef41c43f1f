"""The signing gateway that keeps its keys in files: what an office uses until it has a security module."""

from __future__ import annotations

import base64
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from onelane.gateways.signing.keystore import KEY_ID_BYTES, SIZE, FileKey, KeyStore
from onelane.kernel import clock
from onelane.office.certificates.gateway import Checked, Published, Purpose
from onelane.registers.offices.queries import office_of

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper


class Gateway:
    """Signs with the newest key of an office, and checks by all that it ever had."""

    def __init__(self, folder: Path | None = None) -> None:
        self.store = KeyStore(folder or Path(settings.STATE) / "papers")
        self._public: dict[bytes, ec.EllipticCurvePublicKey] = {}

    def code_key(self, office: str) -> FileKey:
        """Return the key that signs codes and lists of states now."""
        return self._active(office, "code")

    def verify(self, key_id: bytes, told: bytes, signature: bytes) -> bool:
        """Tell whether a published key of this name signed these bytes."""
        key = None
        if len(key_id) == KEY_ID_BYTES and len(signature) == 2 * SIZE:
            key = self._public.get(key_id) or self._read_again().get(key_id)  # another process may have renewed it
        if key is None:
            return False
        r, s = int.from_bytes(signature[:SIZE]), int.from_bytes(signature[SIZE:])
        try:
            key.verify(encode_dss_signature(r, s), told, ec.ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True

    def seal(self, pdf: bytes, *, office: str, at: datetime) -> bytes:
        """Return the PDF with the office's seal."""
        from onelane.gateways.signing import pades  # pyHanko takes a second to load: the worker pays, not each page

        return pades.seal(pdf, key=self._active(office, "seal"), at=at, stamper=time_stamper())

    def check(self, pdf: bytes) -> Checked:
        """Tell whether a PDF bears a sound seal of this installation."""
        from onelane.gateways.signing import pades

        known = [one for _, purpose, one, _ in self.store.certificates() if purpose == "seal"]
        if not known:
            return Checked(sound=False, why="stranger")
        return pades.check(pdf, root=self.store.root(), known=known, stampers=self.store.stampers())

    def credential_key(self, office: str) -> tuple[FileKey, bytes]:
        """Return the key for phone credentials and its certificate."""
        key = self._active(office, "credential")
        return key, key.certificate.public_bytes(Encoding.DER)

    def root(self) -> bytes:
        """Return the store's own root certificate."""
        return self.store.root_made(at=clock.now()).public_bytes(Encoding.PEM)

    def published(self) -> list[Published]:
        """Return every public key that has ever signed, newest first."""
        return self.store.published()

    def rotate(self, office: str, purpose: Purpose, *, at: datetime) -> str:
        """Let a new key sign from now on, and return its short name."""
        return self.store.rotate(office, purpose, name=office_of(office).name_zh, at=at).key_id.hex()

    def _active(self, office: str, purpose: Purpose) -> FileKey:
        return self.store.active(office, purpose, name=office_of(office).name_zh, at=clock.now())

    def _read_again(self) -> dict[bytes, ec.EllipticCurvePublicKey]:
        for one in self.store.published():
            x, y = (_number(one.jwk[half]) for half in ("x", "y"))
            public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
            self._public[bytes.fromhex(one.key_id)] = public
        return self._public


def time_stamper() -> TimeStamper | None:
    """Return who stamps the time: nobody, or the RFC 3161 service whose address ONELANE_TIME_STAMPS gives."""
    address = str(settings.ONELANE.get("TIME_STAMPS", ""))
    return _stamper_at(address) if address else None


@lru_cache(maxsize=2)
def _stamper_at(address: str) -> TimeStamper:
    from onelane.gateways.signing.stamps import HttpStamper

    return HttpStamper(address)


def _number(coded: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(f"{coded}=="))
