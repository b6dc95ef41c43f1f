"""A verifiable random function: ECVRF-EDWARDS25519-SHA512-TAI (RFC 9381, sections 5.1 to 5.5) on libsodium's group.

Whoever holds the secret computes one value for each input and can choose no other; whoever holds the public key can
check it. The curve's arithmetic is libsodium's, in constant time; only the steps that RFC 9381 names stand here.
"""

from __future__ import annotations

from hashlib import sha512

from nacl import bindings
from nacl.exceptions import CryptoError

SECRET, PUBLIC, PROOF, OUTPUT = 32, 32, 80, 64  # bytes
_SUITE = b"\x03"
_ENCODE, _CHALLENGE, _PROOF_TO_HASH, _END = b"\x01", b"\x02", b"\x03", b"\x00"
_POINT, _C = 32, 16
_FIELD = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_IDENTITY = (1).to_bytes(_POINT, "little")


def public_key(secret: bytes) -> bytes:
    """Return the public key of a 32-byte secret; it is the Ed25519 key of the same seed (RFC 8032, 5.1.5)."""
    return bindings.crypto_scalarmult_ed25519_base_noclamp(_expand(secret)[0])


def prove(secret: bytes, alpha: bytes) -> bytes:
    """Return the proof `pi` for an input (RFC 9381, 5.1)."""
    x, prefix = _expand(secret)
    key = bindings.crypto_scalarmult_ed25519_base_noclamp(x)
    h = _encode_to_curve(key, alpha)
    gamma = bindings.crypto_scalarmult_ed25519_noclamp(x, h)
    k = bindings.crypto_core_ed25519_scalar_reduce(sha512(prefix + h).digest())
    u = bindings.crypto_scalarmult_ed25519_base_noclamp(k)
    v = bindings.crypto_scalarmult_ed25519_noclamp(k, h)
    c = _challenge(key, h, gamma, u, v)
    reduced = bindings.crypto_core_ed25519_scalar_reduce(x.ljust(64, b"\x00"))
    s = bindings.crypto_core_ed25519_scalar_add(k, bindings.crypto_core_ed25519_scalar_mul(_scalar(c), reduced))
    return gamma + c + s


def proof_to_hash(proof: bytes) -> bytes:
    """Return the random output `beta` of a proof that is known to be good (RFC 9381, 5.2)."""
    return sha512(_SUITE + _PROOF_TO_HASH + _times_eight(proof[:_POINT]) + _END).digest()


def verify(key: bytes, alpha: bytes, proof: bytes) -> bytes | None:
    """Return the output `beta` when the proof is the key's for this input, else None (RFC 9381, 5.3).

    Points outside the group of prime order are refused altogether, so the key is validated (5.4.5) with the rest.
    """
    if len(key) != PUBLIC or len(proof) != PROOF:
        return None
    gamma, c, s = proof[:_POINT], proof[_POINT : _POINT + _C], proof[_POINT + _C :]
    if int.from_bytes(s, "little") >= _ORDER or not (_is_in_group(key) and _is_in_group(gamma)):
        return None
    h = _encode_to_curve(key, alpha)
    try:
        u = _minus(bindings.crypto_scalarmult_ed25519_base_noclamp(s), key, c)
        v = _minus(bindings.crypto_scalarmult_ed25519_noclamp(s, h), gamma, c)
    except CryptoError:  # a scalar of zero, which no honest proof has
        return None
    return proof_to_hash(proof) if _challenge(key, h, gamma, u, v) == c else None


def _expand(secret: bytes) -> tuple[bytes, bytes]:
    """Return the secret scalar, clamped, and the prefix that nonces are derived with."""
    if len(secret) != SECRET:
        raise ValueError("a secret has 32 bytes")
    digest = sha512(secret).digest()
    scalar = bytearray(digest[:32])
    scalar[0] &= 248
    scalar[31] = scalar[31] & 127 | 64
    return bytes(scalar), digest[32:]


def _encode_to_curve(key: bytes, alpha: bytes) -> bytes:
    """Hash an input to a point by trying and counting up (RFC 9381, 5.4.1.1); two tries on average."""
    for count in range(256):
        told = sha512(_SUITE + _ENCODE + key + alpha + bytes([count]) + _END).digest()[:_POINT]
        if int.from_bytes(told, "little") & (2**255 - 1) >= _FIELD:
            continue
        try:
            point = _times_eight(told)
        except CryptoError:  # not on the curve
            continue
        if point != _IDENTITY:
            return point
    raise ArithmeticError("256 hashes gave no point")


def _times_eight(point: bytes) -> bytes:
    """Multiply by the cofactor; libsodium multiplies no point outside the prime group, but adds it."""
    for _ in range(3):
        point = bindings.crypto_core_ed25519_add(point, point)
    return point


def _challenge(*points: bytes) -> bytes:
    return sha512(_SUITE + _CHALLENGE + b"".join(points) + _END).digest()[:_C]


def _minus(left: bytes, point: bytes, c: bytes) -> bytes:
    return bindings.crypto_core_ed25519_sub(left, bindings.crypto_scalarmult_ed25519_noclamp(_scalar(c), point))


def _scalar(c: bytes) -> bytes:
    return c.ljust(32, b"\x00")


def _is_in_group(point: bytes) -> bool:
    return bool(bindings.crypto_core_ed25519_is_valid_point(point))
