"""The account that the office has at WeChat, and its menu; both are data."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings

from onelane.channels.wechat.protocol import Account
from onelane.kernel.refusal import Refused

MENU = Path(__file__).with_name("menu.toml")


def account() -> Account:
    """Return the account; refuse as not found while the office has none."""
    place = Path(settings.ONELANE["WECHAT_ACCOUNT"])
    if not place.is_file():
        raise Refused("requests.not_found")
    return _read(place, place.stat().st_mtime_ns)


@functools.lru_cache(maxsize=1)
def _read(place: Path, _changed: int) -> Account:
    told = tomllib.loads(place.read_text(encoding="utf-8"))
    found = Account(token=str(told["token"]), aes_key=str(told["aes_key"]), app_id=str(told["app_id"]))
    _ = found.key
    return found


def menu(address: str) -> dict[str, Any]:
    """Return the menu as WeChat's `menu/create` takes it; addresses of the office are put in."""
    told = tomllib.loads(MENU.read_text(encoding="utf-8"))
    return {"button": [_button(one, address) for one in told["button"]]}


def _button(one: dict[str, Any], address: str) -> dict[str, Any]:
    if "button" in one:
        return {"name": one["name"], "sub_button": [_button(each, address) for each in one["button"]]}
    if "page" in one:
        return {"type": "view", "name": one["name"], "url": f"{address}{one['page']}"}
    return {"type": "click", "name": one["name"], "key": one["key"]}
