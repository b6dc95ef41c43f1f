"""Passkeys (通行密钥, W3C WebAuthn): add one, prove with one, sign in with one; the ceremonies are allauth's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError

from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.records import journal

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from onelane.kernel.actor import Actor
    from onelane.registers.people.queries import SomeAccount

LONGEST = 16 * 1024
LONGEST_NAME = 30


def to_add(account: SomeAccount) -> dict[str, Any]:
    """Return what a browser needs to make a passkey for this account."""
    return _plain(auth.begin_registration(account, True))


def add(request: HttpRequest, account: SomeAccount, *, name: str, actor: Actor) -> None:
    """Keep the passkey that the browser made."""
    credential = _credential(request)
    _checked(lambda: auth.complete_registration(credential))
    auth.WebAuthn.add(account, " ".join(name.split())[:LONGEST_NAME] or "passkey", credential)
    journal.note(actor, "account.passkey_added", chain=f"account:{account.pk}")


def to_prove(account: SomeAccount | None) -> dict[str, Any]:
    """Return what a browser needs to prove with a passkey, of this account or of whoever it belongs to."""
    return _plain(auth.begin_authentication(account))


def proved_by(request: HttpRequest, account: SomeAccount | None = None) -> SomeAccount:
    """Return whose passkey proved it; refuse `auth.passkey_wrong`."""
    credential = _credential(request)
    owner = account or _checked(lambda: auth.extract_user_from_response(credential))
    used = _checked(lambda: auth.complete_authentication(owner, credential))
    used.last_used_at = clock.now()
    used.save(update_fields=["last_used_at"])
    if not owner.is_active:
        raise Refused("auth.passkey_wrong")
    return owner


def _credential(request: HttpRequest) -> Any:
    try:
        told = json.loads(request.POST.get("credential", "")[:LONGEST])
    except ValueError as reason:
        raise Refused("auth.passkey_wrong") from reason
    if not isinstance(told, dict):
        raise Refused("auth.passkey_wrong")
    return told


def _checked(step: Callable[[], Any]) -> Any:
    """Run one step of a ceremony; whatever is wrong with what a browser sent is a refusal, never a fault."""
    try:
        return step()
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError, LookupError) as reason:
        raise Refused("auth.passkey_wrong") from reason


def _plain(options: Any) -> dict[str, Any]:
    return dict(json.loads(json.dumps(options, default=dict))["publicKey"])
