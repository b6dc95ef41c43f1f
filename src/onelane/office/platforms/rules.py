"""What a platform may be and may ask for: kinds, scopes (授权范围), keys of repeated requests, its pace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args
from urllib.parse import urlsplit

from onelane.kernel.refusal import Refused

Kind = Literal["platform", "app"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Whose = Literal["either", "citizen", "platform"]

KEPT_FOR = timedelta(hours=24)
"""So long an answer is kept under its Idempotency-Key; longer it would be a second file about a person."""
WINDOW = timedelta(minutes=1)
LONGEST_KEY = 64
LONGEST_NAME = 60
MOST_ADDRESSES = 10
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_APP_SCHEME = re.compile(r"[a-z][a-z0-9]*(\.[a-z0-9-]+)+")
"""A phone's own address scheme is a domain name turned round, so that nobody else's app answers it (RFC 8252)."""
LOOPBACK = frozenset({"127.0.0.1", "[::1]", "localhost"})


@dataclass(frozen=True, slots=True)
class Scope:
    """One thing that a token allows: in whose name, and whether consent needs a second factor."""

    code: str
    zh: str
    en: str
    whose: Whose
    kinds: tuple[Kind, ...] = KINDS
    proved: bool = False


_ALL = (
    Scope("services", "读取业务目录和办理条件", "Read what is offered and who may apply", "either"),
    Scope("apply", "以您的名义填写、提交、补正和撤回申请", "Apply in your name: fill in, send, correct, withdraw",
          "citizen", ("platform",)),
    Scope("cases", "查看您的申请进度和账单", "See your applications and bills", "citizen", ("platform",)),
    Scope("papers", "查看和下载您的证照", "See and download your papers", "citizen", ("platform",)),
    Scope("register", "查询您本人的登记信息", "Ask for extracts of your own entries in the register", "citizen",
          ("platform",), proved=True),
    Scope("begun", "读取经本平台提出的申请的状态", "Read the state of what came over this platform", "platform",
          ("platform",)),
    Scope("webhooks", "接收申请状态变化的通知", "Be told of changes of state", "platform", ("platform",)),
    Scope("app.apply", "在手机上填写、提交、补正和撤回申请", "Apply on the phone: fill in, send, correct, withdraw",
          "citizen", ("app",)),
    Scope("app.cases", "在手机上查看申请进度、账单和缴费", "See applications and bills on the phone",
          "citizen", ("app",)),
    Scope("app.papers", "在手机上查看和下载证照", "See and download papers on the phone", "citizen", ("app",)),
    Scope("app.affairs", "在手机上查看“我的业务”", "See my affairs on the phone", "citizen", ("app",), proved=True),
)  # fmt: skip
SCOPES: Mapping[str, Scope] = {one.code: one for one in _ALL}


def scopes_for(kind: Kind) -> list[str]:
    """Return what a platform of a kind can be given."""
    return [one.code for one in _ALL if kind in one.kinds]


def checked_scopes(kind: Kind, wanted: Iterable[str]) -> list[str]:
    """Return scopes in their order; refuse `platforms.no_such_scope` for one that the kind cannot have, or for none."""
    asked, possible = set(wanted), scopes_for(kind)
    if not asked or not asked <= set(possible):
        raise Refused("platforms.no_such_scope", scopes=sorted(one[:40] for one in asked - set(possible)))
    return [one for one in possible if one in asked]


def needs_proof(scopes: Iterable[str]) -> bool:
    """Tell whether consent to these scopes needs a second factor given lately."""
    return any(SCOPES[one].proved for one in scopes if one in SCOPES)


def checked_address(kind: Kind, address: str) -> str:
    """Return an address for the way back from consent; refuse `platforms.bad_address` (RFC 8252, RFC 9700)."""
    told = address.strip()
    try:
        parts = urlsplit(told)
        fits = _fits(kind, parts.scheme, parts.netloc) and not parts.fragment and parts.username is None
    except ValueError:
        fits = False
    if not fits or not told.isascii() or any(one.isspace() or one == "*" for one in told):
        raise Refused("platforms.bad_address", address=told[:100])
    return told


def _fits(kind: Kind, scheme: str, netloc: str) -> bool:
    if scheme == "https":
        return bool(netloc)
    if scheme == "http":
        return netloc.rpartition(":")[0] in LOOPBACK or netloc in LOOPBACK
    return kind == "app" and _APP_SCHEME.fullmatch(scheme) is not None


def request_key(key: str) -> str:
    """Return the key of a repeated request; refuse `platforms.bad_key`."""
    if _KEY.fullmatch(key) is None:
        raise Refused("platforms.bad_key", longest=LONGEST_KEY)
    return key


@dataclass(frozen=True, slots=True)
class Pace:
    """How many requests there may be in a minute, how many are left of it, and when the next minute begins."""

    most: int
    left: int
    seconds: int
    allowed: bool


def pace(count: int, begins_at: datetime, now: datetime, most: int) -> Pace:
    """Return the pace after `count` requests since the window began."""
    seconds = max(1, int((begins_at + WINDOW - now).total_seconds() + 0.999))
    return Pace(most, max(0, most - count), seconds, count <= most)
