"""The deeds around requests of a platform: note what came over it, keep answers, count its pace."""

from __future__ import annotations

from datetime import datetime

from allauth.idp.oidc.models import Token
from django.db import connection, transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.platforms import rules
from onelane.office.platforms.models import Kept, Origin, Pace
from onelane.office.platforms.registering import close, register, renew_secret
from onelane.records import journal

__all__ = ["close", "register", "renew_secret"]  # asked for through this room's door

# One statement counts a request before anything is done for it: what comes at the same moment cannot slip through.
COUNT = """
    INSERT INTO platforms_pace AS p (key, begins_at, count) VALUES (%(key)s, %(now)s, 1)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN p.begins_at <= %(edge)s THEN 1 ELSE p.count + 1 END,
        begins_at = CASE WHEN p.begins_at <= %(edge)s THEN %(now)s ELSE p.begins_at END
    RETURNING count, begins_at
"""


def counted(*, key: str, most: int, at: datetime | None = None) -> rules.Pace:
    """Count one request and return the pace; one statement of its own, so that a refused deed counts too."""
    now = at or clock.now()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": key, "now": now, "edge": now - rules.WINDOW})
        count, begins_at = cursor.fetchone()
    return rules.pace(count, begins_at, now, most)


@transaction.atomic
def note_origin(*, case_id: int, client: str) -> None:
    """Note over which platform an application came in; the first one stays."""
    Origin.objects.get_or_create(case_id=case_id, defaults={"platform_id": client})


@transaction.atomic
def asked(*, client: str, account: int, key: str, digest: str, at: datetime | None = None) -> tuple[int, str] | None:
    """Note a request under its key and return the answer that it got already, or None when it is new.

    Whoever asks with the same key at the same moment waits here for the first one's transaction. Refuses another
    request under a used key with `platforms.key_used`.
    """
    now = at or clock.now()
    told = {"platform_id": client, "account": account, "key": rules.request_key(key)}
    Kept.objects.filter(**told, at__lte=now - rules.KEPT_FOR).delete()
    found, fresh = Kept.objects.get_or_create(**told, defaults={"digest": digest, "at": now})
    if fresh:
        return None
    if found.digest != digest:
        raise Refused("platforms.key_used")
    return found.status or 0, found.body


@transaction.atomic
def answered(*, client: str, account: int, key: str, status: int, body: str) -> None:
    """Keep what a request under a key was answered."""
    Kept.objects.filter(platform_id=client, account=account, key=key).update(status=status, body=body)


@transaction.atomic
def end_consent(*, client: str, actor: Actor) -> None:
    """End what a citizen allowed a platform (解除授权); all its tokens for him end at once."""
    if not actor.may("citizen") or not actor.id.isdecimal():
        raise Refused("platforms.not_found")
    ended, _ = Token.objects.filter(client=client[:100], user=int(actor.id)).delete()
    if not ended:
        raise Refused("platforms.not_found")
    journal.note(actor, "consent.ended", chain=f"account:{actor.id}", detail={"platform": client[:100]})


def forget_old(*, at: datetime | None = None) -> int:
    """Forget answers of yesterday and paces of an hour ago; return how many answers."""
    now = at or clock.now()
    Pace.objects.filter(begins_at__lt=now - 60 * rules.WINDOW).delete()
    return Kept.objects.filter(at__lt=now - rules.KEPT_FOR).delete()[0]
