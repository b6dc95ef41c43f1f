"""The office's accounts at payment providers, read from one file; its keys lie in files beside it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class NoAccount(Exception):  # noqa: N818 - a state of the office, told as "no answer"
    """The office has no readable account at this provider."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account; its keys never appear in a text of it."""

    address: str  # empty: the provider's own
    merchant: str
    app: str
    serial: str
    platform_key_id: str
    key: str = field(repr=False)
    v3_key: str = field(repr=False)
    platform_key: str = field(repr=False)
    app_secret: str = field(default="", repr=False)  # by which an app learns who opened a page of it

    @property
    def is_here(self) -> bool:
        """Tell whether the provider is the practice gateway on this machine."""
        return (urlsplit(self.address).hostname or "") in LOOPBACK


def account(provider: str) -> Account:
    """Return the account at a provider; a file that changed is read again."""
    path = Path(settings.ONELANE["PAYMENT_ACCOUNTS"])
    try:
        return _read(path, path.stat().st_mtime_ns, provider)
    except (OSError, ValueError, KeyError) as missing:
        raise NoAccount(type(missing).__name__) from missing


def notify_url(provider: str) -> str:
    """Return where a provider sends its notices."""
    return f"{settings.ONELANE['ADDRESS']}/notices/payment/{provider}"


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int, provider: str) -> Account:
    told: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))[provider]

    def kept(name: str) -> str:
        return (path.parent / told[name]).read_text("ascii").strip() if name in told else ""

    return Account(
        address=str(told.get("address", "")),
        merchant=str(told["merchant"]),
        app=str(told["app"]),
        serial=str(told.get("serial", "")),
        platform_key_id=str(told.get("platform_key_id", "")),
        key=kept("key"),
        v3_key=kept("v3_key"),
        platform_key=kept("platform_key"),
        app_secret=kept("app_secret"),
    )
