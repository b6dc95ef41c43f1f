"""What is kept of a code, a key or a token: a keyed digest, from which nobody gets it back."""

from __future__ import annotations

from django.utils.crypto import salted_hmac


def digest(kind: str, secret: str) -> str:
    """Return the digest of a secret; `kind` keeps those of different uses apart."""
    return salted_hmac(f"onelane.kiosk.{kind}", secret, algorithm="sha256").hexdigest()
