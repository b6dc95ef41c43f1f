"""Questions about platforms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.idp.oidc.models import Token
from django.db.models import Count, Q

from onelane.kernel.refusal import Refused
from onelane.office.cases.applications.models import Application
from onelane.office.platforms import rules
from onelane.office.platforms.models import Delivery, Endpoint, Origin, Platform

PAGE = 50


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who stands behind a token: the platform, what the token allows, and the citizen's account if it is for one."""

    client: str
    kind: rules.Kind
    office: str
    scopes: frozenset[str]
    account: int | None


@dataclass(frozen=True, slots=True)
class Registered:
    """A platform as the administrator sees it."""

    client: str
    name: str
    kind: str
    scopes: tuple[str, ...]
    addresses: tuple[str, ...]
    made_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Granted:
    """A platform that a citizen lets act for him."""

    client: str
    name: str
    scopes: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook; its secret is never shown again."""

    id: int
    address: str
    events: tuple[str, ...]
    made_at: datetime
    rests_until: datetime | None
    waiting: int
    given_up: int


@dataclass(frozen=True, slots=True)
class Begun:
    """One application that came over a platform: nothing that says whose it is."""

    case_id: int
    number: str
    service: str
    state: str
    begun_at: datetime
    submitted_at: datetime | None
    ended_at: datetime | None


def bearer(token: str) -> Bearer | None:
    """Return who stands behind an access token, or None when it is unknown, over, or its platform or account closed."""
    found = Token.objects.valid().by_value(token).select_related("client__platform", "user")
    one = found.filter(type=Token.Type.ACCESS_TOKEN, client__platform__closed_at=None).first()
    if one is None or one.client is None or (one.user is not None and not one.user.is_active):
        return None
    platform: Platform = one.client.platform
    kind: rules.Kind = "app" if platform.kind == "app" else "platform"
    # What the platform may do today counts, not only what it might when the token was given.
    scopes = frozenset(one.get_scopes()) & frozenset(one.client.get_scopes())
    return Bearer(platform.pk, kind, platform.office_id, scopes, one.user_id)


def granted(account: int) -> list[Granted]:
    """List the platforms that a citizen lets act for him now, the latest consent first."""
    found: dict[str, Granted] = {}
    tokens = Token.objects.valid().filter(user=account, client__platform__closed_at=None)
    for one in tokens.select_related("client__platform").order_by("-created_at"):
        if one.client is not None and one.client_id not in found:
            scopes = tuple(code for code in one.get_scopes() if code in rules.SCOPES)
            found[one.client.pk] = Granted(one.client.pk, one.client.platform.name, scopes, one.created_at)
    return list(found.values())


def platforms(office: str) -> list[Registered]:
    """List the platforms of an office, the open ones first."""
    found = Platform.objects.select_related("client").filter(office=office).order_by("-closed_at", "made_at")
    return [_registered(one) for one in found]


def platform(office: str, client: str) -> Registered | None:
    """Return one platform of an office, or None."""
    found = Platform.objects.select_related("client").filter(office=office, pk=client[:100]).first()
    return _registered(found) if found is not None else None


def webhooks(client: str) -> list[Hook]:
    """List the open webhooks of a platform, with how many events wait and were given up."""
    waiting = Count("delivery", filter=Q(delivery__state="waiting"))
    given_up = Count("delivery", filter=Q(delivery__state="given_up"))
    found = Endpoint.objects.filter(platform=client, closed_at=None).annotate(waiting=waiting, given_up=given_up)
    return [
        Hook(one.pk, one.address, tuple(one.events), one.made_at, one.rests_until, one.waiting, one.given_up)
        for one in found.order_by("pk")
    ]


def deliveries(client: str, endpoint: int, *, after: int | None = None, limit: int = PAGE) -> list[Delivery]:
    """List what was to be told to a webhook of a platform, the latest first; refuse `platforms.no_such_hook`."""
    if not Endpoint.objects.filter(pk=endpoint, platform=client, closed_at=None).exists():
        raise Refused("platforms.no_such_hook")
    found = Delivery.objects.filter(endpoint=endpoint)
    if after is not None:
        found = found.filter(pk__lt=after)
    return list(found.order_by("-pk")[:limit])


def _registered(one: Platform) -> Registered:
    return Registered(
        client=one.pk, name=one.name, kind=one.kind, scopes=tuple(one.client.get_scopes()),
        addresses=tuple(one.client.get_redirect_uris()), made_at=one.made_at, closed_at=one.closed_at,
    )  # fmt: skip


def begun(client: str, *, after: int | None = None, limit: int = PAGE) -> list[Begun]:
    """List what was applied for over a platform, the latest first; a keyset on the case, two statements."""
    found = Origin.objects.filter(platform=client)
    if after is not None:
        found = found.filter(case__lt=after)
    keys = list(found.order_by("-case").values_list("case", flat=True)[:limit])
    rows = Application.objects.select_related("case").filter(pk__in=keys).order_by("-pk")
    return [
        Begun(
            case_id=one.pk, number=one.case.number, service=one.service, state=one.case.state, begun_at=one.begun_at,
            submitted_at=one.submitted_at, ended_at=one.case.ended_at,
        )
        for one in rows
    ]  # fmt: skip
