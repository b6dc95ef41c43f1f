"""What allauth asks us about second factors: how secrets are kept, and what an authenticator app or passkey shows."""

from __future__ import annotations

import base64
from functools import lru_cache

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

ISSUER = "OneLane"


@lru_cache(maxsize=1)
def _box(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"onelane.second-factor").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    """Secrets are encrypted with a key derived from the office's; devices learn a login name, never a person's."""

    def encrypt(self, text: str) -> str:
        """Return a secret as the database keeps it."""
        return _box(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret as it was."""
        return _box(settings.SECRET_KEY).decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """Return what the app shows above the code."""
        return ISSUER

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return whose passkeys these are: this host's."""
        return {**super().get_public_key_credential_rp_entity(), "name": ISSUER}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, object]:
        """Return what a device keeps about the account; its key is written as allauth reads it back."""
        return {
            "id": user_pk_to_url_str(user).encode(),
            "display_name": user.get_username(),
            "name": user.get_username(),
        }
