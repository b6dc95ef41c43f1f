"""The practice gateway's keys, both sides of them, and the file of accounts that an office reads."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

BITS = 2048
WECHAT_MERCHANT = "1900000109"
WECHAT_APP = "wx0000000000000109"
WECHAT_SERIAL = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
WECHAT_KEY_ID = "PUB_KEY_ID_0000000000000109"
ALIPAY_APP = "2021000000000109"
ALIPAY_SELLER = "2088000000000109"
ACCOUNTS = "accounts.toml"
FILE = """# Accounts at payment providers. This file was written by the practice gateway; with a real merchant's file
# (its place is told by ONELANE_PAYMENT_ACCOUNTS, `address` is left out) the office speaks to the real providers.
# Keys are files beside this one.

[wechat]
address = "{address}"
merchant = "{wechat_merchant}"
app = "{wechat_app}"
serial = "{wechat_serial}"
key = "wechat-office.pem"
v3_key = "wechat-v3.key"
platform_key = "wechat-platform.pub"
platform_key_id = "{wechat_key_id}"
app_secret = "wechat-app.secret"

[alipay]
address = "{address}/gateway.do"
merchant = "{alipay_seller}"
app = "{alipay_app}"
key = "alipay-office.pem"
platform_key = "alipay-platform.pub"
"""


@dataclass(frozen=True, slots=True)
class Keys:
    """What the gateway signs with, and what it knows of the office."""

    wechat: RSAPrivateKey
    wechat_office: RSAPrivateKey
    v3: str
    app_secret: str
    alipay: RSAPrivateKey
    alipay_office: RSAPrivateKey


def keys(folder: Path) -> Keys:
    """Return the keys of a folder, made at the first asking."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_once(folder / "wechat-v3.key", secrets.token_hex(16), 0o600)  # 32 characters, as API v3 wants them
    _write_once(folder / "wechat-app.secret", secrets.token_hex(16), 0o600)
    return Keys(
        wechat=_key(folder, "wechat-platform"),
        wechat_office=_key(folder, "wechat-office"),
        v3=(folder / "wechat-v3.key").read_text("ascii"),
        app_secret=(folder / "wechat-app.secret").read_text("ascii"),
        alipay=_key(folder, "alipay-platform"),
        alipay_office=_key(folder, "alipay-office"),
    )


def write_accounts(folder: Path, address: str) -> Path:
    """Write the file by which an office knows this gateway, whole or not at all; a changed address is a new file."""
    told = FILE.format(
        address=address,
        wechat_merchant=WECHAT_MERCHANT,
        wechat_app=WECHAT_APP,
        wechat_serial=WECHAT_SERIAL,
        wechat_key_id=WECHAT_KEY_ID,
        alipay_seller=ALIPAY_SELLER,
        alipay_app=ALIPAY_APP,
    )
    path = folder / ACCOUNTS
    if not path.exists() or path.read_text("utf-8") != told:
        draft = _draft(path, told, 0o600)
        draft.replace(path)
    return path


@lru_cache(maxsize=1)
def a_strangers_key() -> RSAPrivateKey:
    """Return a key that nobody trusts."""
    return generate_private_key(65537, BITS)


def sign(key: RSAPrivateKey, text: str) -> bytes:
    """Sign with RSA-SHA256, PKCS#1 v1.5, which both providers use."""
    return key.sign(text.encode(), PKCS1v15(), SHA256())


def _key(folder: Path, name: str) -> RSAPrivateKey:
    path = folder / f"{name}.pem"
    if not path.exists():
        pem = generate_private_key(65537, BITS).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        _write_once(path, pem.decode("ascii"), 0o600)
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError(f"{name} is no RSA key")
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    _write_once(folder / f"{name}.pub", public.decode("ascii"), 0o644)
    return key


def _draft(path: Path, text: str, mode: int) -> Path:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return draft


def _write_once(path: Path, text: str, mode: int) -> None:
    """Write a file that appears whole or not at all, and is never replaced, even when two processes start at once."""
    if path.exists():
        return
    draft = _draft(path, text, mode)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
