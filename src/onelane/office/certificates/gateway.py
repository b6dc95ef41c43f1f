"""What signs papers, as this room sees it: a key store, a seal for PDFs, a clock that others trust."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from onelane.office.certificates.codes import Key

Purpose = Literal["code", "seal", "credential"]
"""What a key is for: QR codes and lists of states, PDFs, credentials on phones."""


@dataclass(frozen=True, slots=True)
class Published:
    """The public half of a key, as a JSON Web Key (RFC 7517), with the time since which it signs."""

    key_id: str
    office: str
    purpose: Purpose
    jwk: dict[str, str]
    since: datetime
    retired: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What a seal on a PDF says: sound or why not, whose it is, and when it was put there."""

    sound: bool
    why: str
    signer: str = ""
    at: datetime | None = None


class SigningGateway(Protocol):
    """The office's keys, wherever they are kept."""

    def code_key(self, office: str) -> Key:
        """Return the key that signs the office's codes now."""

    def verify(self, key_id: bytes, told: bytes, signature: bytes) -> bool:
        """Tell whether a published key of this name signed these bytes."""

    def seal(self, pdf: bytes, *, office: str, at: datetime) -> bytes:
        """Return the PDF with the office's seal (PAdES-B-B, or B-T where a time stamping service is set)."""

    def check(self, pdf: bytes) -> Checked:
        """Tell whether a PDF bears a sound seal of this installation over every byte of it."""

    def credential_key(self, office: str) -> tuple[Key, bytes]:
        """Return the key for phone credentials and its certificate (DER)."""

    def root(self) -> bytes:
        """Return the certificate (PEM) by which others check seals."""

    def rotate(self, office: str, purpose: Purpose, *, at: datetime) -> str:
        """Let a new key sign from now on, and return its short name."""

    def published(self) -> list[Published]:
        """Return every public key that has ever signed, newest first."""
