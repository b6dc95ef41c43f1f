"""What an application may be: its channels, its ways of delivery, and what a reviewer's judgement means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from onelane.kernel.refusal import Refused

Channel = Literal["portal", "api", "app", "wechat", "kiosk", "window"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
Kind = Literal["field", "paper"]
REVIEW = "file-review"
REFUSAL = "refusal"
"""The desk of the checker: a refusal that a first person has proposed waits here for a second one."""
LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a reviewer judges: a field or a paper, by its code in the catalogue."""

    kind: Kind
    code: str

    @property
    def key(self) -> str:
        """Return the item as it is kept: `field:vin`."""
        return f"{self.kind}:{self.code}"


def item_of(key: str) -> Item:
    """Read an item as it is kept; refuse `applications.no_such_item`."""
    kind, _, code = key.partition(":")
    if not code or kind not in get_args(Kind):
        raise Refused("applications.no_such_item", item=key[:60])
    return Item("field" if kind == "field" else "paper", code)


def channel_of(name: str) -> Channel:
    """Return the channel by its name; an unknown one is a fault of the code that calls."""
    for channel in CHANNELS:
        if channel == name:
            return channel
    raise ValueError(f"no channel is called {name}")


def press_key(key: str) -> str:
    """Return the key that makes a repeated press the same press; refuse one that is too long or unreadable."""
    if len(key) > LONGEST_KEY or not all(one.isalnum() or one in "-_" for one in key):
        raise Refused("applications.bad_key", longest=LONGEST_KEY)
    return key


def unjudged(items: Iterable[str], judged: Mapping[str, bool]) -> list[str]:
    """Return the items that nobody has judged yet, in their order."""
    return [one for one in items if one not in judged]


def wrong(judged: Mapping[str, bool]) -> list[str]:
    """Return the items that were found wrong."""
    return [key for key, holds in judged.items() if not holds]
