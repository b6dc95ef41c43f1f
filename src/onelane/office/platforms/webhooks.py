"""The deeds on webhooks: add, change the secret, close, put an event down, deliver, replay."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.cases.applications.models import Application
from onelane.office.platforms import hooks
from onelane.office.platforms.gateway import Answered, Poster
from onelane.office.platforms.models import Delivery, Endpoint, Origin, Platform
from onelane.records import journal, outbox

TAKEN = range(200, 300)


def secret_of(salt: str) -> bytes:
    """Return the secret that a salt makes with the office's key."""
    return salted_hmac("onelane.webhook", salt, algorithm="sha256").digest()


@transaction.atomic
def add(
    *, client: str, address: str, events: Iterable[str], actor: Actor, at: datetime | None = None
) -> tuple[Endpoint, str]:
    """Add a webhook (登记回调) and return it with its secret, which is told this once."""
    platform = _platform(client, actor)
    told = hooks.checked_address(address, practice=practice())
    if Endpoint.objects.filter(platform=platform, closed_at=None).count() >= hooks.MOST_ENDPOINTS:
        raise Refused("platforms.too_many_hooks", most=hooks.MOST_ENDPOINTS)
    salt = secrets.token_hex(32)
    with refused_by("one_webhook_an_address", "platforms.hook_taken"), transaction.atomic():
        endpoint = Endpoint.objects.create(
            platform=platform, address=told, events=hooks.checked_events(events), salt=salt, made_at=at or clock.now()
        )
    _note(actor, "webhook.added", platform, endpoint)
    return endpoint, hooks.written_secret(secret_of(salt))


@transaction.atomic
def renew_secret(*, client: str, endpoint: int, actor: Actor, at: datetime | None = None) -> str:
    """Give a webhook a new secret and return it; the former one signs beside it for a day."""
    found, now = _open(client, endpoint, actor), at or clock.now()
    found.former_salt, found.former_until = found.salt, now + hooks.FORMER_FOR
    found.salt = secrets.token_hex(32)
    found.save(update_fields=["salt", "former_salt", "former_until"])
    _note(actor, "webhook.secret_renewed", found.platform, found)
    return hooks.written_secret(secret_of(found.salt))


@transaction.atomic
def close(*, client: str, endpoint: int, actor: Actor, at: datetime | None = None) -> None:
    """Close a webhook; what still waits for it is given up."""
    found, now = _open(client, endpoint, actor), at or clock.now()
    found.closed_at = now
    found.save(update_fields=["closed_at"])
    Delivery.objects.filter(endpoint=found, state="waiting").update(state="given_up", last_trouble="closed")
    _note(actor, "webhook.closed", found.platform, found)


@transaction.atomic
def replay(*, client: str, endpoint: int, delivery: int, actor: Actor, at: datetime | None = None) -> Delivery:
    """Send an event again from the first attempt on, under its old id, by which the other side knows it (重发)."""
    found = _open(client, endpoint, actor)
    one = Delivery.objects.select_for_update().filter(pk=delivery, endpoint=found).first()
    if one is None:
        raise Refused("platforms.no_such_delivery")
    one.state, one.attempts, one.due_at, one.sent_at = "waiting", 0, at or clock.now(), None
    one.save(update_fields=["state", "attempts", "due_at", "sent_at"])
    Endpoint.objects.filter(pk=found.pk).update(rests_until=None, fails=0)
    _note(actor, "webhook.replayed", found.platform, found, delivery=one.pk)
    return one


def told(*, case_id: int, name: str, once: str = "", at: datetime | None = None) -> None:
    """Put down that something happened to a case, if it came over a platform; one look-up by key for all others."""
    if name in hooks.EVENTS and Origin.objects.filter(pk=case_id).exists():
        payload = {"case_id": case_id, "name": name, "once": once, "at": (at or clock.now()).isoformat()}
        outbox.put("platforms.told", f"platforms.told:{case_id}:{name}:{once}"[:100], payload)


@transaction.atomic
def write(*, case_id: int, name: str, once: str, at: datetime) -> int:
    """Write an event down for every webhook that wants it; return for how many."""
    found = Application.objects.select_related("case__origin").get(pk=case_id)
    id_ = f"{found.case.number}:{name}:{once}".rstrip(":")
    body = json.dumps(
        hooks.event(
            id_=id_, office=found.office_id, name=name, number=found.case.number, service=found.service,
            state=found.case.state, at=at,
        ),
        ensure_ascii=False,
    )  # fmt: skip
    wanting = Endpoint.objects.filter(platform=found.case.origin.platform_id, closed_at=None, events__contains=[name])
    made = [
        Delivery(endpoint=one, event=id_, name=name, case_id=case_id, body=body, due_at=at, made_at=at)
        for one in wanting
    ]
    return len(Delivery.objects.bulk_create(made, ignore_conflicts=True))


def deliver_due(*, limit: int = 20, at: datetime | None = None) -> int:
    """Deliver what is due, one after the other, and return how many; no row is locked while the other side thinks."""
    poster: Poster = import_string(settings.ONELANE["WEBHOOK_GATEWAY"])()
    for done in range(limit):
        one = _taken_up(at or clock.now())
        if one is None:
            return done
        now = at or clock.now()
        body, seconds = one.body.encode(), int(now.timestamp())
        headers = {
            "Content-Type": "application/cloudevents+json; charset=utf-8",
            "webhook-id": one.event,
            "webhook-timestamp": str(seconds),
            "webhook-signature": hooks.signatures(_secrets(one.endpoint, now), one.event, seconds, body),
        }
        answer = poster.post(one.endpoint.address, headers, body)
        status = answer.status if isinstance(answer, Answered) else None
        _written(one, status, "" if isinstance(answer, Answered) else answer.why, at or clock.now())
    return limit


@transaction.atomic
def _taken_up(now: datetime) -> Delivery | None:
    """Take the next delivery up for the time of a lease; endpoints that failed lately are left alone."""
    awake = Q(endpoint__rests_until=None) | Q(endpoint__rests_until__lte=now)
    found = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("endpoint")
        .filter(awake, state="waiting", due_at__lte=now, endpoint__closed_at=None)
        .order_by("due_at", "pk")
        .first()
    )
    if found is not None:
        found.attempts += 1
        found.due_at = now + hooks.LEASE
        found.save(update_fields=["attempts", "due_at"])
    return found


@transaction.atomic
def _written(one: Delivery, status: int | None, trouble: str, now: datetime) -> None:
    """Write down how an attempt ended."""
    taken = status in TAKEN
    pause = None if taken else hooks.retry_after(one.attempts)
    one.last_status, one.last_trouble = status, trouble[:40]
    one.state = "sent" if taken else "waiting" if pause is not None else "given_up"
    one.sent_at, one.due_at = (now if taken else None), now + (pause or hooks.LEASE)
    one.save(update_fields=["last_status", "last_trouble", "state", "sent_at", "due_at"])
    endpoint = Endpoint.objects.select_for_update().get(pk=one.endpoint_id)
    endpoint.fails = 0 if taken else endpoint.fails + 1
    endpoint.rests_until = None if taken else now + hooks.rest_after(endpoint.fails)
    endpoint.save(update_fields=["fails", "rests_until"])


def practice() -> bool:
    """Tell whether webhooks of this machine are allowed, which is for practice only."""
    return bool(settings.ONELANE["WEBHOOK_LOOPBACK"])


def _secrets(endpoint: Endpoint, now: datetime) -> list[bytes]:
    found = [secret_of(endpoint.salt)]
    if endpoint.former_salt and endpoint.former_until is not None and endpoint.former_until > now:
        found.append(secret_of(endpoint.former_salt))
    return found


def _platform(client: str, actor: Actor) -> Platform:
    """Return a platform that the actor may speak for: itself, or as an administrator of its office."""
    found = Platform.objects.filter(pk=client[:100], office=actor.office, closed_at=None).first()
    is_own = actor.may("platform") and actor.id == f"platform:{client}"
    if found is None or not (is_own or actor.may("administrator")):
        raise Refused("platforms.not_found")
    return found


def _open(client: str, endpoint: int, actor: Actor) -> Endpoint:
    platform = _platform(client, actor)
    found = Endpoint.objects.select_for_update().filter(pk=endpoint, platform=platform, closed_at=None).first()
    if found is None:
        raise Refused("platforms.no_such_hook")
    found.platform = platform
    return found


def _note(actor: Actor, deed: str, platform: Platform, endpoint: Endpoint, **detail: object) -> None:
    journal.note(actor, deed, chain=f"platform:{platform.pk}", subject=f"webhook:{endpoint.pk}", detail=detail)
