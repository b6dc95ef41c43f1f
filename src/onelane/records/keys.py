"""The key that signs checkpoints, kept in a file outside the database, and the keys that are trusted to have signed."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from django.conf import settings

Trusted = dict[str, Ed25519PublicKey]


class KeyUnusable(Exception):  # noqa: N818 - the sentence says what is the matter
    """A key file cannot be used; the message is one sentence for the person at the terminal."""


@dataclass(frozen=True)
class Signer:
    """The office's own key."""

    private: Ed25519PrivateKey

    @cached_property
    def key_id(self) -> str:
        """The short name of the key, derived from its public half."""
        return key_id(self.private.public_key())

    def sign(self, told: bytes) -> bytes:
        """Return the Ed25519 signature."""
        return self.private.sign(told)


def folder() -> Path:
    """Return the folder of key and witness file; it belongs on another disk than the database."""
    return Path(settings.STATE) / "journal"


def key_file() -> Path:
    """Return the path of the private key."""
    return folder() / "key.pem"


def public_file() -> Path:
    """Return the path of the trusted public keys, one `id base64` a line; a renewed key's line stays."""
    return folder() / "keys.pub"


def signer() -> Signer:
    """Return the office's key, made on first use, readable by its owner alone."""
    path = key_file()
    if not path.exists():
        _make(path)
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as trouble:
        raise KeyUnusable(f"{path} holds no readable key.") from trouble
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyUnusable(f"{path} holds a key of another kind than Ed25519.")
    own = Signer(private)
    _publish(own)
    return own


def trusted(path: Path | None = None) -> Trusted:
    """Read the trusted public keys from `path`, or from beside the office's own key."""
    source = path or public_file()
    try:
        lines = source.read_text(encoding="utf-8").splitlines()
        keys = [
            Ed25519PublicKey.from_public_bytes(base64.b64decode(line.split()[-1])) for line in lines if line.strip()
        ]
    except FileNotFoundError as trouble:
        raise KeyUnusable(f"The file of public keys {source} is missing; name one with --key.") from trouble
    except (ValueError, UnicodeDecodeError) as trouble:
        raise KeyUnusable(f"{source} holds a line that is no public key.") from trouble
    return {key_id(key): key for key in keys}


def is_signed(keys: Trusted, name: str, told: bytes, signature: bytes) -> bool:
    """Tell whether the trusted key of this name signed `told`."""
    try:
        keys[name].verify(signature, told)
    except (KeyError, InvalidSignature):
        return False
    return True


def key_id(public: Ed25519PublicKey) -> str:
    """Return the short name of a key: 16 hexadecimal digits of its SHA-256."""
    return sha256(public.public_bytes_raw()).hexdigest()[:16]


def public_line(public: Ed25519PublicKey) -> str:
    """Return a key as a line of the file of public keys."""
    return f"{key_id(public)} {base64.b64encode(public.public_bytes_raw()).decode()}"


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_bytes(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    try:
        os.link(fresh, path)  # of two first starts at once, one wins and both read the same key
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _publish(own: Signer) -> None:
    line = public_line(own.private.public_key())
    path = public_file()
    if path.exists() and line in path.read_text(encoding="utf-8").splitlines():
        return
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
