"""Register a platform, change its secret, close it: an administrator's deeds."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from allauth.idp.oidc.models import Client, Token
from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.platforms import rules
from onelane.office.platforms.models import Platform
from onelane.records import journal

GRANTS: dict[rules.Kind, list[str]] = {
    "platform": ["client_credentials", "authorization_code", "refresh_token"],
    "app": ["authorization_code", "refresh_token"],
}
"""A phone cannot keep a secret, so an app never acts without a citizen (RFC 8252, section 8.5)."""


@transaction.atomic
def register(
    *,
    name: str,
    kind: rules.Kind,
    scopes: Iterable[str],
    addresses: Iterable[str],
    actor: Actor,
    at: datetime | None = None,
) -> tuple[Platform, str]:
    """Register a platform (登记对接平台) and return it with its secret, which is told this once; an app has none."""
    _administrator(actor)
    told = " ".join(name.split())
    if not told or len(told) > rules.LONGEST_NAME or not told.isprintable():
        raise Refused("platforms.bad_name", longest=rules.LONGEST_NAME)
    back = list(dict.fromkeys(rules.checked_address(kind, one) for one in addresses))
    if len(back) > rules.MOST_ADDRESSES or (kind == "app" and not back):
        raise Refused("platforms.bad_address", address="")
    secret = "" if kind == "app" else secrets.token_urlsafe(32)
    client = Client(name=told, type=Client.Type.PUBLIC if kind == "app" else Client.Type.CONFIDENTIAL)
    client.set_scopes(rules.checked_scopes(kind, scopes))
    client.set_grant_types(GRANTS[kind])
    client.set_redirect_uris(back)
    client.set_secret(secret or secrets.token_urlsafe(32))
    client.save()
    with refused_by("one_platform_of_a_name", "platforms.name_taken", name=told), transaction.atomic():
        platform = Platform.objects.create(
            client=client, office_id=actor.office, kind=kind, name=told, made_by=actor.id, made_at=at or clock.now()
        )
    _note(actor, "platform.registered", platform, {"kind": kind, "scopes": client.get_scopes()})
    return platform, secret


@transaction.atomic
def renew_secret(*, client: str, actor: Actor) -> str:
    """Give a platform a new secret and return it; the old one and all its tokens end at once."""
    platform = _open(client, actor)
    if platform.kind == "app":
        raise Refused("platforms.app_has_no_secret")
    secret = secrets.token_urlsafe(32)
    platform.client.set_secret(secret)
    platform.client.save(update_fields=["secret"])
    Token.objects.filter(client=platform.client).delete()
    _note(actor, "platform.secret_renewed", platform, {})
    return secret


@transaction.atomic
def close(*, client: str, actor: Actor, at: datetime | None = None) -> None:
    """Close a platform for good; its tokens end at once, what was applied for over it goes on."""
    platform = _open(client, actor)
    platform.closed_at = at or clock.now()
    platform.save(update_fields=["closed_at"])
    Token.objects.filter(client=platform.client).delete()
    platform.client.set_grant_types([])
    platform.client.set_secret(secrets.token_urlsafe(32))
    platform.client.save(update_fields=["grant_types", "secret"])
    _note(actor, "platform.closed", platform, {})


def _open(client: str, actor: Actor) -> Platform:
    _administrator(actor)
    found = (
        Platform.objects.select_for_update(of=("self",))
        .select_related("client")
        .filter(pk=client[:100], office=actor.office, closed_at=None)
        .first()
    )
    if found is None:
        raise Refused("platforms.not_found")
    return found


def _administrator(actor: Actor) -> None:
    if not actor.may("administrator", "system"):
        raise Refused("stations.wrong_role", step="", role=actor.role)


def _note(actor: Actor, deed: str, platform: Platform, detail: dict[str, object]) -> None:
    journal.note(actor, deed, chain=f"platform:{platform.pk}", subject=platform.name, detail=detail)
