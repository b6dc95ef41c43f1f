"""Signed words between the office and the sandbox provider: Ed25519, fresh, bound to what they answer."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

WINDOW = 300  # seconds that a signature is good for, either way: clocks differ
MOST = 64 * 1024  # bytes of a body
TIMESTAMP = "Sandbox-Timestamp"
NONCE = "Sandbox-Nonce"
SIGNATURE = "Sandbox-Signature"
MERCHANT = "Sandbox-Merchant"
EVENT = "Sandbox-Event"
OFFICE = "office"  # names of the key files
PROVIDER = "provider"


def own_key(folder: Path, name: str) -> Ed25519PrivateKey:
    """Return our private key, made at the first asking together with its public half beside it for the other side."""
    kept = folder / f"{name}.key"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(kept, Ed25519PrivateKey.generate().private_bytes_raw().hex(), 0o600)
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept.read_text("ascii").strip()))
    _write_once(folder / f"{name}.pub", key.public_key().public_bytes_raw().hex(), 0o644)
    return key


def their_key(folder: Path, name: str) -> Ed25519PublicKey | None:
    """Return the other side's public key, None until it was started for the first time."""
    try:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex((folder / f"{name}.pub").read_text("ascii").strip()))
    except (OSError, ValueError):
        return None


def sign(key: Ed25519PrivateKey, *parts: str) -> str:
    """Sign the parts, line by line."""
    return base64.b64encode(key.sign(_text(parts))).decode("ascii")


def is_signed(key: Ed25519PublicKey | None, signature: str, *parts: str) -> bool:
    """Tell whether these very parts were signed; whatever is malformed is not signed."""
    if key is None:
        return False
    try:
        key.verify(base64.b64decode(signature, validate=True), _text(parts))
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def is_fresh(timestamp: str, now: datetime) -> bool:
    """Tell whether a time in whole seconds lies within the window around now."""
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):  # noqa: PLR2004 - enough until the year 33000
        return False
    return abs(int(timestamp) - now.timestamp()) <= WINDOW


def _text(parts: tuple[str, ...]) -> bytes:
    return "".join(f"{part}\n" for part in parts).encode()


def _write_once(path: Path, text: str, mode: int) -> None:
    """Write a file that appears whole or not at all, and is never replaced, even when two processes start at once."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
