"""The office's two keys for draws: one fixes the lists (the random function's), one signs publications and receipts."""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from onelane.office.plates import vrf
from onelane.records import keys as journal
from onelane.records.keys import Signer


def secret_file() -> Path:
    """Return the path of the random function's secret; it is no Ed25519 signing key, RFC 9381 keeps the two apart."""
    return Path(settings.STATE) / "plates" / "draw.key"


def secret() -> bytes:
    """Return the random function's secret, made on first use, readable by its owner alone."""
    return _read(secret_file())


def public() -> str:
    """Return the public half in hexadecimal, as publications name it."""
    return vrf.public_key(secret()).hex()


def signer() -> Signer:
    """Return the key that signs publications and receipts: the journal's own, so that there is one to trust."""
    return _signer(journal.key_file())


@lru_cache(maxsize=4)
def _signer(_path: Path) -> Signer:
    return journal.signer()


@lru_cache(maxsize=4)
def _read(path: Path) -> bytes:
    if not path.exists():
        _make(path)
    try:
        return bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError as trouble:
        raise journal.KeyUnusable(f"{path} holds no readable key.") from trouble


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_hex(vrf.SECRET), encoding="ascii")
    try:
        os.link(fresh, path)  # of two first starts at once, one wins and both read the same key
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
