"""The protocol of the official account's callback: signatures and encrypted messages (安全模式).

A message is AES-256 in CBC mode over 16 random bytes, the length, the text and the account's app id, padded to blocks
of 32; its signature is SHA-1 over the sorted parts, as WeChat has it. Pure: time and chance are passed in.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from onelane.kernel.refusal import Refused

BLOCK = 32
RANDOM = 16
LENGTH = 4
KEY_CHARACTERS = 43


@dataclass(frozen=True, slots=True)
class Account:
    """What WeChat and the office have agreed on: token, key of the messages, app id, the account's own name."""

    token: str
    aes_key: str
    app_id: str

    @property
    def key(self) -> bytes:
        """Return the 32 bytes of the key."""
        found = base64.b64decode(self.aes_key + "=", validate=True) if len(self.aes_key) == KEY_CHARACTERS else b""
        if len(found) != BLOCK:
            raise ValueError("the key of the messages has 43 characters of base64")
        return found


def signature(*parts: str) -> str:
    """Sign parts as WeChat does."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def is_signed(told: str, *parts: str) -> bool:
    """Tell whether a signature is right, in the same time for every wrong one."""
    return hmac.compare_digest(signature(*parts).encode(), told.encode())


def decrypted(account: Account, text: str) -> bytes:
    """Return what an encrypted message says; refuse `wechat.unreadable` for any that is not meant for this account."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as reason:
        raise Refused("wechat.unreadable") from reason
    if not raw or len(raw) % 16:
        raise Refused("wechat.unreadable")
    opener = _cipher(account).decryptor()
    return _content(opener.update(raw) + opener.finalize(), account.app_id)


def _content(padded: bytes, app_id: str) -> bytes:
    count = padded[-1]
    if not 1 <= count <= BLOCK or padded[-count:] != bytes([count]) * count:
        raise Refused("wechat.unreadable")
    told = padded[:-count]
    size = int.from_bytes(told[RANDOM : RANDOM + LENGTH], "big")
    content, whose = told[RANDOM + LENGTH :][:size], told[RANDOM + LENGTH :][size:]
    if len(content) != size or not hmac.compare_digest(whose, app_id.encode()):
        raise Refused("wechat.unreadable")
    return content


def encrypted(account: Account, content: bytes, chance: bytes) -> str:
    """Encrypt an answer; `chance` are 16 random bytes."""
    if len(chance) != RANDOM:
        raise ValueError("an answer needs 16 random bytes")
    told = chance + len(content).to_bytes(LENGTH, "big") + content + account.app_id.encode()
    count = BLOCK - len(told) % BLOCK
    closer = _cipher(account).encryptor()
    return base64.b64encode(closer.update(told + bytes([count]) * count) + closer.finalize()).decode()


def _cipher(account: Account) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(account.key), modes.CBC(account.key[:16]))
